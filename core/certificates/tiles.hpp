// The files of a tiled log (C2SP tlog-tiles): where each hash and entry lies, and how they are read back. The
// tiles are derived from the database's entries and can be made again at any time. Pure but for TileFiles;
// any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/certificates/merkle.hpp"

namespace hub::certificates {

inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr std::size_t kEntryBytesMax = 65'535;

// A tile of hashes at `level`, or (level absent) a bundle of entries. `width` 256 is a full tile.
struct TileName {
  std::optional<unsigned> level;
  std::uint64_t index = 0;
  std::uint64_t width = kTileWidth;

  // "tile/0/x001/234.p/7", below the log's prefix.
  std::string path() const;
  // "tile/0/x001/234.p": where its partial files lie until it is full.
  std::string partial_folder() const;
};

// Nothing for a path that is not exactly what path() makes: what is served is never outside the log.
std::optional<TileName> parse_tile_path(std::string_view path);

// The tiles, bundles included, that a log of `size` entries has and one of `old_size` had not.
std::vector<TileName> tiles_between(std::uint64_t old_size, std::uint64_t size);

// Entry bytes by index; hash tiles already stored by name. What a tile is made of.
struct TileSource {
  std::function<Result<std::string>(std::uint64_t index)> entry;
  std::function<Result<std::string>(const TileName& name)> tile;
};

// The part of a hash tile that a log of `old_size` had already, or nothing.
std::optional<TileName> part_before(const TileName& name, std::uint64_t old_size);

// The bytes of a tile: hashes of level 0 come from entries, those above from the full tiles below. `known`:
// the first hashes of it, made before.
Result<std::string> make_tile(const TileName& name, const TileSource& source, std::string known = {});

// A file of the log by its path.
using ReadLogFile = std::function<Result<std::string>(const std::string& path)>;

// The bytes of a tile; those of the full one, which begin with them, where the partial file is gone.
Result<std::string> read_tile(const ReadLogFile& read, const TileName& name);

// The entries of a bundle, or invalid "malformed_bundle".
Result<std::vector<std::string>> read_bundle(std::string_view bytes);

// Subtree roots out of the tiles of a log of `log_size`; `tile` gives the bytes of a named tile. Failing to
// read one is remembered in `failure` and gives a hash that proves nothing.
SubtreeRoot subtree_from_tiles(std::uint64_t log_size,
                               std::function<Result<std::string>(const TileName&)> tile,
                               std::optional<Error>& failure);

}  // namespace hub::certificates
