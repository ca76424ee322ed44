// A witness of the certificate log, as hub.yaml names it. Plain values.
#pragma once

#include <string>

#include "core/certificates/note.hpp"

namespace hub::hubd {

struct WitnessSettings {
  std::string url;  // the prefix before /add-checkpoint
  certificates::VerifierKey key;
};

}  // namespace hub::hubd
