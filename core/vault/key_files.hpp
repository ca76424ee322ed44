// Opens the pair of slot files of a vault, or makes it when there never was one. Never replaces what it
// cannot read.
#pragma once

#include "core/base/random.hpp"
#include "core/vault/slot_file.hpp"

namespace hub::vault {

struct KeyFiles {
  std::unique_ptr<SlotFile> cases, epochs;
  FileSetId set_id{};
};

// config "key_files" when one file is missing, damaged, of another pair or made under another root.
Result<KeyFiles> open_key_files(FileSystem& files, const std::string& directory, SlotFileShape case_shape,
                                SlotFileShape epoch_shape, KeyView header_key, Random& random);

}  // namespace hub::vault
