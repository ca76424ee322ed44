#include "tools/simulators/hubspot/portal.hpp"

#include <algorithm>
#include <utility>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::simulators::hubspot {

using model::Value;

namespace {

constexpr std::size_t kTextMax = 65'536;

Property text(std::string name, std::string field_type = "text") {
  return {name, name, "string", std::move(field_type)};
}
Property key(std::string name) {
  Property property = text(std::move(name));
  property.is_unique = true;
  return property;
}
Property typed(std::string name, std::string type) {
  return {name, name, std::move(type), "text"};
}
Property read_only(std::string name, std::string type) {
  Property property = typed(std::move(name), std::move(type));
  property.is_read_only = true;
  return property;
}

std::map<std::string, std::vector<Property>, std::less<>> shipped() {
  std::map<std::string, std::vector<Property>, std::less<>> all;
  all["tickets"] = {key("hub_key"),
                    text("hub_case_id"),
                    text("hub_transcript", "textarea"),
                    text("subject"),
                    text("content", "textarea"),
                    text("hs_pipeline"),
                    text("hs_pipeline_stage"),
                    text("hs_ticket_priority"),
                    text("source_type"),
                    text("hubspot_owner_id"),
                    typed("hub_score", "number"),
                    typed("closed_date", "datetime"),
                    read_only("hs_object_id", "number"),
                    read_only("createdate", "datetime")};
  Property email = text("email");
  email.is_unique = true;
  all["contacts"] = {key("hub_key"),
                     email,
                     text("firstname"),
                     text("lastname"),
                     text("phone"),
                     read_only("hs_object_id", "number"),
                     read_only("createdate", "datetime")};
  all["notes"] = {
      key("hub_key"),           text("hs_note_body", "html"),        typed("hs_timestamp", "datetime"),
      text("hubspot_owner_id"), read_only("hs_object_id", "number"), read_only("createdate", "datetime")};
  return all;
}

std::string joined(std::string_view a, std::string_view b, std::string_view c = {}) {
  std::string text(a);
  text.append("/").append(b);
  if (!c.empty()) text.append("/").append(c);
  return text;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// As HubSpot keeps and shows it; nothing when the value does not fit the type.
std::optional<std::string> kept(const Property& property, const Value& value) {
  if (value.is_null()) return "";
  if (value.is_object() || value.is_array()) return std::nullopt;
  Buffer json;
  model::write_json(value, json);
  std::string text(value.is_string() ? value.as_string() : json.view());
  if (text.empty()) return text;
  if (property.type == "number") {
    const bool is_number = text.find_first_not_of("0123456789.-") == text.npos;
    return is_number ? std::optional(text) : std::nullopt;
  }
  if (property.type != "datetime") return text;
  const bool is_count = text.find_first_not_of("0123456789") == text.npos && text.size() < 15;
  const auto time = is_count ? WallTime(milliseconds(std::stoll(text))) : parse_timestamp(text);
  return time ? std::optional(format_timestamp(*time)) : std::nullopt;
}

Refusal refuse(std::string code, std::string_view property, std::string message) {
  Refusal refusal;
  refusal.code = std::move(code);
  refusal.property = property;
  refusal.message = std::move(message);
  return refusal;
}

}  // namespace

Portal::Portal(const Clock& clock) : clock_(clock), properties_(shipped()) {}

std::vector<Property>& Portal::properties(std::string_view object) {
  return properties_.find(object)->second;
}

const Property* Portal::find_property(std::string_view object, std::string_view name) const {
  const auto& all = properties_.find(object)->second;
  const auto found = std::ranges::find(all, name, &Property::name);
  return found == all.end() || found->is_hidden ? nullptr : &*found;
}

std::optional<Refusal> Portal::check_names(std::string_view object, const Value& properties) const {
  for (const model::Member& member : properties.as_object()) {
    if (!find_property(object, member.name))
      return refuse("PROPERTY_DOESNT_EXIST", member.name, "Property values were not valid");
  }
  return std::nullopt;
}

std::optional<Refusal> Portal::assign(std::string_view object, Values& values, const Value& properties,
                                      const Row* self) {
  if (auto unknown = check_names(object, properties)) return unknown;
  for (const model::Member& member : properties.as_object()) {
    const Property& property = *find_property(object, member.name);
    if (property.is_read_only) return refuse("READ_ONLY_VALUE", member.name, "the property is read only");
    auto text = kept(property, member.value);
    if (!text) return refuse("INVALID_" + property.type, member.name, "the value does not fit the type");
    if (characters(*text) > kTextMax)
      return refuse("INVALID_LENGTH", member.name, "the value " + text->substr(0, 20) + "... is too long");
    const Row* other = property.is_unique && !text->empty() ? find_by(object, member.name, *text) : nullptr;
    if (other && other != self) {
      Refusal conflict =
          refuse("", member.name, "another record already has that value. Existing ID: " + other->id);
      conflict.status = 409;
      conflict.category = "CONFLICT";
      return conflict;
    }
    values[std::string(member.name)] = std::move(*text);
  }
  return std::nullopt;
}

std::variant<Row*, Refusal> Portal::create(std::string_view object, const Value& properties, std::string id) {
  Values values;
  if (auto refusal = assign(object, values, properties, nullptr)) return *refusal;
  for (const auto& [of, name] : {std::pair("tickets", "subject"), std::pair("tickets", "hs_pipeline_stage"),
                                 std::pair("notes", "hs_timestamp")}) {
    if (of == object && values[name].empty())
      return refuse("REQUIRED_FIELD", name, "a required property is missing");
  }
  Row& row = rows_[std::string(object)].emplace_back();
  row.object = object;
  row.id = id.empty() ? std::to_string(++last_id_) : std::move(id);
  row.values = std::move(values);
  row.created = row.updated = clock_.wall_now();
  row.values["hs_object_id"] = row.id;
  row.values["createdate"] = format_timestamp(row.created);
  by_id_[joined(object, row.id)] = &row;
  index(row);
  return &row;
}

std::optional<Refusal> Portal::update(Row& row, const Value& properties) {
  Values values = row.values;
  if (auto refusal = assign(row.object, values, properties, &row)) return refusal;
  unindex(row);
  row.before = std::exchange(row.values, std::move(values));
  row.updated = clock_.wall_now();
  index(row);
  return std::nullopt;
}

void Portal::archive(Row& row) {
  row.is_archived = true;
  unindex(row);
}

void Portal::index(Row& row) {
  for (const Property& property : properties(row.object)) {
    const auto value = row.values.find(property.name);
    if (property.is_unique && value != row.values.end() && !value->second.empty())
      by_unique_[joined(row.object, property.name, value->second)] = &row;
  }
}

void Portal::unindex(const Row& row) {
  for (const Property& property : properties(row.object)) {
    const auto value = row.values.find(property.name);
    if (property.is_unique && value != row.values.end())
      by_unique_.erase(joined(row.object, property.name, value->second));
  }
}

Row* Portal::find(std::string_view object, std::string_view id) {
  const auto found = by_id_.find(joined(object, id));
  return found == by_id_.end() || found->second->is_archived ? nullptr : found->second;
}

Row* Portal::find_by(std::string_view object, std::string_view unique_property, std::string_view value) {
  if (value.empty()) return nullptr;
  const auto found = by_unique_.find(joined(object, unique_property, value));
  return found == by_unique_.end() ? nullptr : found->second;
}

std::vector<Row*> Portal::live(std::string_view object) {
  std::vector<Row*> all;
  const auto rows = rows_.find(object);
  if (rows == rows_.end()) return all;
  for (Row& row : rows->second)
    if (!row.is_archived) all.push_back(&row);
  return all;
}

std::size_t Portal::archived(std::string_view object) {
  const auto rows = rows_.find(object);
  return rows == rows_.end() ? 0 : rows->second.size() - count(object);
}

void Portal::link(const Row& from, const Row& to) {
  for (const auto& [one, other] : {std::pair(&from, &to), std::pair(&to, &from)}) {
    auto& ids = links_[joined(one->object, one->id, other->object)];
    if (std::ranges::find(ids, other->id) == ids.end()) ids.push_back(other->id);
  }
}

std::vector<std::string> Portal::linked(const Row& from, std::string_view to_object) const {
  const auto found = links_.find(joined(from.object, from.id, to_object));
  return found == links_.end() ? std::vector<std::string>() : found->second;
}

void Portal::reset() {
  properties_ = shipped();
  rows_.clear();
  by_id_.clear();
  by_unique_.clear();
  links_.clear();
}

void write_row(const Row& row, const Portal& portal, std::span<const std::string> names, bool is_stale,
               Buffer& out) {
  out.push_back('{');
  model::write_json_member("id", row.id, out);
  out.append(",\"properties\":{");
  const std::size_t start = out.size();
  for (const auto& [name, value] : is_stale ? row.before : row.values) {
    const bool is_asked =
        names.empty() || std::ranges::find(names, name) != names.end() || name == "hs_object_id";
    if (!is_asked || value.empty() || !portal.find_property(row.object, name)) continue;
    if (out.size() > start) out.push_back(',');
    model::write_json_member(name, value, out);
  }
  out.append("},");
  model::write_json_member("createdAt", format_timestamp(row.created), out);
  out.push_back(',');
  model::write_json_member("updatedAt", format_timestamp(row.updated), out);
  out.append(",\"archived\":false");
}

}  // namespace hub::simulators::hubspot
