#include <algorithm>
#include <ostream>

#include "tools/hubctl/case_list.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/list_limit.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kPage = 500;

Result<void> fill(Call& call, std::size_t most, CaseList& list) {
  std::string query;
  for (const char* name : {"tenant", "state", "from", "to"})
    if (const std::string* value = call.find(name)) query += std::string("&") + name + '=' + encode(*value);
  std::string after;
  while (list.count() < most && !call.is_interrupted()) {
    const std::string limit = std::to_string(std::min(most - list.count(), kPage));
    const auto page = call.hub.get("/api/v1/cases?limit=" + limit + query + after);
    if (!page) return page.error();
    const auto next = list.add_page(*page);
    if (!next) return next.error();
    if (!*next) break;
    after = "&after=" + std::to_string(**next);
  }
  return {};
}

int list(Call& call) {
  const auto most = list_limit(call);
  if (!most) return kBadUsage;
  CaseList cases(call.json);
  const auto filled = fill(call, *most, cases);
  if (!filled) return refused(call, filled.error());
  cases.print(call.out, cases.count() == *most ? ", and there may be more: --limit" : "");
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
            {"from", "TIME", "accepted then or later, 2026-11-30T00:00:00Z"},
            {"to", "TIME", "accepted before then"},
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
