#include <algorithm>
#include <ostream>

#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/list_limit.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kPage = 500;

struct Listed {
  Table table{{"CASE", "TENANT", "STATE", "RECEIVED", "ENDS", "HELD SINCE"}};
  Buffer json;
  std::size_t count = 0;
};

void add(const model::Value& one, bool as_json, Listed& listed) {
  ++listed.count;
  if (as_json) {
    if (!listed.json.empty()) listed.json.push_back(',');
    model::write_json(one, listed.json);
    return;
  }
  const model::Value* update = one.find("update");
  const bool is_update = update != nullptr && update->is_boolean() && update->as_boolean();
  listed.table.add({std::string(one.text_at("case")) + (is_update ? " (late news)" : ""),
                    std::string(one.text_at("tenant")), std::string(one.text_at("state")),
                    std::string(one.text_at("received_at")), std::string(one.text_at("ends_at")),
                    std::string(one.text_at("held_from"))});
}

Result<void> fill(Call& call, std::size_t most, Listed& listed) {
  std::string query;
  for (const char* name : {"tenant", "state"})
    if (const std::string* value = call.find(name)) query += std::string("&") + name + '=' + encode(*value);
  std::string after;
  while (listed.count < most && !call.is_interrupted()) {
    const std::string limit = std::to_string(std::min(most - listed.count, kPage));
    const auto page = call.hub.get("/api/v1/cases?limit=" + limit + query + after);
    if (!page) return page.error();
    const model::Value* cases = page->value().find("cases");
    if (cases == nullptr || !cases->is_array())
      return transient_error("not_understood", "the hub's answer is not understood");
    for (const model::Value& one : cases->as_array()) add(one, call.json, listed);
    const model::Value* next = page->value().find("next");
    if (next == nullptr) break;
    after = "&after=" + std::to_string(next->as_integer());
  }
  return {};
}

int list(Call& call) {
  const auto most = list_limit(call);
  if (!most) return kBadUsage;
  Listed listed;
  const auto filled = fill(call, *most, listed);
  if (!filled) return refused(call, filled.error());
  if (call.json) {
    call.out << '[' << listed.json.view() << "]\n";
    return kDone;
  }
  if (listed.count > 0) listed.table.print(call.out);
  call.out << listed.count << " cases" << (listed.count == *most ? ", and there may be more: --limit" : "")
           << '\n';
  return kDone;
}

int set_hold(Call& call, const char* verb, const char* outcome) {
  const std::string* tenant = call.find("tenant");
  if (tenant == nullptr) return fail(call, kBadUsage, "say whose case: --tenant NAME");
  Buffer body("{\"tenant\":");
  model::write_json_string(*tenant, body);
  body.append(",\"case\":");
  model::write_json_string(call.arguments.front(), body);
  body.push_back('}');
  const auto answer = call.hub.post(std::string("/api/v1/cases/") + verb, std::string(body.view()));
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  const model::Value* changed = answer->value().find("changed");
  const bool any = changed != nullptr && changed->is_integer() && changed->as_integer() > 0;
  call.out << "case " << answer->value().text_at("case") << ' ' << (any ? outcome : "was so already") << '\n';
  return kDone;
}

int hold(Call& call) {
  return set_hold(call, "hold", "is on legal hold: it is delivered, and not deleted until it is released");
}
int release(Call& call) {
  return set_hold(call, "release", "is released; it is deleted and certified when nothing else keeps it");
}

}  // namespace

std::vector<Command> case_commands() {
  const std::vector<Option> whose = {{"tenant", "NAME", "whose case"}};
  return {{"cases list",
           "",
           0,
           0,
           "Lists the cases on this node by opaque reference, and why they are still here.",
           {{"tenant", "NAME", "only this tenant's"},
            {"state", "STATE", "waiting, dead_letter, kept or held"},
            kLimitOption},
           list},
          {"cases hold", "CASE", 1, 1,
           "Puts a case, by its id, on legal hold: it is delivered, but nothing deletes it. For the role "
           "admin only.",
           whose, hold},
          {"cases release", "CASE", 1, 1,
           "Ends a legal hold: what is over by then is deleted and certified. For the role admin only.",
           whose, release}};
}

}  // namespace hub::hubctl
