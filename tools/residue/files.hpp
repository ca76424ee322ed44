// Every file below folders, byte by byte. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "tools/residue/scanner.hpp"

namespace hub::residue {

struct FileHits {
  std::string file;
  std::size_t hits = 0;
  std::uint64_t first_offset = 0;
};

struct FolderScan {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  std::size_t hits = 0;
  std::vector<FileHits> hit_files;
};

// Follows no links. A file that goes away meanwhile is left out; one that cannot be read fails with config
// "unreadable": a scan that looked away would prove nothing.
Result<FolderScan> scan_folders(const std::vector<std::string>& folders, const Scanner& scanner);

}  // namespace hub::residue
