#include "tools/hubctl/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace hub::hubctl {

Result<Buffer> read_file(const std::string& path) {
  constexpr std::uintmax_t kBytesMax = 64u << 20;
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return config_error("cannot be read: " + path);
  if (size > kBytesMax) return config_error("is larger than 64 MiB: " + path);
  Buffer content;
  content.resize(size);
  file.read(content.data(), static_cast<std::streamsize>(size));
  if (static_cast<std::uintmax_t>(file.gcount()) != size) return config_error("cannot be read: " + path);
  return content;
}

Result<void> write_file(const std::string& path, std::string_view content) {
  std::error_code error;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (error || !file) return config_error("cannot be written: " + path);
  return {};
}

Result<void> write_private_file(const std::string& path, std::string_view content) {
  std::error_code ignored;  // what is missing then shows below
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return config_error("cannot be made: " + path);
  const bool is_written =
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      ::fsync(file) == 0;
  if (::close(file) == 0 && is_written) return {};
  std::filesystem::remove(path, ignored);
  return config_error("cannot be written: " + path);
}

}  // namespace hub::hubctl
