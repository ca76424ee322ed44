// The few file operations a published log needs: written whole, synced, then visible under their name. Any
// thread.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace hub::certificates {

bool file_exists(const std::string& path);
Result<void> make_folder(const std::string& path);
// With the files in it, if it is there. What cannot be removed stays.
void remove_folder(const std::string& path);
// invalid "not_found" when there is none.
Result<std::string> load_file(const std::string& path);
// `path` is below `folder`; missing folders between are made. A reader sees the old file or the new one,
// whole; after a crash too. transient "disk_full", or config when the disk fails.
Result<void> write_file(const std::string& folder, const std::string& path, std::string_view bytes);

// The same for many files, each folder synced once. One thread.
class FolderSync {
 public:
  explicit FolderSync(std::string folder) : folder_(std::move(folder)) {}
  // The file is synced; that it is there only after sync().
  Result<void> write_file(const std::string& path, std::string_view bytes);
  Result<void> sync();

 private:
  std::string folder_;
  std::set<std::string> changed_;
};

}  // namespace hub::certificates
