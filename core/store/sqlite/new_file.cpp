#include "core/store/sqlite/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace hub::store::sqlite {

NewFile::NewFile(std::string path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {}

NewFile::~NewFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (!stays_) ::unlink(path_.c_str());
}

bool NewFile::sync() {
  const auto slash = path_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  stays_ = handle >= 0 && ::fsync(descriptor_) == 0 && ::fsync(handle) == 0;
  if (handle >= 0) ::close(handle);
  return stays_;
}

}  // namespace hub::store::sqlite
