// /composite/sobjects: up to 200 records in a call, one result for each (salesforce.md 2.2 and 4.1).
#include <algorithm>
#include <set>

#include "core/model/json.hpp"
#include "tools/simulators/salesforce/content.hpp"
#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

constexpr std::size_t kWriteMax = 200;
constexpr std::size_t kRetrieveMax = 2000;

struct Outcome {
  Row* row = nullptr;
  bool created = false;
  std::optional<ApiError> error;
};

void write_outcomes(const std::vector<Outcome>& outcomes, bool with_created, Buffer& out) {
  out.push_back('[');
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (i > 0) out.push_back(',');
    const Outcome& outcome = outcomes[i];
    if (outcome.error) {
      out.append("{\"success\":false,\"errors\":[");
      write_error(*outcome.error, "statusCode", out);
      out.append("]}");
      continue;
    }
    out.append("{\"id\":\"" + outcome.row->id + "\",\"success\":true,\"errors\":[]");
    if (with_created) out.append(outcome.created ? ",\"created\":true" : ",\"created\":false");
    out.push_back('}');
  }
  out.push_back(']');
}

void apply_faults(const std::vector<Fault>& faults, std::vector<Outcome>& outcomes, Org& org) {
  for (const Fault& fault : faults) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (fault.record >= 0 && static_cast<std::size_t>(fault.record) != i) continue;
      Row* row = outcomes[i].row;
      if (!row) continue;
      if (fault.kind == "deleted_after_write") org.remove(*row);
      const int field = row->object->find(fault.field);
      if (field < 0) continue;
      FieldValue& value = row->fields[static_cast<std::size_t>(field)];
      if (fault.kind == "changed_field") value = fault.text;
      if (auto* text = std::get_if<std::string>(&value); text && fault.kind == "truncated_field") {
        *text = text->substr(0, text->size() / 2);
      }
    }
  }
}

std::set<std::string> repeated_keys(const Value& records, const std::string& key_name) {
  std::set<std::string> seen, repeated;
  for (const Value& record : records.as_array()) {
    const std::string key(record.text_at(key_name));
    if (!seen.insert(key).second) repeated.insert(key);
  }
  return repeated;
}

// Neighbours of a failure are rolled back when the client asked for all or none.
void roll_back(std::vector<Outcome>& outcomes, Org& org, std::size_t mark) {
  const bool failed =
      std::ranges::any_of(outcomes, [](const Outcome& outcome) { return outcome.error.has_value(); });
  if (!failed) return;
  org.roll_back(mark);
  for (Outcome& outcome : outcomes) {
    if (outcome.error) continue;
    outcome.row = nullptr;
    outcome.error =
        ApiError{"ALL_OR_NONE_OPERATION_ROLLED_BACK",
                 "Record rolled back because not all records were valid and the request was using "
                 "AllOrNone header",
                 {}};
  }
}

std::string type_of(const Value& record) {
  const Value* attributes = record.find("attributes");
  return std::string(attributes ? attributes->text_at("type") : "");
}

}  // namespace

RestAnswer Rest::collections(const RestRequest& request, const std::string& version) {
  const std::size_t depth = request.segments.size();
  if (request.method == "DELETE" && depth == 2) return delete_collection(request);
  if (depth == 3 && (request.method == "POST" || request.method == "GET"))
    return retrieve_collection(request, version);
  if ((request.method == "POST" && depth == 2) || (request.method == "PATCH" && (depth == 2 || depth == 4))) {
    return write_collection(request);
  }
  return not_found();
}

