#include "tools/simulators/webhook/records.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/model/json.hpp"

namespace hub::simulators::webhook {

using model::Value;

namespace {

struct Property {
  std::string_view name;
  bool is_whole = false;       // a whole number, else a text
  std::size_t length_max = 0;  // 0: any
};
constexpr std::array kCase = std::to_array<Property>({
    {"external_id", false, 64},
    {"subject", false, 255},
    {"text", false, 2'097'152},
    {"channel", false, 40},
    {"outcome", false, 80},
    {"opened_at", false, 0},
    {"closed_at", false, 0},
    {"contact", false, 255},
});
constexpr std::array kTranscript = std::to_array<Property>({
    {"external_id", false, 64},
    {"case", false, 64},
    {"part", true, 0},
    {"text", false, 2'097'152},
});

std::span<const Property> properties_of(std::string_view object) {
  if (object == "cases") return kCase;
  if (object == "transcripts") return kTranscript;
  return {};
}

std::string schema_text(std::string_view object) {
  std::string properties;
  for (const Property& each : properties_of(object)) {
    properties += (properties.empty() ? "\"" : ",\"") + std::string(each.name) + "\":{\"type\":";
    properties += each.is_whole ? "\"integer\"" : "\"string\"";
    if (each.length_max > 0) properties += ",\"maxLength\":" + std::to_string(each.length_max);
    properties += '}';
  }
  return "{\"title\":\"" + std::string(object) +
         "\",\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"external_id\"],"
         "\"properties\":{" +
         properties + "}}";
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string complaint(const Property& property, const Value& value) {
  if (value.is_null()) return {};
  if (property.is_whole) return value.is_integer() ? "" : "must be a whole number";
  if (!value.is_string()) return "must be a text";
  const bool is_too_long = property.length_max > 0 && characters(value.as_string()) > property.length_max;
  return is_too_long ? "is too long" : "";
}

std::string json_of(const Value& fields, std::string_view shortened) {
  Buffer out("{");
  for (const model::Member& field : fields.as_object()) {
    if (out.size() > 1) out.push_back(',');
    model::write_json_string(field.name, out);
    out.push_back(':');
    if (field.name == shortened && field.value.is_string()) {
      model::write_json_string(field.value.as_string().substr(0, field.value.as_string().size() / 2), out);
    } else {
      model::write_json(field.value, out);
    }
  }
  out.push_back('}');
  return std::string(out.view());
}

std::string place_of(std::string_view object, std::string_view key) {
  return std::string(object) + '/' + std::string(key);
}

}  // namespace

std::vector<std::string_view> Records::objects() {
  return {"cases", "transcripts"};
}

std::optional<std::string_view> Records::schema_of(std::string_view object) {
  static const std::string kCases = schema_text("cases"), kTranscripts = schema_text("transcripts");
  if (object == "cases") return kCases;
  if (object == "transcripts") return kTranscripts;
  return std::nullopt;
}

Complaints Records::complaints(std::string_view object, const Value& fields) {
  Complaints all;
  if (fields.text_at(kKeyField).empty()) all.emplace_back(kKeyField, "is missing");
  for (const model::Member& field : fields.as_object()) {
    const auto properties = properties_of(object);
    const auto property = std::ranges::find(properties, field.name, &Property::name);
    std::string wrong = property == properties.end() ? "is unknown" : complaint(*property, field.value);
    if (!wrong.empty()) all.emplace_back(field.name, std::move(wrong));
  }
  return all;
}

Row& Records::create(std::string_view object, const Value& fields, std::string_view shortened) {
  Row& row = rows_[std::string(object)].emplace_back();
  row.id = "r" + std::to_string(++last_id_);
  row.key = fields.text_at(kKeyField);
  row.fields = json_of(fields, shortened);
  by_key_.emplace(place_of(object, row.key), &row);
  by_id_.emplace(place_of(object, row.id), &row);
  return row;
}

void Records::replace(Row& row, const Value& fields, std::string_view shortened) {
  row.before = std::move(row.fields);
  row.fields = json_of(fields, shortened);
}

Row* Records::find(std::string_view object, std::string_view id) {
  const auto found = by_id_.find(place_of(object, id));
  return found == by_id_.end() || found->second->is_deleted ? nullptr : found->second;
}

std::vector<Row*> Records::find_by_key(std::string_view object, std::string_view key) {
  std::vector<Row*> found;
  const auto [first, last] = by_key_.equal_range(place_of(object, key));
  for (auto each = first; each != last; ++each) {
    if (!each->second->is_deleted) found.push_back(each->second);
  }
  return found;
}

std::size_t Records::count(std::string_view object) {
  const auto rows = rows_.find(object);
  if (rows == rows_.end()) return 0;
  return static_cast<std::size_t>(std::ranges::count(rows->second, false, &Row::is_deleted));
}

std::size_t Records::duplicates(std::string_view object) {
  std::set<std::string_view> keys;
  const auto rows = rows_.find(object);
  if (rows == rows_.end()) return 0;
  for (const Row& row : rows->second) {
    if (!row.is_deleted) keys.insert(row.key);
  }
  return count(object) - keys.size();
}

void write_row(const Row& row, bool is_stale, Buffer& out) {
  out.append("{\"id\":");
  model::write_json_string(row.id, out);
  const std::string_view fields = is_stale ? row.before : row.fields;
  if (fields.size() > 2) out.push_back(',');
  out.append(fields.substr(1));
}

}  // namespace hub::simulators::webhook
