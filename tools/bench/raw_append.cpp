// What the disk itself can do: appends the lines of a file to another one, so many lines at a time, and waits
// for each to be durable. `raw_append EVENTS OUTPUT LINES`; prints one JSON object.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace {

std::vector<std::string> read_groups(const char* path, std::size_t lines_per_group) {
  std::vector<std::string> groups;
  std::ifstream file(path, std::ios::binary);
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    if (lines % lines_per_group == 0) groups.emplace_back();
    groups.back() += line + '\n';
  }
  return groups;
}

bool append(int descriptor, const std::string& group) {
  for (std::size_t done = 0; done < group.size();) {
    const ssize_t written = ::write(descriptor, group.data() + done, group.size() - done);
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return ::fdatasync(descriptor) == 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const long lines_per_group = argument_count == 4 ? std::atol(arguments[3]) : 0;
  if (lines_per_group < 1) {
    std::fprintf(stderr, "usage: raw_append EVENTS OUTPUT LINES\n");
    return 2;
  }
  const auto groups = read_groups(arguments[1], static_cast<std::size_t>(lines_per_group));
  const int descriptor = ::open(arguments[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0 || groups.empty()) {
    std::fprintf(stderr, "raw_append: the files are not usable\n");
    return 1;
  }
  std::size_t bytes = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& group : groups) {
    if (!append(descriptor, group)) {
      std::fprintf(stderr, "raw_append: writing failed\n");
      return 1;
    }
    bytes += group.size();
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  ::close(descriptor);
  std::printf("{\"syncs\":%zu,\"bytes\":%zu,\"seconds\":%.4f}\n", groups.size(), bytes, seconds);
  return 0;
}
