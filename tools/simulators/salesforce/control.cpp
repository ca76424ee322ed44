// The control path: faults, state, records, reset. Not part of the vendor's API.
#include <set>

#include "tools/simulators/common/control.hpp"
#include "tools/simulators/salesforce/respond.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::simulators::salesforce {

namespace {

// Rows beyond one for each value of an external id: what must never be more than none.
std::size_t duplicates_of(Org& org, const ObjectDef& object) {
  std::size_t duplicates = 0;
  for (std::size_t i = 0; i < object.fields.size(); ++i) {
    if (!object.fields[i].external_id) continue;
    std::set<std::string> seen;
    for (const Row& row : org.rows_of(object)) {
      const auto* key = std::get_if<std::string>(&row.fields[i]);
      if (!row.deleted && key && !seen.insert(*key).second) ++duplicates;
    }
  }
  return duplicates;
}

}  // namespace

std::string Simulator::state_json() {
  std::string records, recycled, duplicates, calls;
  std::uint64_t total = 0;
  for (const ObjectDef& object : org_.schema().objects()) {
    const auto comma = records.empty() ? "" : ",";
    records += comma + ("\"" + object.name + "\":") + std::to_string(live_rows(object.name));
    recycled += comma + ("\"" + object.name + "\":") + std::to_string(recycled_rows(object));
    duplicates += comma + ("\"" + object.name + "\":") + std::to_string(duplicates_of(org_, object));
  }
  for (const auto& [operation, count] : calls_) {
    calls += (calls.empty() ? "\"" : ",\"") + operation + "\":" + std::to_string(count);
    total += count;
  }
  return "{\"records\":{" + records + "},\"recycle_bin\":{" + recycled + "},\"duplicates\":{" + duplicates +
         "},\"calls\":{" + calls + "},\"api_calls\":" + std::to_string(total) +
         ",\"api_usage\":" + std::to_string(usage_.used()) + "}";
}

http::Response Simulator::records(std::string_view object_name) {
  const ObjectDef* object = org_.schema().find(object_name);
  if (!object) return respond_json(404, Buffer("{}"));
  std::vector<std::string> fields;
  for (const FieldDef& field : object->fields) fields.push_back(field.name);
  Buffer body("[");
  for (const Row& row : org_.rows_of(*object)) {
    if (row.deleted) continue;
    if (body.size() > 1) body.push_back(',');
    write_row(row, fields, org_, "v62.0", false, body);
  }
  body.push_back(']');
  return respond_json(200, std::move(body));
}

http::Response Simulator::control(const http::Request& request) {
  const RestRequest call = Rest::parse_target(request.method, request.url);
  const std::string what = call.segments.size() > 1 ? call.segments[1] : "";
  if (what == "state") return respond_json(200, Buffer(state_json()));
  if (what == "records" && call.segments.size() == 3) return records(call.segments[2]);
  if (what == "faults" && request.method == "POST") return add_fault(faults_, request);
  const bool is_post = request.method == "POST";
  if (what == "faults" && request.method == "DELETE")
    faults_.clear();
  else if (what == "reset" && is_post)
    reset();
  else if (what == "expire-tokens" && is_post)
    expire_tokens();
  else
    return respond_json(404, Buffer("{\"error\":\"state, faults, records/OBJECT, reset or expire-tokens\"}"));
  return respond_json(200, Buffer("{}"));
}

}  // namespace hub::simulators::salesforce
