// What happens to a text before it enters a record: control characters go, what must be redacted is, and what
// is too long is handled as the field's policy says. Immutable; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/config/yaml.hpp"
#include "core/mapping/scope.hpp"
#include "core/mapping/text.hpp"
#include "core/model/value.hpp"
#include "core/redaction/instruction.hpp"

namespace hub::mapping {

enum class OverflowPolicy : std::uint8_t {
  truncate,  // cut, with a mark at the end
  refuse,    // the delivery fails: "too_long"
  attach,    // cut with a mark; the whole text goes to one further record
  split,     // what does not fit goes to further records, in pieces
};

struct OverflowRule {
  std::string field;
  std::size_t limit = 0;
  LengthUnit unit = LengthUnit::utf16;
  OverflowPolicy policy = OverflowPolicy::refuse;
  std::string mark;
  std::string to;  // the record that takes what does not fit: attach and split
  config::Node node;
};

struct TextRules {
  std::optional<redaction::Instruction> redact;
  const OverflowRule* overflow = nullptr;
};

// The text as it enters the record, with its class. `rules` may be null.
Result<model::Value> finish_text(const TextRules* rules, std::string_view text, model::DataClass data_class,
                                 Scope& scope);
// The same for every string of a value; overflow does not apply.
model::Value finish_json(const TextRules* rules, const model::Value& value, Scope& scope);
// The redaction step alone. What the target wants out of everything that may hold anything goes first, and
// lowers no class: checks at publish know the mapping and nothing else.
liquid::Rendered redact_text(const TextRules* rules, liquid::Rendered text, Scope& scope);

}  // namespace hub::mapping
