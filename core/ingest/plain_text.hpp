// HTML out of chat text: the hub keeps plain text and never the original. Pure; any thread.
#pragma once

#include <string_view>

#include "core/model/arena.hpp"

namespace hub::ingest {

// Text with at least one HTML tag, comment or doctype loses them: block elements and <br> become line breaks,
// script and style go with their content, character references become characters. Any other text comes back
// as it is, also "a < b" and "<anna@example.com>": only real element names count. The result is in the arena
// or is `text`.
std::string_view to_plain_text(std::string_view text, model::Arena& arena);

}  // namespace hub::ingest
