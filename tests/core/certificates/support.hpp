// A log of the entries "entry-0", "entry-1", ... in memory, for the vectors and the properties.
#pragma once

#include <map>
#include <string>

#include "core/certificates/tiles.hpp"

namespace hub::certificates::testing {

inline std::string entry(std::uint64_t index) {
  return "entry-" + std::to_string(index);
}

inline std::string hex(const void* bytes, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<const unsigned char*>(bytes)[i];
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}
inline std::string hex(const Hash& hash) {
  return hex(hash.data(), hash.size());
}

struct MemoryLog {
  std::uint64_t size = 0;
  std::map<std::string, std::string> files;

  void grow_to(std::uint64_t new_size) {
    const TileSource source{[](std::uint64_t index) { return Result<std::string>(entry(index)); },
                            [this](const TileName& name) { return read(name); }};
    for (const TileName& name : tiles_between(size, new_size)) {
      const auto before = part_before(name, size);
      files[name.path()] = *make_tile(name, source, before ? files[before->path()] : std::string());
    }
    size = new_size;
  }
  Result<std::string> read(const TileName& name) const {
    const auto found = files.find(name.path());
    if (found == files.end()) return invalid_error("missing", "no such tile");
    return found->second;
  }
  SubtreeRoot subtree(std::optional<Error>& failure) const {
    return subtree_from_tiles(
        size, [this](const TileName& name) { return read(name); }, failure);
  }
  Hash root() const {
    std::optional<Error> failure;
    return root_of(size, subtree(failure));
  }
};

}  // namespace hub::certificates::testing
