#include <algorithm>
#include <istream>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/dead_letters.hpp"
#include "tools/hubctl/files.hpp"

namespace hub::hubctl {
namespace {

constexpr std::chrono::milliseconds kPause{200};

std::string removal_path(const std::string& tenant) {
  return "/api/v1/tenants/" + encode(tenant) + "/removal";
}

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

std::string progress_of(const model::Value& removal) {
  return std::to_string(integer_at(removal, "cases")) + " cases, " +
         std::to_string(integer_at(removal, "owed")) + " purges and callbacks left";
}

// Why waiting alone will not end it; empty: it may.
std::string obstacle_of(const model::Value& removal) {
  if (const auto held = integer_at(removal, "held"); held > 0)
    return std::to_string(held) + " cases are on legal hold: release them, and run this again";
  const auto dead = integer_at(removal, "dead_letters");
  if (dead > 0 && removal.text_at("mode") == "drain")
    return std::to_string(dead) +
           " deliveries wait for a person: retry or discard them and run this again, or give up what waits "
           "with "
           "--expire";
  return {};
}

// The removal's state once nothing of the tenant is here; an error when that needs somebody.
Result<void> drain(Call& call, const std::string& tenant, const char* mode) {
  const std::string body = std::string(R"({"mode":")") + mode + "\"}";
  auto removal = call.hub.post(removal_path(tenant), body);
  for (;;) {
    if (!removal.ok()) return removal.error();
    const model::Value& now = removal->value();
    if (boolean_at(now, "empty")) break;
    if (call.err_is_terminal) call.err << '\r' << tenant << ": " << progress_of(now) << "   " << std::flush;
    if (std::string why = obstacle_of(now); !why.empty())
      return invalid_error("obstacle", tenant + ": " + why);
    if (!pause(call, kPause))
      return invalid_error("interrupted", tenant + ": interrupted with " + progress_of(now) +
                                              "; its events are refused, and the same command goes on");
    removal = call.hub.get(removal_path(tenant));
  }
  if (call.err_is_terminal) call.err << '\n';
  return {};
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

int stopped(const Call& call, const Error& error) {
  const bool is_ours = error.code == "obstacle" || error.code == "interrupted";
  return fail(call, is_ours ? kFoundProblems : kRefused, error.message);
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
