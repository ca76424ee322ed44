// Up to 200 records created, updated or upserted in one call (salesforce.md 2.2).
#include <algorithm>
#include <set>

#include "tools/simulators/salesforce/collection_outcome.hpp"
#include "tools/simulators/salesforce/content.hpp"
#include "tools/simulators/salesforce/record_faults.hpp"
#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

// The object and key field of an upsert; neither for the other writes.
struct Upsert {
  const ObjectDef* object = nullptr;
  int key_field = -1;
  std::string key_name;
  std::set<std::string> repeated;  // keys that come twice in the call
};

std::string folded(std::string key, bool case_sensitive) {
  if (case_sensitive) return key;
  for (char& c : key) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return key;
}

const FieldDef& key_of(const Upsert& upsert) {
  return upsert.object->fields[static_cast<std::size_t>(upsert.key_field)];
}

void find_repeated(const Value& records, Upsert& upsert) {
  std::set<std::string> seen;
  for (const Value& record : records.as_array()) {
    std::string key = folded(std::string(record.text_at(upsert.key_name)), key_of(upsert).case_sensitive);
    if (!seen.insert(key).second) upsert.repeated.insert(std::move(key));
  }
}

const ObjectDef* type_of(const Value& record, Org& org) {
  const Value* attributes = record.find("attributes");
  return org.schema().find(attributes ? attributes->text_at("type") : "");
}

void keep(std::variant<Row*, ApiError> written, Outcome& outcome) {
  if (auto* error = std::get_if<ApiError>(&written))
    outcome.error = std::move(*error);
  else
    outcome.row = std::get<Row*>(written);
}

Outcome upsert_record(const Upsert& upsert, const Value& record, Org& org) {
  Outcome outcome;
  const std::string key(record.text_at(upsert.key_name));
  if (type_of(record, org) != upsert.object) {
    outcome.error = ApiError{"INVALID_TYPE", "the record's type does not fit the request", {}};
  } else if (record.find("Id") || record.find("id")) {
    outcome.error = ApiError{"INVALID_FIELD", "an upsert takes no record id", {"Id"}};
  } else if (key.empty()) {
    outcome.error = ApiError{"MISSING_ARGUMENT", upsert.key_name + " not specified", {}};
  } else if (upsert.repeated.contains(folded(key, key_of(upsert).case_sensitive))) {
    outcome.error = ApiError{"DUPLICATE_VALUE", "Duplicate external id specified: " + key, {upsert.key_name}};
  } else if (upsert.object->name == "ContentVersion" &&
             org.find_by_key(*upsert.object, upsert.key_field, key).empty()) {
    outcome.created = true;
    keep(create_content(org, record), outcome);
  } else {
    keep(org.upsert(*upsert.object, upsert.key_field, key, record, outcome.created), outcome);
  }
  return outcome;
}

Outcome create_record(const Value& record, Org& org) {
  Outcome outcome;
  const ObjectDef* object = type_of(record, org);
  outcome.created = true;
  if (!object)
    outcome.error = ApiError{"INVALID_TYPE", "the record's type is not known", {}};
  else
    keep(object->name == "ContentVersion" ? create_content(org, record) : org.create(*object, record),
         outcome);
  return outcome;
}

Outcome update_record(const Value& record, Org& org) {
  Outcome outcome = find_live(org, record.text_at("id", record.text_at("Id")));
  if (outcome.row && type_of(record, org) != outcome.row->object)
    outcome.error = ApiError{"INVALID_TYPE", "the record's type does not fit its id", {}};
  else if (outcome.row)
    outcome.error = org.update(*outcome.row, record);
  return outcome;
}

bool is_all_or_none(const RestRequest& request) {
  const Value* own = request.body.find("allOrNone");
  return request.all_or_none || (own && own->is_boolean() && own->as_boolean());
}

}  // namespace

RestAnswer Rest::write_collection(const RestRequest& request) {
  const Value* records = request.body.find("records");
  if (!records || !records->is_array()) return error_answer({"JSON_PARSER_ERROR", "records is missing", {}});
  if (records->as_array().size() > kWriteMax) return too_many_records();
  const bool is_upsert = request.segments.size() == 4;
  Upsert upsert;
  if (is_upsert) {
    upsert.object = org_.schema().find(request.segments[2]);
    if (!upsert.object) return not_found();
    upsert.key_field = upsert.object->find(request.segments[3]);
    if (upsert.key_field < 0 || !key_of(upsert).is_key()) return no_such_key(request.segments[3]);
    upsert.key_name = key_of(upsert).name;
    find_repeated(*records, upsert);
  }
  const bool all_or_none = is_all_or_none(request);
  const std::size_t mark = all_or_none ? org_.begin() : 0;
  std::vector<Outcome> outcomes;
  for (const Value& record : records->as_array()) {
    Outcome outcome;
    outcome.error = refuse_record(request.faults, outcomes.size());
    if (!outcome.error) {
      outcome = is_upsert                  ? upsert_record(upsert, record, org_)
                : request.method == "POST" ? create_record(record, org_)
                                           : update_record(record, org_);
    }
    outcomes.push_back(std::move(outcome));
  }
  if (all_or_none) roll_back_neighbours(outcomes, org_, mark);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].error) spoil_record(request.faults, i, *outcomes[i].row, org_);
  }
  if (all_or_none) org_.end();
  return answer_of(outcomes, is_upsert);
}

}  // namespace hub::simulators::salesforce
