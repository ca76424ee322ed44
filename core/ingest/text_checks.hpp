// Small questions about foreign text. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/model/arena.hpp"

namespace hub::ingest {

bool is_utf8(std::string_view text);
// Of valid UTF-8.
std::size_t count_characters(std::string_view text);
// Any of U+0000-U+001F and U+007F-U+009F, in valid UTF-8.
bool has_control_characters(std::string_view text);
// The characters and percent-encodings that RFC 3986 allows; not empty.
bool is_uri_reference(std::string_view text);
bool starts_with_ignoring_case(std::string_view text, std::string_view lower_case_start);
bool equals_ignoring_case(std::string_view text, std::string_view lower_case_text);
std::string_view trimmed(std::string_view text);

// A CloudEvents attribute from its HTTP header: quoted strings are undone, then one round of
// percent-decoding. Nothing when quotes or percents are broken or the result is not UTF-8. The result lives
// in the arena.
std::optional<std::string_view> decode_header_value(std::string_view value, model::Arena& arena);

}  // namespace hub::ingest
