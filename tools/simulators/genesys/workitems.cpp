// Workitems (genesys.md 7). Two may have one external tag, and a page of a query may be empty before the end.
#include <algorithm>

#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/genesys/json_object.hpp"
#include "tools/simulators/genesys/simulator.hpp"

namespace hub::simulators::genesys {

using model::Value;

namespace {

constexpr std::size_t kFiltersMax = 2, kPageMost = 200;

std::string_view value_of(const Value& filter) {
  const Value* values = filter.find("values");
  const bool is_one = values && values->is_array() && values->as_array().size() == 1;
  return is_one && values->as_array()[0].is_string() ? values->as_array()[0].as_string() : std::string_view();
}

bool is_anchor(const Value& filter) {
  const std::string_view name = filter.text_at("name");
  return filter.text_at("operator") == "EQ" &&
         (name == "workbinId" || name == "typeId" || name == "assigneeId" || name == "queueId");
}

bool holds(const Workitem& workitem, const Value& filter) {
  const std::string_view name = filter.text_at("name"), value = value_of(filter);
  if (name == "typeId") return workitem.type_id == value;
  return name == "externalTag" && workitem.tag == value;
}

}  // namespace

http::Response Simulator::create_workitem(Call& call) {
  auto made = organisation_.add_workitem(shortened(call.body, call.faults, arena_));
  if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
  return respond_json(200, Buffer(to_json(*std::get<Workitem*>(made))));
}

http::Response Simulator::get_workitem(Call& call) {
  const Workitem* workitem = organisation_.workitem(call.ids[0]);
  return workitem ? shown(to_json(*workitem), workitem->before, call.faults) : not_found();
}

http::Response Simulator::change_workitem(Call& call) {
  Workitem* workitem = organisation_.workitem(call.ids[0]);
  if (!workitem) return not_found();
  if (auto refusal = organisation_.change(*workitem, shortened(call.body, call.faults, arena_)))
    return refused(*refusal);
  return respond_json(200, Buffer(to_json(*workitem)));
}

http::Response Simulator::delete_workitem(Call& call) {
  Workitem* workitem = organisation_.workitem(call.ids[0]);
  if (!workitem) return not_found();
  workitem->is_gone = true;
  http::Response gone;
  gone.status = 204;
  return gone;
}

http::Response Simulator::terminate(Call& call) {
  Workitem* workitem = organisation_.workitem(call.ids[0]);
  if (!workitem) return not_found();
  if (call.body.text_at("statusId", kClosedStatusId) != kClosedStatusId)
    return refused(wrong_value("statusId", "is not a closed status"));
  workitem->before = to_json(*workitem);
  workitem->status_id = kClosedStatusId;
  return respond_json(200, Buffer(to_json(*workitem)));
}

// The first page is always empty: only the end of the cursor says that there is nothing.
http::Response Simulator::query_workitems(Call& call) {
  const Value* filters = call.body.find("filters");
  const bool is_list = filters && filters->is_array();
  const Value* size = call.body.find("pageSize");
  if (!is_list || filters->as_array().size() > kFiltersMax ||
      std::ranges::count_if(filters->as_array(), is_anchor) != 1)
    return refused(
        {400, "bad.request", "at most two filters, one of them on the type, bin, agent or queue", "filters"});
  if (size && (!size->is_integer() || size->as_integer() > static_cast<std::int64_t>(kPageMost)))
    return refused(wrong_value("pageSize", "is at most 200"));
  if (call.body.text_at("after").empty())
    return respond_json(200, Buffer(R"({"entities":[],"after":"second-page"})"));
  const WallTime visible_until = clock_.wall_now() - settings_.query_lag;
  Buffer out("{\"entities\":[");
  bool is_first = true;
  for (const Workitem& workitem : organisation_.workitems()) {
    const bool is_shown = !workitem.is_gone && workitem.created <= visible_until;
    const bool is_it = std::ranges::all_of(filters->as_array(),
                                           [&](const Value& filter) { return holds(workitem, filter); });
    if (!is_shown || !is_it) continue;
    if (!is_first) out.push_back(',');
    is_first = false;
    out.append(to_json(workitem));
  }
  out.append("]}");
  return respond_json(200, std::move(out));
}

}  // namespace hub::simulators::genesys
