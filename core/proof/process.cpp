#include "core/proof/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace hub::proof {

namespace {

namespace fs = std::filesystem;

std::string proc(pid_t process, std::string_view name) {
  return "/proc/" + std::to_string(process) + "/" + std::string(name);
}

Result<std::string> read_small(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return invalid_error("not_scanned", "cannot read " + path);
  return text.str();
}

struct Mapping {
  std::uint64_t first = 0, last = 0;
  std::string name;
  bool is_readable = false;
};

// "55d0-55e0 r--p 0 fd:00 1 /usr/bin/hubd"; nothing for a line of another form.
std::optional<Mapping> parse_mapping(const std::string& line) {
  Mapping mapping;
  const char* const end = line.data() + line.size();
  const auto first = std::from_chars(line.data(), end, mapping.first, 16);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '-') return std::nullopt;
  const auto last = std::from_chars(first.ptr + 1, end, mapping.last, 16);
  if (last.ec != std::errc() || end - last.ptr < 2) return std::nullopt;
  mapping.is_readable = last.ptr[1] == 'r';
  const std::size_t name = line.find_last_of(' ');
  mapping.name = name + 1 < line.size() ? line.substr(name + 1) : "anonymous memory";
  return mapping;
}

// The kernel's own pages, which no process can read.
bool is_kernels(const Mapping& mapping) {
  return mapping.name == "[vvar]" || mapping.name == "[vsyscall]" || mapping.name == "[vvar_vclock]";
}

// EIO is a page that was unmapped, or of a file that became shorter: there is nothing to read.
ReadPiece pieces_of_memory(int memory, const Mapping& mapping, std::uint64_t& at) {
  return [memory, &mapping, &at](char* into, std::size_t size) -> Result<std::size_t> {
    const std::size_t wanted = std::min<std::uint64_t>(size, mapping.last - at);
    if (wanted == 0) return std::size_t{0};
    const ssize_t count = ::pread(memory, into, wanted, static_cast<off_t>(at));
    if (count < 0 && errno != EIO) return invalid_error("not_scanned", "cannot read " + mapping.name);
    if (count <= 0) return std::size_t{0};
    at += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
  };
}

Result<std::string> line_of(pid_t process, const char* file, std::string_view start) {
  const auto text = read_small(proc(process, file));
  if (!text.ok()) return text.error();
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(start)) return line;
  }
  return invalid_error("not_scanned", "no " + std::string(start) + " in " + proc(process, file));
}

void scan_small(const std::string& path, Surface& surface) {
  const auto text = read_small(path);
  if (!text.ok()) return surface.not_scanned(text.error().message);
  surface.scan_bytes(*text, path);
}

}  // namespace

void scan_memory(pid_t process, Surface& surface) {
  const auto maps = read_small(proc(process, "maps"));
  const int memory = ::open(proc(process, "mem").c_str(), O_RDONLY | O_CLOEXEC);
  if (!maps.ok() || maps->empty() || memory < 0) {
    if (memory >= 0) ::close(memory);
    return surface.not_scanned("the memory of process " + std::to_string(process) +
                               " cannot be read: run as root");
  }
  std::istringstream lines(*maps);
  for (std::string line; std::getline(lines, line);) {
    const auto mapping = parse_mapping(line);
    if (!mapping || !mapping->is_readable || is_kernels(*mapping)) continue;
    std::uint64_t at = mapping->first;
    surface.scan_stream(pieces_of_memory(memory, *mapping, at), "memory: " + mapping->name);
  }
  ::close(memory);
}

void scan_hidden_files(pid_t process, Surface& surface) {
  scan_small(proc(process, "environ"), surface);
  scan_small(proc(process, "cmdline"), surface);
  std::error_code error;
  fs::directory_iterator entry(proc(process, "fd"), error);
  if (error) return surface.not_scanned("the open files of the process cannot be read: run as root");
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code gone;
    const std::string target = fs::read_symlink(entry->path(), gone).string();
    if (!gone && target.ends_with(" (deleted)")) surface.scan_link(entry->path().string(), target);
  }
  if (fs::exists("/dev/shm", error)) surface.scan_folder("/dev/shm");
}

void check_cores(pid_t process, Surface& surface) {
  const auto limit = line_of(process, "limits", "Max core file size");
  if (!limit.ok()) return surface.not_scanned(limit.error().message);
  std::istringstream words(limit->substr(std::string_view("Max core file size").size()));
  std::string soft;
  words >> soft;
  const auto pattern = read_small("/proc/sys/kernel/core_pattern");
  if (!pattern.ok()) return surface.not_scanned(pattern.error().message);
  // A program that the kernel pipes cores to gets them whatever the limit says.
  const bool is_piped = pattern->starts_with('|');
  surface.require(soft == "0" && !is_piped,
                  is_piped ? "the kernel pipes cores to a program: whether it keeps them is not known"
                           : "the process may write a core");
  const std::string folder = fs::path(pattern->substr(0, pattern->find('\n'))).parent_path().string();
  if (!is_piped && !folder.empty()) return surface.scan_folder(folder);
  std::error_code error;
  const std::string place = fs::read_symlink(proc(process, "cwd"), error).string();
  if (error) return surface.not_scanned("the folder that a core would go to cannot be read: run as root");
  fs::directory_iterator entry(place, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code gone;
    if (entry->is_regular_file(gone) && entry->path().filename().string().starts_with("core"))
      surface.scan_file(entry->path().string());
  }
}

void check_swap(pid_t process, Surface& surface) {
  const auto line = line_of(process, "status", "VmSwap:");
  if (!line.ok()) return surface.not_scanned(line.error().message);
  std::istringstream words(line->substr(std::string_view("VmSwap:").size()));
  std::uint64_t swapped = 0;
  words >> swapped;
  surface.require(swapped == 0, "some of the process is in swap, which is not read");
}

void scan_swap_areas(Surface& surface) {
  const auto text = read_small("/proc/swaps");
  if (!text.ok()) return surface.not_scanned(text.error().message);
  std::istringstream lines(*text);
  std::string line;
  std::getline(lines, line);  // the heading
  while (std::getline(lines, line)) {
    // A name with a blank in it is written with \040, and cannot be read under what is written.
    const std::string area = line.substr(0, line.find_first_of(" \t"));
    std::error_code error;
    if (!fs::exists(area, error)) return surface.not_scanned("cannot read the swap area " + area);
    surface.scan_link(area, area);
  }
}

void scan_output(pid_t process, Surface& surface) {
  for (const char* stream : {"fd/1", "fd/2"}) {
    std::error_code error;
    const std::string target = fs::read_symlink(proc(process, stream), error).string();
    if (error) return surface.not_scanned("where the hub's log goes cannot be read: run as root");
    if (target == "/dev/null") continue;
    if (!fs::is_regular_file(target, error))
      return surface.not_scanned("the hub's log goes to " + target + ": name its folder with --logs");
    surface.scan_file(target);
  }
}

}  // namespace hub::proof
