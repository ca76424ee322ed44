#include <algorithm>
#include <ostream>

#include "core/admin/query.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/list_limit.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kPageMax = 1000;

void add_row(const model::Value& entry, Table& table) {
  std::string what(entry.text_at("resource"));
  const std::string outcome(entry.text_at("outcome"));
  if (!outcome.empty()) what += (what.empty() ? "" : ": ") + outcome;
  table.add({std::string(entry.text_at("at")), std::string(entry.text_at("who")),
             std::string(entry.text_at("role")), std::string(entry.text_at("operation")),
             std::string(entry.text_at("tenant")), what, number_at(entry, "result", "unknown")});
}

std::string page_path(const Call& call, std::size_t limit, std::optional<std::int64_t> before) {
  std::string path = "/api/v1/audit?limit=" + std::to_string(limit);
  if (const std::string* tenant = call.find("tenant")) path += "&tenant=" + encode(*tenant);
  if (before) path += "&before=" + std::to_string(*before);
  return path;
}

int list(Call& call) {
  const auto limit = list_limit(call);
  if (!limit) return kBadUsage;
  Table table({"WHEN", "WHO", "ROLE", "OPERATION", "TENANT", "WHAT", "RESULT"});
  Buffer json("[");
  std::optional<std::int64_t> before;
  std::size_t left = *limit;
  do {
    const auto answer = call.hub.get(page_path(call, std::min(left, kPageMax), before));
    if (!answer) return refused(call, answer.error());
    const model::Value* entries = answer->value().find("entries");
    if (entries == nullptr || !entries->is_array())
      return fail(call, kRefused, "the hub's answer is not understood");
    for (const model::Value& entry : entries->as_array()) {
      if (json.size() > 1) json.push_back(',');
      model::write_json(entry, json);
      add_row(entry, table);
    }
    left -= std::min(left, entries->as_array().size());
    const model::Value* next = answer->value().find("next");
    before = next != nullptr && next->is_integer() ? std::optional(next->as_integer()) : std::nullopt;
  } while (before && left > 0 && !call.is_interrupted());
  if (call.json)
    call.out << json.view() << "]\n";
  else
    table.print(call.out);
  return kDone;
}

}  // namespace

std::vector<Command> audit_commands() {
  return {
      {"audit",
       "",
       0,
       0,
       "What was done or tried through the admin API: by which key, when, to what, with which result; the "
       "latest first.",
       {{"tenant", "NAME", "only what was this tenant's"}, kLimitOption},
       list}};
}

}  // namespace hub::hubctl
