// Opens the pair of slot files of a vault, or makes it when there never was one. Never replaces what it
// cannot read.
#pragma once

#include "core/base/random.hpp"
#include "core/vault/root_ring.hpp"
#include "core/vault/slot_file.hpp"

namespace hub::vault {

struct KeyFiles {
  std::unique_ptr<SlotFile> cases, epochs;
  FileSetId set_id{};
  RootRing::Place root = 0;  // whose header `cases` has: it wraps what is made from now on
};

// config "key_files" when one file is missing, damaged, of another pair or made under a root that is not in
// `ring`.
Result<KeyFiles> open_key_files(FileSystem& files, const std::string& directory, SlotFileShape case_shape,
                                SlotFileShape epoch_shape, const RootRing& ring, Random& random);

// The file of a node whose case keys lie in a database. config "key_files" as above, and where `directory`
// has the case keys of a store in SQLite.
struct EpochFile {
  std::unique_ptr<SlotFile> file;
  FileSetId set_id{};
  RootRing::Place root = 0;
};
Result<EpochFile> open_epoch_file(FileSystem& files, const std::string& directory, SlotFileShape shape,
                                  const RootRing& ring, Random& random);

// What the header of `file` says, whichever root of `ring` made it; config "key_files" otherwise.
struct OpenedHeader {
  FileSetId set_id{};
  RootRing::Place root = 0;
};
Result<OpenedHeader> checked_header(SlotFile& file, const RootRing& ring);

}  // namespace hub::vault
