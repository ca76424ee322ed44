// /composite/sobjects: many records in a call, one result for each (salesforce.md 2.2 and 4.1).
#include <algorithm>

#include "core/model/json.hpp"
#include "tools/simulators/salesforce/collection_outcome.hpp"
#include "tools/simulators/salesforce/content.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

constexpr std::size_t kRetrieveMax = 2000;

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    parts.emplace_back(list.substr(0, list.find(',')));
    list.remove_prefix(std::min(parts.back().size() + 1, list.size()));
  }
  return parts;
}

// A list of the body, or one of the query: ids and fields may come either way.
std::vector<std::string> list_of(const RestRequest& request, const std::string& name) {
  if (const Value* list = request.body.find(name); list && list->is_array()) {
    std::vector<std::string> items;
    for (const Value& item : list->as_array()) items.emplace_back(item.is_string() ? item.as_string() : "");
    return items;
  }
  const auto text = request.query.find(name);
  return text == request.query.end() ? std::vector<std::string>() : split(text->second);
}

}  // namespace

Outcome find_live(Org& org, std::string_view id) {
  Outcome outcome;
  outcome.row = org.find(id, true);
  if (!outcome.row) {
    outcome.error = ApiError{"INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {}};
  } else if (outcome.row->deleted) {
    outcome.row = nullptr;
    outcome.error = ApiError{"ENTITY_IS_DELETED", "entity is deleted", {}};
  }
  return outcome;
}

void roll_back_neighbours(std::vector<Outcome>& outcomes, Org& org, std::size_t mark) {
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

RestAnswer answer_of(const std::vector<Outcome>& outcomes, bool with_created) {
  RestAnswer answer;
  Buffer& out = answer.body;
  out.push_back('[');
  for (const Outcome& outcome : outcomes) {
    if (out.size() > 1) out.push_back(',');
    if (outcome.error) {
      ++answer.failed_records;
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
  return answer;
}

RestAnswer too_many_records() {
  return error_answer({"EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more records", {}});
}

RestAnswer Rest::collections(const RestRequest& request, const std::string& version) {
  const std::size_t depth = request.segments.size();
  const std::string& method = request.method;
  if (depth == 2 && method == "DELETE") return delete_collection(request);
  if (depth == 2 && (method == "POST" || method == "PATCH")) return write_collection(request);
  if (depth == 3 && (method == "POST" || method == "GET")) return retrieve_collection(request, version);
  if (depth == 4 && method == "PATCH" && api_version(version) >= kUpsertAnswersSince)
    return write_collection(request);
  return depth > 4 ? not_found() : method_not_allowed();
}

RestAnswer Rest::delete_collection(const RestRequest& request) {
  const auto ids = list_of(request, "ids");
  if (ids.size() > kWriteMax) return too_many_records();
  const auto all_or_none = request.query.find("allOrNone");
  const std::size_t mark = org_.begin();
  std::vector<Outcome> outcomes;
  for (const std::string& id : ids) {
    Outcome& outcome = outcomes.emplace_back(find_live(org_, id));
    if (outcome.row) outcome.error = remove_row(org_, *outcome.row);
  }
  if (request.all_or_none || (all_or_none != request.query.end() && all_or_none->second == "true"))
    roll_back_neighbours(outcomes, org_, mark);
  org_.end();
  return answer_of(outcomes, false);
}

RestAnswer Rest::retrieve_collection(const RestRequest& request, const std::string& version) {
  const ObjectDef* object = org_.schema().find(request.segments[2]);
  if (!object) return not_found();
  const auto ids = list_of(request, "ids");
  const auto fields = list_of(request, "fields");
  if (ids.size() > kRetrieveMax) return too_many_records();
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
