// Files of fixed size, read and written in place: the vault's only contact with the operating system, so that
// a simulated disk can lose what was not synced. Implementations are used from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/base/result.hpp"

namespace hub::vault {

class File {
 public:
  virtual ~File() = default;
  virtual std::uint64_t size() const = 0;
  // Whole spans; short reads are errors.
  virtual Result<void> read(std::uint64_t offset, std::span<std::byte> into) = 0;
  virtual Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
  // fdatasync. After an error nothing is known of what is on disk: never called again, the process ends.
  virtual Result<void> sync() = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual bool exists(const std::string& path) = 0;
  virtual Result<std::unique_ptr<File>> open(const std::string& path) = 0;
  // Preallocated, zeroed, mode 0600, its directory synced. Fails when it exists.
  virtual Result<std::unique_ptr<File>> create(const std::string& path, std::uint64_t size) = 0;
};

// The machine's disk.
FileSystem& posix_file_system();

}  // namespace hub::vault
