#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/admin/key_hash.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

int rotate_root(Call& call) {
  const auto answer = call.hub.post("/api/v1/keys/rotate-root", "{}");
  if (!answer) return refused(call, answer.error());
  if (call.json)
    call.out << answer->text() << '\n';
  else
    call.out << "the key files are wrapped by next_root_key: make it root_key in hub.yaml, then destroy the "
                "old one\n";
  return kDone;
}

int list(Call& call) {
  const auto answer = call.hub.get("/api/v1/keys");
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  const model::Value* keys = answer->value().find("keys");
  if (keys == nullptr || !keys->is_array()) return fail(call, kRefused, "the hub's answer is not understood");
  Table table({"ID", "NAME", "ROLE", "REACHES", "LAST USED", "EXPIRES"});
  for (const model::Value& key : keys->as_array()) {
    const std::string partner(key.text_at("partner")), tenant(key.text_at("tenant"));
    const std::string reach = !partner.empty()  ? "partner " + partner
                              : !tenant.empty() ? "tenant " + tenant
                                                : "everything";
    const model::Value* expired = key.find("expired");
    const bool is_over = expired != nullptr && expired->is_boolean() && expired->as_boolean();
    table.add({std::string(key.text_at("id")), std::string(key.text_at("name")),
               std::string(key.text_at("role")), reach, std::string(key.text_at("last_used")),
               std::string(key.text_at("expires")) + (is_over ? " (over)" : "")});
  }
  table.print(call.out);
  return kDone;
}

// The key goes to its holder, the entry into hub.yaml: neither is kept here, and no hub is asked.
int make(Call& call) {
  SystemRandom random;
  const admin::NewKey key = admin::make_key(random);
  const std::string hash = admin::argon2id_hash(key.text.view(), random);
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().member("key", key.text.view()).member("id", key.id);
    json.member("argon2id", hash).end_object();
    call.out << json.take().view() << '\n';
    return kDone;
  }
  call.out << "The key, for whoever is to hold it; it is shown this once:\n  " << key.text.view()
           << "\nIts entry under `admin_keys` of hub.yaml:\n  - name: WHO\n    role: viewer\n    id: "
           << key.id << "\n    argon2id: " << hash << '\n';
  return kDone;
}

}  // namespace

std::vector<Command> key_commands() {
  return {{"keys list", "", 0, 0, "Who may use the admin API, and when each key was used last.", {}, list},
          {"keys make", "", 0, 0, "Makes a key and its hash for hub.yaml. Asks no hub.", {}, make},
          {"keys rotate-root",
           "",
           0,
           0,
           "Moves the key files to the next root, while cases come and go.",
           {},
           rotate_root}};
}

}  // namespace hub::hubctl
