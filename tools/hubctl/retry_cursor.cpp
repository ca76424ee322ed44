#include "tools/hubctl/retry_cursor.hpp"

#include <filesystem>
#include <fstream>

#include "core/policy/credential.hpp"

namespace hub::hubctl {
namespace {
constexpr std::size_t kNameDigits = 16;
}

RetryCursor::RetryCursor(const std::string& folder, const std::string& choice) {
  if (folder.empty()) return;
  path_ = folder + "/retry-" + policy::bearer_hash(choice).substr(0, kNameDigits);
  std::ifstream file(path_);
  if (!std::getline(file, as_of_)) as_of_.clear();
  for (std::string id; std::getline(file, id);) moved_.push_back(id);
}

std::string RetryCursor::begin(const std::string& as_of) {
  as_of_ = as_of;
  if (path_.empty()) return "there is no folder to note it in";
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), failed);
  std::ofstream file(path_, std::ios::trunc);
  file << as_of << '\n' << std::flush;
  return file ? std::string() : "the note " + path_ + " cannot be written";
}

// A file that cannot be written any more costs the earlier ids in the last count, nothing else.
void RetryCursor::add(std::span<const std::string> ids) {
  moved_.insert(moved_.end(), ids.begin(), ids.end());
  if (path_.empty()) return;
  std::ofstream file(path_, std::ios::app);
  for (const std::string& id : ids) file << id << '\n';
}

void RetryCursor::end() {
  std::error_code absent;
  if (!path_.empty()) std::filesystem::remove(path_, absent);
}

}  // namespace hub::hubctl
