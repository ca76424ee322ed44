// A file that is made for the owner alone, and goes again unless it was synced. One thread.
#pragma once

#include <string>

namespace hub::store::sqlite {

class NewFile {
 public:
  // Never opens what is there already.
  explicit NewFile(std::string path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  bool is_made() const { return descriptor_ >= 0; }
  // With its name in its folder. From here on the file stays.
  bool sync();

 private:
  std::string path_;
  int descriptor_;
  bool stays_ = false;
};

}  // namespace hub::store::sqlite
