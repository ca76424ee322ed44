// A folder that is there as long as its object. One thread.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace hub::testing {

class OwnFolder {
 public:
  OwnFolder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("hub_store_" + std::to_string(getpid()) + "_" + std::to_string(++count));
    std::filesystem::create_directories(path_);
  }
  ~OwnFolder() { std::filesystem::remove_all(path_); }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace hub::testing