RestAnswer Rest::write_collection(const RestRequest& request) {
  const Value* records = request.body.find("records");
  if (!records || !records->is_array()) return error_answer({"JSON_PARSER_ERROR", "records is missing", {}});
  if (records->as_array().size() > kWriteMax) {
    return error_answer(
        {"EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200 records", {}});
  }
  const bool is_upsert = request.segments.size() == 4;
  const ObjectDef* upserted = is_upsert ? org_.schema().find(request.segments[2]) : nullptr;
  if (is_upsert && !upserted) return not_found();
  const int key_field = is_upsert ? upserted->find(request.segments[3]) : -1;
  if (is_upsert && (key_field < 0 || !upserted->fields[static_cast<std::size_t>(key_field)].is_key())) {
    return not_found("Provided external ID field does not exist or is not accessible: " +
                     request.segments[3]);
  }
  const std::string key_name = is_upsert ? upserted->fields[static_cast<std::size_t>(key_field)].name : "";
  const std::set<std::string> repeated =
      is_upsert ? repeated_keys(*records, key_name) : std::set<std::string>();
  const std::size_t mark = org_.begin();
  std::vector<Outcome> outcomes;
  for (const Value& record : records->as_array()) {
    Outcome outcome;
    const ObjectDef* object = org_.schema().find(type_of(record));
    const std::string key(record.text_at(key_name));
    const Fault* refused = find_fault(request.faults, "record_error");
    if (refused && static_cast<std::size_t>(refused->record) == outcomes.size()) {
      outcome.error = ApiError{refused->text.empty() ? "FIELD_CUSTOM_VALIDATION_EXCEPTION" : refused->text,
                               "told to fail",
                               {refused->field}};
    } else if (!object || (is_upsert && object != upserted)) {
      outcome.error = ApiError{"INVALID_TYPE", "the record's type does not fit the request", {}};
    } else if (is_upsert && key.empty()) {
      outcome.error = ApiError{"MISSING_ARGUMENT", key_name + " not specified", {}};
    } else if (repeated.contains(key)) {
      outcome.error = ApiError{"DUPLICATE_VALUE", "Duplicate external id specified: " + key, {key_name}};
    } else if (request.method == "POST" || is_upsert) {
      const bool is_file = object->name == "ContentVersion";
      auto written = is_upsert ? org_.upsert(*object, key_field, key, record, outcome.created)
                     : is_file ? create_content(org_, record)
                               : org_.create(*object, record);
      if (!is_upsert) outcome.created = true;
      if (auto* error = std::get_if<ApiError>(&written))
        outcome.error = std::move(*error);
      else
        outcome.row = std::get<Row*>(written);
    } else {
      outcome.row = org_.find(record.text_at("id", record.text_at("Id")));
      if (!outcome.row)
        outcome.error = ApiError{"INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {}};
      else
        outcome.error = org_.update(*outcome.row, record);
    }
    outcomes.push_back(std::move(outcome));
  }
  const Value* all_or_none = request.body.find("allOrNone");
  if (all_or_none && all_or_none->is_boolean() && all_or_none->as_boolean()) roll_back(outcomes, org_, mark);
  org_.end();
  apply_faults(request.faults, outcomes, org_);
  RestAnswer answer;
  write_outcomes(outcomes, is_upsert, answer.body);
  return answer;
}

RestAnswer Rest::delete_collection(const RestRequest& request) {
  std::vector<Outcome> outcomes;
  const auto ids = request.query.find("ids");
  std::string_view list = ids == request.query.end() ? std::string_view() : std::string_view(ids->second);
  while (!list.empty()) {
    const std::string_view id = list.substr(0, list.find(','));
    list.remove_prefix(std::min(id.size() + 1, list.size()));
    Outcome outcome;
    outcome.row = org_.find(id, true);
    if (!outcome.row)
      outcome.error = ApiError{"INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {}};
    else if (outcome.row->deleted)
      outcome.error = ApiError{"ENTITY_IS_DELETED", "entity is deleted", {}};
    else
      org_.remove(*outcome.row);
    outcomes.push_back(std::move(outcome));
  }
  if (outcomes.size() > kWriteMax) return error_answer({"EXCEEDED_ID_LIMIT", "record limit reached", {}});
  RestAnswer answer;
  write_outcomes(outcomes, false, answer.body);
  return answer;
}

RestAnswer Rest::retrieve_collection(const RestRequest& request, const std::string& version) {
  const ObjectDef* object = org_.schema().find(request.segments[2]);
  if (!object) return not_found();
  std::vector<std::string> ids, fields;
  const auto gather = [&](std::string_view name, std::vector<std::string>& into) {
    if (const Value* list = request.body.find(name); list && list->is_array()) {
      for (const Value& item : list->as_array()) {
        if (item.is_string()) into.emplace_back(item.as_string());
      }
    } else if (const auto text = request.query.find(std::string(name)); text != request.query.end()) {
      std::string_view rest = text->second;
      while (!rest.empty()) {
        into.emplace_back(rest.substr(0, rest.find(',')));
        rest.remove_prefix(std::min(into.back().size() + 1, rest.size()));
      }
    }
  };
  gather("ids", ids);
  gather("fields", fields);
  if (ids.size() > kRetrieveMax) return error_answer({"EXCEEDED_ID_LIMIT", "record limit reached", {}});
  for (const std::string& field : fields) {
    const bool is_path = field.find('.') != std::string::npos;
    if ((is_path ? object->find_relationship(field.substr(0, field.find('.'))) : object->find(field)) < 0) {
      return error_answer(
          {"INVALID_FIELD", "No such column '" + field + "' on sobject of type " + object->name, {}});
    }
  }
  RestAnswer answer;
  answer.body.push_back('[');
  const bool is_stale = find_fault(request.faults, "stale_read") != nullptr;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i > 0) answer.body.push_back(',');
    const Row* row = org_.find(ids[i]);
    const bool invisible = is_stale && row && row->before.empty();  // one write ago it was not there
    if (!row || row->object != object || invisible)
      answer.body.append("null");
    else
      write_row(*row, fields, org_, version, is_stale, answer.body);
  }
  answer.body.push_back(']');
  return answer;
}

}  // namespace hub::simulators::salesforce
