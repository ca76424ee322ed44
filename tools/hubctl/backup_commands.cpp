#include <filesystem>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/store/backup.hpp"
#include "tools/hubctl/commands.hpp"

namespace hub::hubctl {
namespace {

int back_up(Call& call) {
  const auto answer = call.hub.post("/api/v1/backups", "{}");
  if (!answer) return refused(call, answer.error());
  if (call.json)
    call.out << answer->text() << '\n';
  else
    call.out << answer->value().text_at("folder") << '\n';
  return kDone;
}

int check(Call& call) {
  const std::string& folder = call.arguments.front();
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return fail(call, kBadUsage, "there is no such folder");
  const auto problems = store::problems_of_backup(folder);
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().name("problems").begin_array();
    for (const std::string& problem : problems) json.text(problem);
    json.end_array().end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
  } else {
    for (const std::string& problem : problems) call.out << problem << '\n';
    if (problems.empty()) call.out << "complete, and without keys of cases\n";
  }
  return problems.empty() ? kDone : kFoundProblems;
}

}  // namespace

std::vector<Command> backup_commands() {
  return {
      {"backup",
       "",
       0,
       0,
       "Copies the store of one moment into a new folder below backup_dir of hub.yaml, and prints its name: "
       "content without keys. For the role admin only.",
       {},
       back_up},
      {"backup check",
       "FOLDER",
       1,
       1,
       "Whether a backup is complete, unchanged and without the slot files, which no backup may have.",
       {},
       check}};
}

}  // namespace hub::hubctl
