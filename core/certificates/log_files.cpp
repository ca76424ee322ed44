#include "core/certificates/log_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace hub::certificates {

namespace {

namespace fs = std::filesystem;

Error disk_error(const char* doing) {
  const bool is_full = errno == ENOSPC || errno == EDQUOT;
  Error error = is_full ? transient_error("disk_full", "the disk is full") : config_error("the disk failed");
  return std::move(error).with_context(doing);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return descriptor.number() >= 0 && ::fsync(descriptor.number()) == 0;
}

}  // namespace

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

Result<void> make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return config_error("cannot make the folder " + path + ": " + error.message());
  return {};
}

void remove_folder(const std::string& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

Result<std::string> load_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return invalid_error("not_found", "no such file in the log");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<void> write_file(const std::string& folder, const std::string& path, std::string_view bytes) {
  FolderSync folders(folder);
  if (auto written = folders.write_file(path, bytes); !written.ok()) return written;
  return folders.sync();
}

Result<void> FolderSync::write_file(const std::string& path, std::string_view bytes) {
  const fs::path target = fs::path(folder_) / path;
  // A folder that is made now is a new name in the one above it.
  for (fs::path folder = target.parent_path();; folder = folder.parent_path()) {
    const bool is_new = changed_.insert(folder.string()).second && !fs::is_directory(folder);
    if (!is_new || folder == fs::path(folder_)) break;
  }
  if (auto made = make_folder(target.parent_path()); !made.ok()) return made;
  const fs::path draft = target.string() + ".draft";
  {
    const Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file.number() < 0 || !write_all(file.number(), bytes) || ::fdatasync(file.number()) != 0) {
      return disk_error("writing the certificate log");
    }
  }
  if (::rename(draft.c_str(), target.c_str()) != 0) return disk_error("writing the certificate log");
  return {};
}

Result<void> FolderSync::sync() {
  for (const std::string& folder : changed_) {
    if (!sync_folder(folder)) return disk_error("writing the certificate log");
  }
  changed_.clear();
  return {};
}

}  // namespace hub::certificates
