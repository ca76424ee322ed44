#include <ostream>

#include "core/admin/query.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

int list(Call& call) {
  std::string path = "/api/v1/certificates?limit=";
  path += call.find("limit") != nullptr ? encode(*call.find("limit")) : "20";
  if (const std::string* after = call.find("after")) path += "&after=" + encode(*after);
  const auto answer = call.hub.get(path);
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  const model::Value* certificates = answer->value().find("certificates");
  const model::Value* total = answer->value().find("total");
  if (certificates == nullptr || total == nullptr)
    return fail(call, kRefused, "the hub's answer is not understood");
  for (const model::Value& certificate : certificates->as_array()) {
    const model::Value* entry = certificate.find("entry");
    const model::Value* index = certificate.find("index");
    if (entry == nullptr || index == nullptr) continue;
    Buffer line;
    model::write_json(*entry, line);
    call.out << index->as_integer() << ' ' << line.view() << '\n';
  }
  call.out << certificates->as_array().size() << " of " << total->as_integer() << " certificates\n";
  return kDone;
}

int tenant_key(Call& call) {
  const auto answer = call.hub.get("/api/v1/tenants/" + encode(call.arguments.front()) + "/certificate-key");
  if (!answer) return refused(call, answer.error());
  if (call.json)
    call.out << answer->text() << '\n';
  else
    call.out << answer->value().text_at("key") << '\n';
  return kDone;
}

}  // namespace

std::vector<Command> certificate_commands() {
  return {{"certificates tenant-key",
           "TENANT",
           1,
           1,
           "The key by which a tenant finds its own cases in the log, for the tenant.",
           {},
           tenant_key},
          {"certificates list",
           "",
           0,
           0,
           "Certificates of deletion, in the order of the log.",
           {{"after", "INDEX", "those after this one"},
            {"limit", "N", "at most so many, up to 1000; 20 if absent"}},
           list}};
}

}  // namespace hub::hubctl
