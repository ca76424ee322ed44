#include "tools/hubd/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hub::hubd {

Result<int> lock_data_folder(const std::string& folder) {
  ::mkdir(folder.c_str(), 0700);
  const std::string path = folder + "/lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return config_error("cannot write to the data folder " + folder);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return config_error("another hub uses the data folder " + folder);
  }
  return descriptor;
}

}  // namespace hub::hubd
