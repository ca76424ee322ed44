// What most targets do to text on its way in, for comparing what was sent with what they kept. Pure; any
// thread.
#pragma once

#include <string_view>

#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::model {

// Every ASCII control character but tab, CR and LF: few targets say what they do with them, so none sees one.
constexpr bool is_dropped_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n';
}
// `text` itself when it has none, otherwise a copy in `arena`.
std::string_view without_controls(std::string_view text, Arena& arena);

// Without control characters, and with one blank for each run of blanks and line ends; none at both ends. A
// copy in `arena`.
std::string_view collapsed(std::string_view text, Arena& arena);

// How a target that keeps texts only shows a value: a text as it is, anything else as JSON, which a copy in
// `arena` holds. Null is "null".
std::string_view as_text(const Value& value, Arena& arena);

// Without ASCII blanks and line ends at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace hub::model
