#include "core/mapping/record_keys.hpp"

#include <span>

#include "core/model/json.hpp"

namespace hub::mapping {

namespace {

struct Key {
  std::string name;
  std::string schema;  // JSON Schema without its description
  std::string description;
  bool required = false;
};

const std::string kText = R"({"type":"string"})";
const std::string kTexts = R"({"type":"array","items":{"type":"string"}})";
const std::string kTable = R"({"type":"object"})";
const std::string kValue = R"({"$ref":"#/$defs/value"})";
const std::string kLimit = R"({"type":"integer","minimum":16,"maximum":8388608})";
const std::string kUnit = R"({"enum":["utf16","characters","bytes"]})";

std::string one_of(const std::string& words) {
  return "{\"enum\":[" + words + "]}";
}
std::string table_of(const std::string& schema) {
  return "{\"type\":\"object\",\"additionalProperties\":" + schema + '}';
}
std::string reference(const std::string& name) {
  return "{\"$ref\":\"#/$defs/" + name + "\"}";
}

const std::vector<Key> kMapping = {
    {"mapping", kText, "The mapping's name: a tenant's settings choose it by this.", true},
    {"target", kText, "The kind of target it writes to, such as salesforce.", true},
    {"description", kText, "What it does, for the people who choose it."},
    {"time_zone", kText,
     "The zone in which dates are written, such as Europe/Stockholm. Default: the tenant's."},
    {"extra_fields", kTexts,
     "Fields that your platform sends beyond the documented ones; they count as free text."},
    {"lookups", table_of(kTable), "Tables for the lookup filter: {{ case.category | lookup: 'priority' }}."},
    {"fragments", kTable, "Parts that are written once and used by $use: NAME."},
    {"owners", reference("owners"), "Owners at the target by agent and group, read as {{ owner }}."},
    {"records", table_of(reference("record")), "The records to write, by a name of your choice.", true},
};

const std::vector<Key> kRecord = {
    {"object", kText, "The target's object or resource: Case, ticket.", true},
    {"description", kText, "What the record is for."},
    {"key", kText, "The target's field for the hub's own key. It must be unique there."},
    {"parent", reference("parent"), "The record it belongs to. Without that record it is not written."},
    {"when", kText, "A condition: the record is only written when it holds."},
    {"late", R"({"type":"boolean"})",
     "It is made of news that come after the case was delivered, and of these only: a late wrap-up or "
     "survey."},
    {"fields", table_of(kValue), "What to write into which field.", true},
    {"compare", table_of(one_of(R"("exact","present","ignore")")),
     "How each field is compared when it is read back; exact where nothing is said."},
    {"redact", R"({"type":["array","object"]})",
     "Fields from which personal data is taken out, as a list, with the kinds ({Description: [card, "
     "email]}), or also "
     "with what stands in their place ({Description: {kinds: [card], with: mask}}): label, drop, mask or "
     "token."},
    {"overflow", table_of(reference("overflow")), "What to do with texts that are too long, by field."},
    {"repeat", reference("repeat"), "Writes one record for each item of a list."},
    {"split", reference("split"), "Writes one long text over as many records as it needs."},
    {"attach", reference("attach"), "Writes to a record that exists, when the case carries its id."},
    {"match", reference("match"), "Looks for a record that exists, such as a contact, before making one."},
};

const std::vector<Key> kParent = {
    {"record", kText, "The name of a record of this mapping.", true},
    {"field", kText, "The field that links to it: Case__c.", true},
    {"optional", R"({"type":"boolean"})", "true: without that record, this one is written with no link."},
};

const std::vector<Key> kRepeat = {
    {"each", kText, "The list: attachments.", true},
    {"as", kText, "What each item is called in the fields.", true},
    {"where", kText, "A condition on the item: others are left out."},
};

const std::vector<Key> kSplit = {
    {"field", kText, "The field that takes the text.", true},
    {"each", kText, "The list of pieces: transcript.messages.", true},
    {"as", kText, "What each piece is called in the text.", true},
    {"where", kText, "A condition on the piece: others are left out."},
    {"text", kText, "What one piece becomes. It is only cut when it is longer than a whole record.", true},
    {"heading", kText, "What stands in front of each part; part.number is known."},
    {"join", kText, "What stands between two pieces. Default: a new line."},
    {"limit", kLimit, "The most that one record takes.", true},
    {"unit", kUnit, "How the limit is counted. Default: utf16."},
};

const std::vector<Key> kOverflow = {
    {"limit", kLimit, "The most that the field takes.", true},
    {"unit", kUnit, "How the limit is counted. Default: utf16."},
    {"do", one_of(R"("truncate","refuse","attach","split")"),
     "truncate: cut with a mark. refuse: the delivery fails. attach: cut, and the whole text goes to the "
     "record 'to'. "
     "split: what does not fit goes to the record 'to', in pieces.",
     true},
    {"mark", kText, "What stands where a text was cut. Default: …"},
    {"to", kText, "The record that takes what does not fit; it reads overflow.text and part.number."},
};

const std::vector<Key> kAttach = {
    {"id", kText, "Where the case carries the target's id: {{ custom.case_id }}. Blank: a record of our own.",
     true},
    {"field", kText,
     "The target's field that holds this id, such as one for the conversation. Default: the target's own "
     "id."},
    {"missing", one_of(R"("create","skip","refuse")"),
     "What to do when the target has no such record. Default: refuse."},
    {"closed_when", kTable, "When it counts as closed: {IsClosed: true}."},
    {"closed", one_of(R"("use","link","create","skip","refuse")"),
     "What to do when it is closed. Default: refuse."},
};

const std::vector<Key> kMatch = {
    {"by", table_of(kText), "Fields of the target and what they must hold.", true},
    {"none", one_of(R"("create","skip","refuse")"), "What to do when nothing matches. Default: create."},
    {"one", one_of(R"("use","link","skip","refuse")"),
     "What to do with the one that matches: use writes to it, link leaves it as it is. Default: use."},
    {"many", one_of(R"("create","use","link","skip","refuse")"),
     "What to do when several match; use and link take the oldest. Default: refuse."},
};

const std::vector<Key> kOwners = {
    {"agents", table_of(kText), "The owner at the target by agent id."},
    {"groups", table_of(kText), "The owner at the target by group id."},
    {"default", kText, "The owner when neither is listed.", true},
};

const std::vector<Key> kTypedLeaves = {
    {"$int", R"({"type":["string","integer"]})", "A whole number; blank becomes null."},
    {"$num", R"({"type":["string","number"]})", "A number; blank becomes null."},
    {"$bool", R"({"type":["string","boolean"]})",
     "true or false: a value or a condition; blank becomes null."},
    {"$json", "{}", "A value as it is in the case, or a text that is JSON."},
    {"$null", "{}", "The value, or null when it is blank; with nothing behind it, always null."},
    {"$omit", "{}", "The value, or nothing at all when it is blank: the field is left as it is."},
    {"$each", kText, "A list made from each item of a list; see as, where and do."},
    {"$if", kText, "One of two values; see then and else."},
    {"$use", R"({"type":["string","array"]})", "A fragment of this file, by name."},
    {"as", kText, "With $each: what an item is called."},
    {"where", kText, "With $each: a condition on the item."},
    {"do", kValue, "With $each: what an item becomes."},
    {"then", kValue, "With $if: the value when the condition holds."},
    {"else", kValue, "With $if: the value when it does not; without it the field is left out."},
};

std::vector<std::string> names_of(const std::vector<Key>& keys) {
  std::vector<std::string> names;
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

std::string quoted(std::string_view text) {
  Buffer json;
  model::write_json_string(text, json);
  return std::string(json.view());
}

// "properties" and "required" of an object with these keys.
std::string properties_of(const std::vector<Key>& keys) {
  std::string properties, required;
  for (const Key& key : keys) {
    std::string schema = key.schema;
    schema.insert(1, "\"description\":" + quoted(key.description) + (schema == "{}" ? "" : ","));
    properties += (properties.empty() ? "" : ",\n    ") + quoted(key.name) + ':' + schema;
    if (key.required) required += (required.empty() ? "" : ",") + quoted(key.name);
  }
  return "\"required\":[" + required + "],\n    \"properties\":{\n    " + properties + '}';
}

std::string closed_object(const std::vector<Key>& keys) {
  return "{\"type\":\"object\",\"additionalProperties\":false," + properties_of(keys) + '}';
}

}  // namespace

const std::vector<std::string>& mapping_keys() {
  static const auto names = names_of(kMapping);
  return names;
}
const std::vector<std::string>& record_keys() {
  static const auto names = names_of(kRecord);
  return names;
}
const std::vector<std::string>& parent_keys() {
  static const auto names = names_of(kParent);
  return names;
}
const std::vector<std::string>& repeat_keys() {
  static const auto names = names_of(kRepeat);
  return names;
}
const std::vector<std::string>& split_keys() {
  static const auto names = names_of(kSplit);
  return names;
}
const std::vector<std::string>& overflow_keys() {
  static const auto names = names_of(kOverflow);
  return names;
}
const std::vector<std::string>& attach_keys() {
  static const auto names = names_of(kAttach);
  return names;
}
const std::vector<std::string>& match_keys() {
  static const auto names = names_of(kMatch);
  return names;
}

std::string mapping_schema() {
  std::string schema = "{\n  \"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n";
  schema +=
      "  \"title\":\"A mapping of Connector Hub\",\n  \"type\":\"object\",\"additionalProperties\":false,";
  schema += properties_of(kMapping) + ",\n  \"$defs\":{\n";
  schema += "  \"value\":{\"type\":[\"string\",\"number\",\"boolean\",\"null\",\"array\",\"object\"],";
  schema += "\"items\":" + kValue + ',' + properties_of(kTypedLeaves) + "},\n";
  schema += "  \"record\":" + closed_object(kRecord) + ",\n";
  schema += "  \"parent\":" + closed_object(kParent) + ",\n";
  schema += "  \"repeat\":" + closed_object(kRepeat) + ",\n";
  schema += "  \"split\":" + closed_object(kSplit) + ",\n";
  schema += "  \"overflow\":" + closed_object(kOverflow) + ",\n";
  schema += "  \"attach\":" + closed_object(kAttach) + ",\n";
  schema += "  \"match\":" + closed_object(kMatch) + ",\n";
  schema += "  \"owners\":" + closed_object(kOwners) + "\n  }\n}\n";
  return schema;
}

}  // namespace hub::mapping
