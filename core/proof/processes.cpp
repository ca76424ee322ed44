#include "core/proof/processes.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace hub::proof {

namespace {

namespace fs = std::filesystem;

Result<std::string> read_small(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return invalid_error("no_process", "cannot read " + path);
  return text.str();
}

// The numbers behind the name in /proc/N/stat, the state first; the name may hold anything.
Result<std::vector<std::string>> stat_of(pid_t process) {
  const auto text = read_small("/proc/" + std::to_string(process) + "/stat");
  const std::size_t name_end = text.ok() ? text->rfind(')') : std::string::npos;
  if (name_end == std::string::npos) return invalid_error("no_process", "there is no such process here");
  std::istringstream words(text->substr(name_end + 1));
  std::vector<std::string> fields;
  for (std::string word; words >> word;) fields.push_back(word);
  return fields;
}

// Places in what stat_of() gives.
constexpr std::size_t kParent = 1, kStarted = 19;

std::vector<pid_t> all_processes() {
  std::vector<pid_t> processes;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    pid_t process = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), process);
    if (read.ec == std::errc() && read.ptr == name.data() + name.size()) processes.push_back(process);
  }
  return processes;
}

}  // namespace

Result<std::string> identity_of(pid_t process) {
  const auto stat = stat_of(process);
  if (!stat.ok()) return stat.error();
  auto boot = read_small("/proc/sys/kernel/random/boot_id");
  if (!boot.ok()) return boot;
  if (stat->size() <= kStarted) return invalid_error("no_process", "what /proc says is not understood");
  return boot->substr(0, boot->find('\n')) + '/' + std::to_string(process) + '/' + (*stat)[kStarted];
}

std::vector<pid_t> with_descendants(pid_t process) {
  std::vector<std::pair<pid_t, std::string>> parents;
  for (const pid_t other : all_processes()) {
    const auto stat = stat_of(other);
    if (stat.ok() && stat->size() > kParent) parents.emplace_back(other, (*stat)[kParent]);
  }
  std::vector<pid_t> family = {process};
  for (std::size_t i = 0; i < family.size(); ++i) {
    const std::string parent = std::to_string(family[i]);
    for (const auto& [child, its_parent] : parents) {
      if (its_parent == parent) family.push_back(child);
    }
  }
  return family;
}

}  // namespace hub::proof
