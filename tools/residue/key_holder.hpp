// What somebody could read who holds the data folder, the key files and the root key: every sealed case and
// tracking event that is still there is opened and searched. Works on a copy of the folder of a hub that does
// not run on it. One thread.
#pragma once

#include <string>

#include "core/base/result.hpp"
#include "tools/residue/scanner.hpp"

namespace hub::residue {

struct KeyHolderScan {
  std::size_t rows = 0;    // sealed cases and tracking events found
  std::size_t opened = 0;  // of these, whose keys still open them
  std::size_t hits = 0;    // texts found in what was opened
};

// `hub_yaml` names the folder, the root key and the tenants.
Result<KeyHolderScan> scan_as_key_holder(const std::string& hub_yaml, const Scanner& scanner);

}  // namespace hub::residue
