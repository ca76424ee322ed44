#include "tools/residue/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace hub::residue {
namespace {

constexpr std::size_t kPieceBytes = 8u << 20;

Result<void> scan_file(const std::filesystem::path& path, const Scanner& scanner, FolderScan& scan) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (!std::filesystem::exists(path)) return {};
    return config_error("cannot be read: " + path.string());
  }
  FileHits found;
  found.file = path.string();
  std::string piece;
  std::uint64_t piece_start = 0;
  for (;;) {
    const std::size_t kept = piece.size();
    piece.resize(kept + kPieceBytes);
    file.read(piece.data() + kept, static_cast<std::streamsize>(kPieceBytes));
    const auto read = static_cast<std::size_t>(file.gcount());
    piece.resize(kept + read);
    scan.bytes += read;
    const bool last = read < kPieceBytes;
    // Texts that start in the overlap are left to the next piece, where they are whole.
    const std::size_t overlap = last ? 0 : std::min(piece.size(), scanner.longest());
    const std::size_t own = piece.size() - overlap;
    scanner.scan(piece, [&](std::size_t offset) {
      if (offset >= own) return;
      if (found.hits++ == 0) found.first_offset = piece_start + offset;
    });
    if (last) break;
    piece_start += own;
    piece.erase(0, own);
  }
  ++scan.files;
  if (found.hits > 0) {
    scan.hits += found.hits;
    scan.hit_files.push_back(std::move(found));
  }
  return {};
}

}  // namespace

Result<FolderScan> scan_folders(const std::vector<std::string>& folders, const Scanner& scanner) {
  namespace fs = std::filesystem;
  FolderScan scan;
  for (const std::string& folder : folders) {
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    if (error) return config_error("cannot be read: " + folder);
    for (; entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      if (error) return config_error("cannot be read: " + folder);
      if (entry->is_symlink(error) || !entry->is_regular_file(error)) continue;
      auto scanned = scan_file(entry->path(), scanner, scan);
      if (!scanned) return std::move(scanned).error();
    }
  }
  return scan;
}

}  // namespace hub::residue
