#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/admin/key_hash.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
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
    table.add({std::string(key.text_at("id")), std::string(key.text_at("name")),
               std::string(key.text_at("role")), reach, std::string(key.text_at("last_used")),
               std::string(key.text_at("expires")) + (boolean_at(key, "expired") ? " (over)" : "")});
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

std::string request_of(const Call& call) {
  admin::JsonWriter json;
  json.begin_object().member("name", call.arguments.front());
  for (const char* option : {"role", "tenant", "partner", "expires"})
    if (const std::string* value = call.find(option)) json.member(option, *value);
  json.end_object();
  const Buffer body = json.take();
  return std::string(body.view());
}

// Made and kept by the hub, as its hash.
int add(Call& call) {
  if (call.find("role") == nullptr) return fail(call, kBadUsage, "say in which --role");
  const auto answer = call.hub.post("/api/v1/keys", request_of(call));
  if (!answer) return refused(call, answer.error());
  const std::string_view text = answer->value().text_at("key"), id = answer->value().text_at("id");
  if (const std::string* file = call.find("to")) {
    if (const auto written = write_private_file(*file, text); !written.ok()) {
      (void)call.hub.remove("/api/v1/keys/" + encode(id));  // nobody has it
      return fail(call, kRefused, written.error().message);
    }
    call.out << "key " << id << " is in " << *file << ", for its owner alone\n";
  } else if (call.json) {
    call.out << answer->text() << '\n';
  } else {
    call.out << "The key, for whoever is to hold it; it is shown this once:\n  " << text << '\n';
  }
  return kDone;
}

int remove(Call& call) {
  const auto answer = call.hub.remove("/api/v1/keys/" + encode(call.arguments.front()));
  if (!answer) return refused(call, answer.error());
  if (call.json) call.out << answer->text() << '\n';
  if (integer_at(answer->value(), "removed") == 0)
    return fail(call, kFoundProblems,
                "there is no such key to take back; those of hub.yaml are taken back there");
  if (!call.json) call.out << "key " << call.arguments.front() << " opens nothing any more\n";
  return kDone;
}

}  // namespace

std::vector<Command> key_commands() {
  return {{"keys list", "", 0, 0, "Who may use the admin API, and when each key was used last.", {}, list},
          {"keys make", "", 0, 0, "Makes a key and its hash for hub.yaml. Asks no hub.", {}, make},
          {"keys add",
           "NAME",
           1,
           1,
           "Makes a key at the hub, which is shown this once and kept as its hash. It gives no more than the "
           "key that "
           "makes it. To rotate one, add the next, then remove the old one.",
           {{"role", "ROLE", "admin, operator, viewer, auditor or partner; needed"},
            {"tenant", "NAME", "it reaches this tenant only"},
            {"partner", "NAME", "it reaches the tenants of this partner only"},
            {"expires", "TIME", "when it ends: 2027-06-30T00:00:00Z"},
            {"to", "FILE", "write it there, for its owner alone, instead of showing it"}},
           add},
          {"keys remove", "ID", 1, 1, "Takes back a key that was made with `keys add`.", {}, remove},
          {"keys rotate-root",
           "",
           0,
           0,
           "Moves the key files to the next root, while cases come and go.",
           {},
           rotate_root}};
}

}  // namespace hub::hubctl
