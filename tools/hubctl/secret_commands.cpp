#include <iterator>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

// Of a file, or of standard input; without the newline that ends a line.
Result<Buffer> value_of(Call& call) {
  Buffer value;
  if (const std::string* file = call.find("file")) {
    auto read = read_file(*file);
    if (!read) return read;
    value = std::move(*read);
  } else {
    for (std::istreambuf_iterator<char> in(call.in), end; in != end; ++in) value.push_back(*in);
  }
  if (!value.empty() && value.view().back() == '\n') value.resize(value.size() - 1);
  if (!value.empty() && value.view().back() == '\r') value.resize(value.size() - 1);
  return value;
}

std::string path_of(const Call& call) {
  return "/api/v1/secrets/" + encode(call.arguments[0]) + '/' + encode(call.arguments[1]);
}

int put(Call& call, const std::string& path, const char* outcome) {
  const auto value = value_of(call);
  if (!value) return fail(call, kBadUsage, value.error().message);
  if (value->empty())
    return fail(call, kBadUsage, "the value is empty: it comes from standard input or --file");
  admin::JsonWriter json;
  json.begin_object().member("value", value->view()).end_object();
  const Buffer body = json.take();
  const auto answer = call.hub.post(path, std::string(body.view()));
  if (!answer) return refused(call, answer.error());
  if (call.json)
    call.out << answer->text() << '\n';
  else
    call.out << "secret " << call.arguments[1] << " of " << call.arguments[0] << ' ' << outcome
             << " (version " << number_at(answer->value(), "version", "?") << ")\n";
  return kDone;
}

int set(Call& call) {
  return put(call, path_of(call), "is kept: name it as secret:NAME in a resource");
}
int rotate(Call& call) {
  return put(call, path_of(call) + "/rotate", "has a new value, in use from now on");
}

int remove(Call& call) {
  const auto answer = call.hub.remove(path_of(call));
  if (!answer) return refused(call, answer.error());
  if (call.json)
    call.out << answer->text() << '\n';
  else
    call.out << "secret " << call.arguments[1] << " of " << call.arguments[0] << " is gone\n";
  return kDone;
}

int list(Call& call) {
  std::string path = "/api/v1/secrets";
  if (const std::string* tenant = call.find("tenant")) path += "?tenant=" + encode(*tenant);
  const auto answer = call.hub.get(path);
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  const model::Value* secrets = answer->value().find("secrets");
  if (secrets == nullptr || !secrets->is_array())
    return fail(call, kRefused, "the hub's answer is not understood");
  Table table({"TENANT", "NAME", "VERSION", "SET", "BY", "USED BY"});
  for (const model::Value& secret : secrets->as_array()) {
    table.add({std::string(secret.text_at("tenant")), std::string(secret.text_at("name")),
               number_at(secret, "version", "?"), std::string(secret.text_at("set_at")),
               std::string(secret.text_at("set_by")), joined_at(secret, "used_by")});
  }
  table.print(call.out);
  return kDone;
}

}  // namespace

std::vector<Command> secret_commands() {
  const Option file{"file", "FILE", "read the value from there instead of standard input"};
  return {
      {"secret list",
       "",
       0,
       0,
       "The secrets kept for tenants, by name, and what uses them. Nothing shows a value.",
       {{"tenant", "NAME", "only this tenant's"}},
       list},
      {"secret set",
       "TENANT NAME",
       2,
       2,
       "Keeps a new secret of a tenant, sealed under the hub's root key: resources of the tenant name it as "
       "secret:NAME. The value is what stands on standard input, without its last newline.",
       {file},
       set},
      {"secret rotate",
       "TENANT NAME",
       2,
       2,
       "Replaces the value: what uses it goes on with the new one at once, and the old one is overwritten.",
       {file},
       rotate},
      {"secret remove", "TENANT NAME", 2, 2, "Forgets a secret that no resource names.", {}, remove}};
}

}  // namespace hub::hubctl
