#include <algorithm>
#include <istream>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/tenant_drain.hpp"

namespace hub::hubctl {
namespace {

// Whoever types the name knows which one goes.
bool is_sure(Call& call, const std::string& what, const std::string& name) {
  if (call.find("yes") != nullptr) return true;
  call.err << what << ' ' << name
           << " is removed with its resources, secrets and keys; nothing brings it back.\n"
           << "Type its name to go on: " << std::flush;
  std::string typed;
  std::getline(call.in, typed);
  return typed == name;
}

// Its certificates, a line each, and the key by which it finds its cases in them.
Result<void> export_certificates(Call& call, const std::string& tenant, const std::string& folder) {
  const auto key = call.hub.get("/api/v1/tenants/" + encode(tenant) + "/certificate-key");
  if (!key.ok()) return key.error();
  std::string lines, after;
  for (bool has_more = true; has_more;) {
    const auto page = call.hub.get("/api/v1/certificates?limit=1000" + after);
    if (!page.ok()) return page.error();
    for (const model::Value& certificate : list_at(page->value(), "certificates")) {
      const model::Value* entry = certificate.find("entry");
      if (entry == nullptr || entry->text_at("tenant") != tenant) continue;
      Buffer line;
      model::write_json(certificate, line);
      lines += std::string(line.view()) + '\n';
    }
    has_more = page->value().find("next") != nullptr;
    after = "&after=" + std::to_string(integer_at(page->value(), "next"));
  }
  if (auto written = write_file(folder + '/' + tenant + ".certificates.jsonl", lines); !written.ok())
    return written;
  return write_file(folder + '/' + tenant + ".certificate-key",
                    std::string(key->value().text_at("key")) + '\n');
}

Result<void> remove_one(Call& call, const std::string& tenant) {
  if (auto drained = drain(call, tenant, call.find("expire") != nullptr ? "expire" : "drain"); !drained.ok())
    return drained;
  if (const std::string* folder = call.find("export"))
    if (auto exported = export_certificates(call, tenant, *folder); !exported.ok()) return exported;
  const auto finished = call.hub.post(removal_path(tenant) + "/finish", "{}");
  if (!finished.ok()) return finished.error();
  if (!call.json) call.out << "tenant " << tenant << " is gone\n";
  return {};
}

int report(Call& call, const std::vector<std::string>& tenants) {
  if (!call.json) return kDone;
  admin::JsonWriter json;
  json.begin_object().name("removed").begin_array();
  for (const std::string& tenant : tenants) json.text(tenant);
  json.end_array().end_object();
  const Buffer line = json.take();
  call.out << line.view() << '\n';
  return kDone;
}

bool chooses_both(const Call& call) {
  return call.find("drain") != nullptr && call.find("expire") != nullptr;
}

int remove_tenant(Call& call) {
  const std::string& tenant = call.arguments.front();
  if (chooses_both(call)) return fail(call, kBadUsage, "either --drain or --expire");
  if (!is_sure(call, "tenant", tenant)) return fail(call, kBadUsage, "nothing was changed");
  if (const auto removed = remove_one(call, tenant); !removed.ok()) return stopped(call, removed.error());
  return report(call, {tenant});
}

// Each of its tenants, then the partner.
int remove_partner(Call& call) {
  const std::string& partner = call.arguments.front();
  if (chooses_both(call)) return fail(call, kBadUsage, "either --drain or --expire");
  const auto live = live_resources(call.hub, "");
  if (!live) return refused(call, live.error());
  if (!live->contains({"partner", "", partner})) return fail(call, kRefused, "there is no such partner");
  config::Problems ignored;  // the hub has read it
  std::vector<std::string> tenants;
  for (const auto& [id, its] : *live)
    for (const policy::ResourceDocument& document : policy::read_documents(its.first, id.text(), ignored))
      if (const config::Node* owner = document.node.find("partner"); id.kind == "tenant" && owner != nullptr)
        if (owner->text == partner) tenants.push_back(id.name);
  const std::string what = "with " + std::to_string(tenants.size()) + " tenants, partner";
  if (!is_sure(call, what, partner)) return fail(call, kBadUsage, "nothing was changed");
  for (const std::string& tenant : tenants)
    if (const auto removed = remove_one(call, tenant); !removed.ok()) return stopped(call, removed.error());
  const auto removed = call.hub.remove("/api/v1/partners/" + encode(partner));
  if (!removed) return refused(call, removed.error());
  if (!call.json) call.out << "partner " << partner << " is gone\n";
  return report(call, tenants);
}

}  // namespace

std::vector<Command> tenant_commands() {
  const std::vector<Option> options = {
      {"drain", "", "deliver what waits first; so it is when nothing is said"},
      {"expire", "", "give up what waits, certified as expired, and what is owed to the platform"},
      {"export", "FOLDER", "write its certificates there, and the key by which it finds its cases in them"},
      {"yes", "", "do not ask"}};
  return {
      {"tenant remove", "TENANT", 1, 1,
       "Takes a tenant out: its events are refused from now on, what waits is delivered or given up, then "
       "resources "
       "and secrets are destroyed, certified. The same command goes on after an interruption or a restart.",
       options, remove_tenant},
      {"partner remove", "PARTNER", 1, 1,
       "Takes a partner out, with every tenant that names it as its partner, as `tenant remove` does.",
       options, remove_partner}};
}

}  // namespace hub::hubctl
