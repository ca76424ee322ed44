// Paths in a file of settings are relative to it. Pure; any thread.
#pragma once

#include <filesystem>
#include <string>

namespace hub::hubd {

inline std::string beside(const std::string& file, const std::string& path) {
  const std::filesystem::path given(path);
  if (given.is_absolute()) return path;
  return (std::filesystem::path(file).parent_path() / given).lexically_normal().string();
}

}  // namespace hub::hubd
