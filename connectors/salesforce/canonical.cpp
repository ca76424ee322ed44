#include "connectors/salesforce/canonical.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::salesforce {

namespace {

using model::Value;

// "2026-03-01T10:20:30.000+0000", as Salesforce writes it, is RFC 3339 but for a colon.
std::optional<WallTime> read_time(std::string_view text) {
  constexpr std::size_t kOffset = 5;
  if (const auto time = parse_timestamp(text)) return time;
  const std::size_t sign = text.size() - std::min(text.size(), kOffset);
  if (text.empty() || (text[sign] != '+' && text[sign] != '-')) return std::nullopt;
  return parse_timestamp(std::string(text.substr(0, sign + 3)) + ':' + std::string(text.substr(sign + 3)));
}

bool may_be(const FieldFacts* facts, std::string_view type, std::string_view or_type = {}) {
  return !facts || facts->type.empty() || facts->type == type || facts->type == or_type;
}

Value canonical_text(const Value& value, const FieldFacts* facts, model::Arena& arena) {
  std::string_view text = model::trimmed(model::without_controls(value.as_string(), arena));
  if (text.empty()) return Value().with_class(value.data_class());
  if (may_be(facts, "datetime")) {
    if (const auto time = read_time(text)) {
      const auto seconds = std::chrono::floor<std::chrono::seconds>(time->time_since_epoch());
      return Value::integer(seconds.count(), value.data_class());
    }
  }
  if (may_be(facts, "reference", "id")) text = id_18(text, arena);
  return Value::string(text, value.data_class());
}

}  // namespace

Value canonical(const Value& value, const FieldFacts* facts, model::Arena& arena) {
  if (value.is_string()) return canonical_text(value, facts, arena);
  if (value.is_number() && facts && facts->scale) {
    const double unit = std::pow(10.0, *facts->scale);
    return Value::number(std::round(value.as_double() * unit) / unit, value.data_class());
  }
  return value;
}

void write_clean_json(const Value& value, Buffer& out) {
  if (!value.is_string() || std::ranges::none_of(value.as_string(), model::is_dropped_control)) {
    return model::write_json(value, out);
  }
  model::Arena scratch(value.as_string().size());
  model::write_json_string(model::without_controls(value.as_string(), scratch), out);
}

std::string_view id_18(std::string_view id, model::Arena& arena) {
  constexpr std::string_view kChecksum = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  constexpr std::size_t kShort = 15, kChunk = 5;
  const bool is_id = id.size() == kShort && std::ranges::all_of(id, [](char c) {
                       return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                     });
  if (!is_id) return id;
  std::array<char, 18> full;
  std::ranges::copy(id, full.begin());
  for (std::size_t chunk = 0; chunk < kShort / kChunk; ++chunk) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < kChunk; ++i) {
      const char c = id[chunk * kChunk + i];
      if (c >= 'A' && c <= 'Z') bits |= std::size_t{1} << i;
    }
    full[kShort + chunk] = kChecksum[bits];
  }
  return arena.copy({full.data(), full.size()});
}

}  // namespace hub::connectors::salesforce
