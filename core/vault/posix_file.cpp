#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "core/vault/file.hpp"

namespace hub::vault {

namespace {

constexpr std::size_t kZeroChunkBytes = 1 << 20;

Error system_error(std::string_view doing, const std::string& path, int number) {
  std::string message = std::string(doing) + " " + path + ": " + std::strerror(number);
  if (number == ENOSPC || number == EDQUOT) return transient_error("disk_full", std::move(message));
  Error error = config_error(std::move(message));
  error.code = "key_files";
  return error;
}

class PosixFile final : public File {
 public:
  PosixFile(std::string path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size) {}
  ~PosixFile() override { ::close(descriptor_); }

  std::uint64_t size() const override { return size_; }

  Result<void> read(std::uint64_t offset, std::span<std::byte> into) override {
    while (!into.empty()) {
      const ssize_t got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return system_error("read", path_, errno);
      if (got == 0) return system_error("read past the end of", path_, EIO);
      offset += static_cast<std::uint64_t>(got);
      into = into.subspan(static_cast<std::size_t>(got));
    }
    return {};
  }

  Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t put = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return system_error("write", path_, errno);
      offset += static_cast<std::uint64_t>(put);
      bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return {};
  }

  Result<void> sync() override {
    if (::fdatasync(descriptor_) != 0) return system_error("sync", path_, errno);
    return {};
  }

 private:
  std::string path_;
  int descriptor_;
  std::uint64_t size_;
};

Result<void> sync_directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return system_error("open", directory, errno);
  const int synced = ::fsync(descriptor);
  const int number = errno;
  ::close(descriptor);
  if (synced != 0) return system_error("sync", directory, number);
  return {};
}

// Real zeros, not only reserved blocks: a block that is still marked unwritten costs a journal entry at its
// first write, that is, at every accept.
Result<void> fill_with_zeros(File& file, int descriptor, const std::string& path) {
  const int reserved = ::posix_fallocate(descriptor, 0, static_cast<off_t>(file.size()));
  if (reserved != 0) return system_error("reserve space for", path, reserved);
  const std::vector<std::byte> zeros(kZeroChunkBytes);
  for (std::uint64_t at = 0; at < file.size(); at += zeros.size()) {
    const auto count = std::min<std::uint64_t>(zeros.size(), file.size() - at);
    if (auto written = file.write(at, std::span(zeros).first(count)); !written.ok()) return written;
  }
  if (::fsync(descriptor) != 0) return system_error("sync", path, errno);
  return {};
}

class PosixFileSystem final : public FileSystem {
 public:
  bool exists(const std::string& path) override { return ::access(path.c_str(), F_OK) == 0; }

  Result<std::unique_ptr<File>> open(const std::string& path) override {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return system_error("open", path, errno);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
      const int number = errno;
      ::close(descriptor);
      return system_error("examine", path, number);
    }
    return std::unique_ptr<File>(
        std::make_unique<PosixFile>(path, descriptor, static_cast<std::uint64_t>(status.st_size)));
  }

  // Built under another name and linked when complete, so that a crash leaves all of it or none.
  Result<std::unique_ptr<File>> create(const std::string& path, std::uint64_t size) override {
    const std::string unfinished = path + ".new";
    const int descriptor = ::open(unfinished.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return system_error("create", unfinished, errno);
    auto file = std::make_unique<PosixFile>(path, descriptor, size);
    auto filled = fill_with_zeros(*file, descriptor, unfinished);
    if (filled.ok() && ::link(unfinished.c_str(), path.c_str()) != 0) {
      filled = system_error("create", path, errno);
    }
    ::unlink(unfinished.c_str());
    if (filled.ok()) filled = sync_directory_of(path);
    if (!filled.ok()) return filled.error();
    return std::unique_ptr<File>(std::move(file));
  }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem files;
  return files;
}

}  // namespace hub::vault
