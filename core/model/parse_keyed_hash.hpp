// Reads back what KeyedHash::text() wrote. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "core/model/keyed_hash.hpp"

namespace hub::model {

// Nothing for what is not the text of a keyed hash.
std::optional<KeyedHash> parse_keyed_hash(std::string_view text);

}  // namespace hub::model
