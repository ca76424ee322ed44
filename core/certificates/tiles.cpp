#include "core/certificates/tiles.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "core/base/assert.hpp"

namespace hub::certificates {

namespace {

constexpr unsigned kLevelMax = 63;
constexpr unsigned kLevelBits = 8;  // 256 = 2^8 hashes a tile

std::string three_digits(std::uint64_t group) {
  std::string text = std::to_string(group);
  return std::string(3 - text.size(), '0') + text;
}

// 1234067 -> "x001/x234/067".
std::string index_path(std::uint64_t index) {
  std::string path = three_digits(index % 1000);
  while ((index /= 1000) > 0) path = "x" + three_digits(index % 1000) + "/" + path;
  return path;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_index(std::string_view path) {
  std::uint64_t index = 0;
  while (path.starts_with('x')) {
    const auto group = path.size() > 4 && path[4] == '/' ? parse_number(path.substr(1, 3)) : std::nullopt;
    if (!group || index > UINT64_MAX / 1'000'000) return std::nullopt;
    index = index * 1000 + *group;
    path.remove_prefix(5);
  }
  const auto group = path.size() == 3 ? parse_number(path) : std::nullopt;
  if (!group) return std::nullopt;
  return index * 1000 + *group;
}

std::uint64_t leaves_below(unsigned level) {
  return std::uint64_t(1) << (kLevelBits * level);
}

// How many hashes a log of `size` has at `level`: only complete subtrees count.
std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  return kLevelBits * level >= 64 ? 0 : size / leaves_below(level);
}

void append(std::string& bytes, const Hash& hash) {
  bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

Hash hash_at(std::string_view tile, std::uint64_t position) {
  Hash hash;
  std::memcpy(hash.data(), tile.data() + position * hash.size(), hash.size());
  return hash;
}

// The root of 2^n hashes that stand side by side.
Hash fold(std::string_view hashes) {
  std::vector<Hash> level;
  for (std::uint64_t i = 0; i < hashes.size() / sizeof(Hash); ++i) level.push_back(hash_at(hashes, i));
  while (level.size() > 1) {
    for (std::size_t i = 0; i < level.size() / 2; ++i) level[i] = node_hash(level[2 * i], level[2 * i + 1]);
    level.resize(level.size() / 2);
  }
  return level.front();
}

}  // namespace

std::string TileName::path() const {
  if (width < kTileWidth) return partial_folder() + '/' + std::to_string(width);
  return "tile/" + (level ? std::to_string(*level) : std::string("entries")) + "/" + index_path(index);
}

std::string TileName::partial_folder() const {
  return TileName{level, index}.path() + ".p";
}

std::optional<TileName> parse_tile_path(std::string_view path) {
  const std::string_view whole = path;
  if (!path.starts_with("tile/")) return std::nullopt;
  path.remove_prefix(5);
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  TileName name;
  if (const std::string_view level = path.substr(0, slash); level != "entries") {
    const auto number = parse_number(level);
    if (!number || *number > kLevelMax) return std::nullopt;
    name.level = static_cast<unsigned>(*number);
  }
  path.remove_prefix(slash + 1);
  if (const std::size_t partial = path.find(".p/"); partial != std::string_view::npos) {
    const auto width = parse_number(path.substr(partial + 3));
    if (!width || *width == 0 || *width >= kTileWidth) return std::nullopt;
    name.width = *width;
    path = path.substr(0, partial);
  }
  const auto index = parse_index(path);
  if (!index) return std::nullopt;
  name.index = *index;
  return name.path() == whole ? std::optional(name) : std::nullopt;
}

std::vector<TileName> tiles_between(std::uint64_t old_size, std::uint64_t size) {
  std::vector<TileName> names;
  const auto add_level = [&](std::optional<unsigned> level, std::uint64_t had, std::uint64_t has) {
    for (std::uint64_t tile = had / kTileWidth; tile < has / kTileWidth; ++tile)
      names.push_back({level, tile});
    const std::uint64_t width = has % kTileWidth;
    if (width != 0 && has != had) names.push_back({level, has / kTileWidth, width});
  };
  add_level(std::nullopt, old_size, size);
  for (unsigned level = 0; hashes_at(level, size) > 0; ++level) {
    add_level(level, hashes_at(level, old_size), hashes_at(level, size));
  }
  return names;
}

std::optional<TileName> part_before(const TileName& name, std::uint64_t old_size) {
  if (!name.level) return std::nullopt;
  const std::uint64_t had = hashes_at(*name.level, old_size), first = name.index * kTileWidth;
  if (had <= first) return std::nullopt;
  return TileName{name.level, name.index, std::min(had - first, name.width)};
}

Result<std::string> make_tile(const TileName& name, const TileSource& source, std::string known) {
  std::string bytes = std::move(known);
  for (std::uint64_t i = bytes.size() / sizeof(Hash); i < name.width; ++i) {
    const std::uint64_t position = name.index * kTileWidth + i;
    if (name.level && *name.level > 0) {
      const auto below = source.tile(TileName{*name.level - 1, position});
      if (!below.ok()) return below.error();
      if (below->size() != kTileWidth * sizeof(Hash))
        return invalid_error("malformed_tile", "a tile is not full");
      append(bytes, fold(*below));
      continue;
    }
    const auto entry = source.entry(position);
    if (!entry.ok()) return entry.error();
    HUB_ASSERT(entry->size() <= kEntryBytesMax);
    if (name.level) {
      append(bytes, leaf_hash(*entry));
    } else {
      bytes += static_cast<char>(entry->size() >> 8);
      bytes += static_cast<char>(entry->size() & 0xff);
      bytes += *entry;
    }
  }
  return bytes;
}

Result<std::string> read_tile(const ReadLogFile& read, const TileName& name) {
  auto bytes = read(name.path());
  if (bytes.ok() || name.width == kTileWidth) return bytes;
  return read(TileName{name.level, name.index}.path());
}

Result<std::vector<std::string>> read_bundle(std::string_view bytes) {
  std::vector<std::string> entries;
  while (!bytes.empty()) {
    if (bytes.size() < 2) return invalid_error("malformed_bundle", "the entry bundle is cut off");
    const std::size_t size =
        static_cast<unsigned char>(bytes[0]) * 256u + static_cast<unsigned char>(bytes[1]);
    if (bytes.size() - 2 < size || entries.size() == kTileWidth) {
      return invalid_error("malformed_bundle", "the entry bundle is cut off or too long");
    }
    entries.emplace_back(bytes.substr(2, size));
    bytes.remove_prefix(2 + size);
  }
  return entries;
}

SubtreeRoot subtree_from_tiles(std::uint64_t log_size,
                               std::function<Result<std::string>(const TileName&)> tile,
                               std::optional<Error>& failure) {
  return [=, &failure, tile = std::move(tile)](std::uint64_t start, std::uint64_t size) -> Hash {
    const unsigned height = static_cast<unsigned>(std::countr_zero(size));
    const unsigned level = height / kLevelBits;
    const std::uint64_t count = std::uint64_t(1) << (height % kLevelBits);
    const std::uint64_t first = start / leaves_below(level);
    TileName name{level, first / kTileWidth};
    name.width = std::min(kTileWidth, hashes_at(level, log_size) - name.index * kTileWidth);
    auto bytes = tile(name);
    const std::uint64_t offset = first % kTileWidth;
    if (bytes.ok() && bytes->size() < (offset + count) * sizeof(Hash)) {
      bytes = invalid_error("malformed_tile", "a tile is shorter than its name says");
    }
    if (!bytes.ok()) {
      if (!failure) failure = bytes.error();
      return Hash{};
    }
    return fold(std::string_view(*bytes).substr(offset * sizeof(Hash), count * sizeof(Hash)));
  };
}

}  // namespace hub::certificates
