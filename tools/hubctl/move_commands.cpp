#include <filesystem>
#include <fstream>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/vault/letter.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/tenant_drain.hpp"

namespace hub::hubctl {
namespace {

constexpr std::string_view kFirstLine = "connector-hub tenant 1 ";

std::string body_of(std::initializer_list<std::pair<const char*, std::string_view>> members) {
  admin::JsonWriter json;
  json.begin_object();
  for (const auto& [name, text] : members) json.member(name, text);
  json.end_object();
  const Buffer body = json.take();
  return std::string(body.view());
}

int show_cell_key(Call& call) {
  const auto cell = call.hub.get("/api/v1/cell");
  if (!cell.ok()) return refused(call, cell.error());
  call.out << (call.json ? cell->text() : std::string(cell->value().text_at("key"))) << '\n';
  return kDone;
}

// Its parts, a line each.
Result<void> append_parts(Call& call, const std::string& tenant, const std::string& to,
                          const std::string& path) {
  std::ofstream file(path, std::ios::app);
  std::string from;
  do {
    const auto part =
        call.hub.post("/api/v1/tenants/" + encode(tenant) + "/move", body_of({{"to", to}, {"from", from}}));
    if (!part.ok()) return part.error();
    file << part->value().text_at("part") << '\n' << std::flush;
    if (!file) return config_error(path + " cannot be written");
    from = part->value().text_at("next");
  } while (!from.empty());
  return {};
}

// A new file; none when it would not be whole.
Result<void> write_parts(Call& call, const std::string& tenant, const std::string& to,
                         const std::string& path) {
  if (auto made = write_private_file(path, std::string(kFirstLine) + tenant + '\n'); !made.ok()) return made;
  auto written = append_parts(call, tenant, to, path);
  if (!written.ok()) std::filesystem::remove(path);
  return written;
}

int export_tenant(Call& call) {
  const std::string &tenant = call.arguments[0], &path = call.arguments[1];
  const std::string* to = call.find("to");
  if (to == nullptr || !vault::parse_cell_key(*to))
    return fail(call, kBadUsage, "--to is the key of the other cell: `hubctl cell key` prints it there");
  if (const auto drained = drain(call, tenant, "move"); !drained.ok()) return stopped(call, drained.error());
  if (const auto written = write_parts(call, tenant, *to, path); !written.ok())
    return refused(call, written.error());
  if (call.json)
    call.out << body_of({{"tenant", tenant}, {"file", path}}) << '\n';
  else
    call.out << "tenant " << tenant << " is in " << path
             << ": import it in the other cell, send its events there, then\n"
             << "remove it here with `hubctl tenant remove " << tenant << "`\n";
  return kDone;
}

int import_tenant(Call& call) {
  const std::string& path = call.arguments.front();
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || !line.starts_with(kFirstLine))
    return fail(call, kBadUsage, path + " is no file of `hubctl tenant export`");
  const std::string tenant = line.substr(kFirstLine.size());
  bool is_here = false;
  while (!is_here && std::getline(file, line)) {
    const auto taken = call.hub.post("/api/v1/moves", body_of({{"part", line}}));
    if (!taken.ok()) return refused(call, taken.error());
    is_here = boolean_at(taken->value(), "here");
  }
  if (!is_here) return fail(call, kFoundProblems, path + " ends too early: export the tenant again");
  if (call.json)
    call.out << body_of({{"tenant", tenant}}) << '\n';
  else
    call.out << "tenant " << tenant << " is here: send its events to this cell\n";
  return kDone;
}

}  // namespace

std::vector<Command> move_commands() {
  return {{"cell key",
           "",
           0,
           0,
           "Prints the key for which another cell seals a tenant that moves to this one.",
           {},
           show_cell_key},
          {"tenant export",
           "TENANT FILE",
           2,
           2,
           "Moves a tenant to another cell, first half: its events are told to come again, what waits is "
           "delivered, and what the "
           "other cell has to know of it is written to a file that only that cell can read. The same command "
           "goes on after an "
           "interruption or a restart.",
           {{"to", "CELL_KEY", "of the other cell"}},
           export_tenant},
          {"tenant import",
           "FILE",
           1,
           1,
           "Second half, in the other cell: the tenant takes events here, and knows what was delivered "
           "there. It can be run again "
           "until it is done.",
           {},
           import_tenant}};
}

}  // namespace hub::hubctl
