#include "connectors/salesforce/types.hpp"

#include <algorithm>
#include <charconv>

#include "connectors/salesforce/errors.hpp"
#include "connectors/shared/members.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::salesforce {

using model::Value;

bool same_field(std::string_view a, std::string_view b) {
  constexpr auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

const Value* find_field(const Value& record, std::string_view name) {
  if (!record.is_object()) return nullptr;
  const auto members = record.as_object();
  const auto found =
      std::ranges::find_if(members, [&](const auto& member) { return same_field(member.name, name); });
  return found == members.end() ? nullptr : &found->value;
}

const FieldFacts* ObjectFacts::find(std::string_view field) const {
  const auto found =
      std::ranges::find_if(fields, [&](const FieldFacts& facts) { return same_field(facts.name, field); });
  return found == fields.end() ? nullptr : &*found;
}

std::string relationship_name(std::string_view lookup_field, const ObjectFacts* facts) {
  const FieldFacts* field = facts ? facts->find(lookup_field) : nullptr;
  if (field && !field->relationship.empty()) return field->relationship;
  std::string name(lookup_field);
  if (name.ends_with("__c")) {
    name.back() = 'r';
  } else if (name.ends_with("Id")) {
    name.resize(name.size() - 2);
  }
  return name;
}

namespace {

void begin_member(std::string_view name, Buffer& out) {
  if (out.view().back() != '{') out.push_back(',');
  model::write_json_string(name, out);
  out.push_back(':');
}

void write_record(const model::Record& record, std::string_view relationship, Buffer& out) {
  const model::RecordShape& shape = *record.shape;
  out.append("{\"attributes\":{");
  write_member("type", shape.object, out);
  out.push_back('}');
  const bool by_key = record.target_id.empty();
  write_member(by_key ? std::string_view(shape.key_field) : "id", by_key ? record.key : record.target_id,
               out);
  write_link(record, relationship, out);
  write_fields(record, out);
  out.push_back('}');
}

void write_list(std::string_view name, std::span<const std::string> items, Buffer& out) {
  model::write_json_string(name, out);
  out.append(":[");
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out.push_back(',');
    model::write_json_string(items[i], out);
  }
  out.push_back(']');
}

std::optional<std::int64_t> whole(const Value& value, std::string_view name) {
  const Value* found = value.find(name);
  return found && found->is_integer() ? std::optional(found->as_integer()) : std::nullopt;
}

}  // namespace

void write_member(std::string_view name, std::string_view text, Buffer& out) {
  begin_member(name, out);
  model::write_json_string(text, out);
}

void write_link(const model::Record& record, std::string_view relationship, Buffer& out) {
  const model::RecordShape& shape = *record.shape;
  if (!record.parent_id.empty()) {
    write_member(shape.parent_field, record.parent_id, out);
  } else if (!record.parent_key.empty()) {
    begin_member(relationship, out);
    out.push_back('{');
    write_member(shape.parent_key_field, record.parent_key, out);
    out.push_back('}');
  }
}

void add_compared(const model::Record& record, std::vector<std::string>& fields) {
  for (const model::Member& field : record.fields.as_object()) {
    if (record.shape->compare_of(field.name) == model::Compare::ignore) continue;
    if (field.value.is_object() || field.value.is_array()) continue;
    const auto is_it = [&field](const std::string& name) { return same_field(name, field.name); };
    if (std::ranges::none_of(fields, is_it)) fields.emplace_back(field.name);
  }
}

void write_fields(const model::Record& record, Buffer& out) {
  for (const model::Member& field : record.fields.as_object()) {
    begin_member(field.name, out);
    write_clean_json(field.value, out);
  }
}

void write_records(std::span<const model::Record> batch, std::string_view relationship, Buffer& out) {
  out.append("{\"allOrNone\":false,\"records\":[");
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i > 0) out.push_back(',');
    write_record(batch[i], relationship, out);
  }
  out.append("]}");
}

void write_retrieve(std::span<const std::string> ids, std::span<const std::string> fields, Buffer& out) {
  out.push_back('{');
  write_list("ids", ids, out);
  out.push_back(',');
  write_list("fields", fields, out);
  out.push_back('}');
}

std::optional<std::vector<Result<delivery::StoredRecord>>> read_results(const Value& answer,
                                                                        std::size_t asked,
                                                                        const model::RecordShape* shape) {
  if (!answer.is_array() || answer.as_array().size() != asked) return std::nullopt;
  std::vector<Result<delivery::StoredRecord>> results;
  results.reserve(asked);
  for (const Value& element : answer.as_array()) {
    const std::string_view id = element.text_at("id");
    const auto errors = list_at(element, "errors");
    if (flag_at(element, "success") && !id.empty()) {
      results.emplace_back(delivery::StoredRecord{std::string(id), flag_at(element, "created")});
    } else if (!errors.empty()) {
      results.emplace_back(classify_refusal(errors.front(), shape));
    } else {
      results.emplace_back(http::unreadable_answer(http::Effect::writes));
    }
  }
  return results;
}

delivery::SchemaObject read_schema(const Value& describe) {
  delivery::SchemaObject object;
  object.name = describe.text_at("name");
  object.createable = flag_at(describe, "createable");
  object.updateable = flag_at(describe, "updateable");
  object.readable = flag_at(describe, "queryable");
  for (const Value& field : list_at(describe, "fields")) {
    delivery::SchemaField& out = object.fields.emplace_back();
    out.name = field.text_at("name");
    out.label = field.text_at("label");
    out.type = field.text_at("type");
    if (const auto length = whole(field, "length"); length && *length > 0) {
      out.length_max = static_cast<std::size_t>(*length);
    }
    out.createable = flag_at(field, "createable");
    out.updateable = flag_at(field, "updateable");
    out.required = out.createable && !flag_at(field, "nillable") && !flag_at(field, "defaultedOnCreate");
    out.usable_as_key = flag_at(field, "externalId") || flag_at(field, "idLookup");
    out.unique = flag_at(field, "unique");
    out.restricted = flag_at(field, "restrictedPicklist");
    for (const Value& value : list_at(field, "picklistValues")) {
      if (flag_at(value, "active")) out.values.emplace_back(value.text_at("value"));
    }
    for (const Value& target : list_at(field, "referenceTo")) {
      if (target.is_string()) out.refers_to.emplace_back(target.as_string());
    }
  }
  return object;
}

ObjectFacts read_facts(const Value& describe) {
  ObjectFacts facts;
  for (const Value& field : list_at(describe, "fields")) {
    FieldFacts& out = facts.fields.emplace_back();
    out.name = field.text_at("name");
    out.type = field.text_at("type");
    out.relationship = field.text_at("relationshipName");
    const bool is_rounded = out.type == "double" || out.type == "currency" || out.type == "percent";
    if (const auto scale = whole(field, "scale"); scale && is_rounded) out.scale = static_cast<int>(*scale);
  }
  return facts;
}

std::optional<delivery::Budget> read_usage(std::string_view limit_info) {
  constexpr std::string_view kName = "api-usage=";
  if (!limit_info.starts_with(kName)) return std::nullopt;
  const char* at = limit_info.data() + kName.size();
  const char* const end = limit_info.data() + limit_info.size();
  std::int64_t used = 0, limit = 0;
  const auto first = std::from_chars(at, end, used);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '/') return std::nullopt;
  if (std::from_chars(first.ptr + 1, end, limit).ec != std::errc{}) return std::nullopt;
  return delivery::Budget{used, limit};
}

}  // namespace hub::connectors::salesforce
