// JSON text to Values in an Arena, and back. Each thread reuses one parser, which is wiped after each
// document.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"
#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::model {

// Any thread.
class JsonParser {
 public:
  // Strings are copied into `arena`; `text` may go afterwards. Every value gets class `c`.
  // Fails with invalid "malformed_json" (no excerpt of the text), also for nesting deeper than 64 and for
  // documents over 64 MiB.
  Result<Value> parse(std::string_view text, Arena& arena, DataClass c = DataClass::none);
};

// Appends compact JSON. Lone surrogates cannot occur (strings are valid UTF-8); non-finite numbers become
// null.
void write_json(const Value& value, Buffer& out);
// Appends `text` as a JSON string with its quotes.
void write_json_string(std::string_view text, Buffer& out);
// "name":"text", without a comma.
void write_json_member(std::string_view name, std::string_view text, Buffer& out);

}  // namespace hub::model
