#include "core/ingest/json_schema.hpp"

#include "core/ingest/case_rules.hpp"
#include "core/ingest/tracking_rules.hpp"

namespace hub::ingest {

namespace {

bool is_required(const Rule& rule, EventType type) {
  return rule.needed == Needed::always ||
         (rule.needed == Needed::when_closed && type == EventType::case_closed);
}

// The names and choices of the table need no escaping.
std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

std::string_view type_word(Shape shape) {
  switch (shape) {
    case Shape::anything:
      return "";
    case Shape::object:
      return "object";
    case Shape::list:
      return "array";
    case Shape::text:
    case Shape::time:
    case Shape::choice:
      return "string";
    case Shape::integer:
      return "integer";
    case Shape::number:
      return "number";
    case Shape::boolean:
      return "boolean";
  }
  return "";
}

std::string schema_of(const Rule& rule, EventType type, bool is_item);

std::string members_schema(const Rule& rule, EventType type) {
  std::vector<std::string> properties, required;
  for (const Rule& member : rule.members) {
    properties.push_back(quoted(member.name.text) + ':' + schema_of(member, type, false));
    if (is_required(member, type)) required.push_back(quoted(member.name.text));
  }
  std::string text = "\"properties\":{" + joined(properties) + '}';
  if (!required.empty()) text += ",\"required\":[" + joined(required) + ']';
  if (rule.is_closed) text += ",\"additionalProperties\":false";
  return text;
}

std::string_view care_words(Care care) {
  switch (care) {
    case Care::keep:
      return "";
    case Care::strip_html:
      return "Plain text: HTML is stripped at the door.";
    case Care::drop_by_default:
      return "Dropped at the door unless the tenant asks to keep it.";
    case Care::drop:
      return "Never stored: dropped at the door.";
  }
  return "";
}

std::vector<std::string> limits_of(const Rule& rule, EventType type) {
  switch (rule.shape) {
    case Shape::object:
      return {members_schema(rule, type)};
    case Shape::list:
      return {"\"maxItems\":" + std::to_string(rule.max), "\"items\":" + schema_of(*rule.item, type, true)};
    case Shape::text: {
      std::vector<std::string> limits{"\"maxLength\":" + std::to_string(rule.max)};
      if (is_required(rule, type)) limits.push_back("\"minLength\":1");
      return limits;
    }
    case Shape::time:
      return {"\"format\":\"date-time\""};
    case Shape::integer:
      return {"\"minimum\":0", "\"maximum\":" + std::to_string(kIntegerMax)};
    default:
      return {};
  }
}

std::string schema_of(const Rule& rule, EventType type, bool is_item) {
  std::vector<std::string> parts;
  // An optional member may be null, which means absent; an item may not.
  const bool may_be_null = !is_item && !is_required(rule, type);
  if (const auto word = type_word(rule.shape); !word.empty()) {
    parts.push_back("\"type\":" + (may_be_null ? "[" + quoted(word) + ",\"null\"]" : quoted(word)));
  }
  if (rule.shape == Shape::choice) {
    std::vector<std::string> choices;
    for (const StaticText& choice : rule.choices) choices.push_back(quoted(choice.text));
    if (may_be_null) choices.push_back("null");
    parts.push_back("\"enum\":[" + joined(choices) + ']');
  }
  for (std::string& limit : limits_of(rule, type)) parts.push_back(std::move(limit));
  if (const auto words = care_words(rule.care); !words.empty())
    parts.push_back("\"description\":" + quoted(words));
  if (rule.has_rising_seq) parts.push_back("\"description\":\"seq rises strictly.\"");
  return '{' + joined(parts) + '}';
}

std::string schema(std::string_view name, std::string_view event_type, std::string_view description,
                   const std::string& body) {
  return "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$id\":\"/schemas/" +
         std::string(name) + ".json\",\"title\":\"data of " + std::string(event_type) +
         "\",\"description\":" + quoted(description) + ',' + body.substr(1);
}

}  // namespace

std::string case_schema(EventType type) {
  return schema(type == EventType::case_closed ? "case-closed.v1" : "case-updated.v1", to_string(type),
                "Unknown members are kept. Their content counts as free text.",
                schema_of(kCaseData, type, true));
}

std::string tracking_schema() {
  return schema("visitor-tracked.v1", kVisitorTrackedType,
                "Unknown members are refused, and so is any text that looks like personal data.",
                schema_of(kTrackingData, EventType::case_closed, true));
}

}  // namespace hub::ingest
