#include <algorithm>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/case_list.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/list_limit.hpp"
#include "tools/hubctl/printable.hpp"

namespace hub::hubctl {
namespace {

const Option kWhose{"tenant", "NAME", "whose case"};

struct Search {
  std::string tenant, name, value;  // name: "case" or "group"
};

Result<Document> search_page(Call& call, const Search& wanted, std::int64_t after, std::size_t limit) {
  admin::JsonWriter json;
  json.begin_object().member("tenant", wanted.tenant).member(wanted.name, wanted.value);
  for (const char* name : {"state", "from", "to"})
    if (const std::string* value = call.find(name)) json.member(name, *value);
  json.member("after", after).member("limit", static_cast<std::int64_t>(limit)).end_object();
  const Buffer body = json.take();
  return call.hub.post("/api/v1/cases/search", std::string(body.view()));
}

Result<CaseList> find_cases(Call& call, const Search& wanted, std::size_t most) {
  CaseList list(call.json);
  std::int64_t after = 0;
  while (list.count() < most && !call.is_interrupted()) {
    const auto page = search_page(call, wanted, after, std::min<std::size_t>(most - list.count(), 500));
    if (!page) return page.error();
    const auto next = list.add_page(*page);
    if (!next) return next.error();
    if (!*next) break;
    after = **next;
  }
  return list;
}

int search(Call& call) {
  const std::string* tenant = call.find("tenant");
  const std::string* by_id = call.find("case");
  const std::string* group = call.find("group");
  if (tenant == nullptr || (by_id == nullptr) == (group == nullptr))
    return fail(call, kBadUsage,
                "say whose cases and which: --tenant NAME, and --case CASE or --group GROUP");
  const auto most = list_limit(call);
  if (!most) return kBadUsage;
  const auto found = find_cases(call, {*tenant, by_id ? "case" : "group", by_id ? *by_id : *group}, *most);
  if (!found) return refused(call, found.error());
  found->print(call.out, found->count() == *most ? ", and there may be more: --limit" : "");
  return kDone;
}

// Its path by which it is opened and deleted: the opaque reference of an id, or what is one already.
Result<std::string> path_of(Call& call, const std::string& tenant) {
  const auto page = search_page(call, {tenant, "case", call.arguments.front()}, 0, 1);
  if (!page) return page.error();
  const model::Value* cases = page->value().find("cases");
  if (cases == nullptr || !cases->is_array() || cases->as_array().empty())
    return invalid_error("not_found", "there is no such case here; hubctl reconcile says what became of it");
  return "/api/v1/tenants/" + encode(tenant) + "/cases/" + std::string(cases->as_array()[0].text_at("case"));
}

void print_transcript(const model::Value& opened, std::ostream& out) {
  for (const char* name : {"id", "group", "channel", "received_at", "ends_at"})
    out << name << ": " << printable(opened.text_at(name, "-"), "") << '\n';
  if (const model::Value* fields = opened.find("metadata"); fields != nullptr && fields->is_array()) {
    out << "\nmetadata only:\n";
    for (const model::Value& field : fields->as_array())
      out << "  " << printable(field.text_at("field"), "  ") << ": "
          << printable(field.text_at("value"), "  ") << '\n';
  }
  const model::Value* messages = opened.find("messages");
  if (messages == nullptr || !messages->is_array()) return;
  for (const model::Value& message : messages->as_array()) {
    out << '\n'
        << printable(message.text_at("role", "?"), "") << ' ' << printable(message.text_at("participant"), "")
        << ' ' << printable(message.text_at("at"), "") << '\n';
    out << "  " << printable(message.text_at("text", message.text_at("type")), "  ") << '\n';
  }
}

int show(Call& call) {
  const std::string* tenant = call.find("tenant");
  const std::string* reason = call.find("reason");
  if (tenant == nullptr || reason == nullptr)
    return fail(call, kBadUsage, "say whose case and why: --tenant NAME --reason REASON");
  const auto path = path_of(call, *tenant);
  if (!path) return refused(call, path.error());
  admin::JsonWriter json;
  json.begin_object().member("reason", *reason).end_object();
  const Buffer body = json.take();
  const auto opened = call.hub.post(*path + "/open", std::string(body.view()));
  if (!opened) return refused(call, opened.error());
  if (call.json)
    call.out << opened->text() << '\n';
  else
    print_transcript(opened->value(), call.out);
  return kDone;
}

int remove(Call& call) {
  const std::string* tenant = call.find("tenant");
  if (tenant == nullptr) return fail(call, kBadUsage, "say whose case: --tenant NAME");
  if (call.find("yes") == nullptr)
    return fail(call, kBadUsage, "nothing brings a deleted case back: add --yes");
  const auto path = path_of(call, *tenant);
  if (!path) return refused(call, path.error());
  const auto deleted = call.hub.remove(*path);
  if (!deleted) return refused(call, deleted.error());
  if (call.json)
    call.out << deleted->text() << '\n';
  else
    call.out << "case " << deleted->value().text_at("case")
             << " is deleted here and certified as erased; its targets keep what they have\n";
  return kDone;
}

}  // namespace

std::vector<Command> case_browser_commands() {
  return {
      {"cases search",
       "",
       0,
       0,
       "Finds cases on this node by id, or kept ones by their group of agents. The audit log has it.",
       {kWhose,
        {"case", "CASE", "its id, as the platform names it, or its opaque reference"},
        {"group", "GROUP", "of agents, by name or id"},
        {"state", "STATE", "waiting, dead_letter, kept or held"},
        {"from", "TIME", "accepted then or later, 2026-11-30T00:00:00Z"},
        {"to", "TIME", "accepted before then"},
        kLimitOption},
       search},
      {"cases show",
       "CASE",
       1,
       1,
       "Opens the transcript of a delivered case that its tenant keeps. The audit log has it. For the role "
       "admin only.",
       {kWhose, {"reason", "REASON", "question, complaint, quality, legal or fault"}},
       show},
      {"cases delete",
       "CASE",
       1,
       1,
       "Deletes a delivered case that its tenant keeps, and its late news, before their time. For the role "
       "admin only.",
       {kWhose, {"yes", "", "it is meant"}},
       remove},
  };
}

}  // namespace hub::hubctl
