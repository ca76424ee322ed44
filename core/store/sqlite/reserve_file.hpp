// Disk space set aside, given back when the disk is full so that what is there can still be settled. Writer's
// thread.
#pragma once

#include <cstdint>
#include <string>

namespace hub::store::sqlite {

class ReserveFile {
 public:
  // Nothing is reserved when `bytes` is 0.
  ReserveFile(std::string path, std::uint64_t bytes) : path_(std::move(path)), bytes_(bytes) {}

  // True when the space is held, trying to take it if it is not.
  bool hold();
  // True when there was something to give back.
  bool give_back();
  bool is_held() const { return is_held_ || bytes_ == 0; }

 private:
  std::string path_;
  std::uint64_t bytes_;
  bool is_held_ = false;
};

}  // namespace hub::store::sqlite
