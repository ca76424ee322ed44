#include "core/store/sqlite/reserve_file.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace hub::store::sqlite {

bool ReserveFile::hold() {
  if (is_held()) return true;
  const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return false;
  is_held_ = ::posix_fallocate(file, 0, static_cast<off_t>(bytes_)) == 0;
  // A part of the space would be in the way of the settles it is meant for.
  if (!is_held_) ::unlink(path_.c_str());
  ::close(file);
  return is_held_;
}

bool ReserveFile::give_back() {
  if (!is_held_) return false;
  ::unlink(path_.c_str());
  is_held_ = false;
  return true;
}

}  // namespace hub::store::sqlite
