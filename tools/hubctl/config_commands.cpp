#include <ostream>

#include "connectors/connectors.hpp"
#include "core/admin/json_writer.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubd/check.hpp"

namespace hub::hubctl {
namespace {

void print_json(const config::Problems& problems, std::ostream& out) {
  admin::JsonWriter json;
  json.begin_object().name("problems").begin_array();
  for (const config::Problem& problem : problems) {
    json.begin_object().member("file", problem.file);
    json.member("line", std::int64_t{problem.line}).member("column", std::int64_t{problem.column});
    json.member("path", problem.path).member("message", problem.message).member("fix", problem.fix);
    json.end_object();
  }
  json.end_array().end_object();
  const Buffer line = json.take();
  out << line.view() << '\n';
}

int check(Call& call) {
  connectors::Registry registry;
  connectors::add_all(registry);
  config::Problems problems;
  const hubd::Configuration loaded = hubd::load_configuration(call.arguments.front(), registry, problems);
  if (call.json) {
    print_json(problems, call.out);
  } else if (problems.empty()) {
    call.out << call.arguments.front() << ": ok, " << loaded.resources.tenants.size() << " tenants, "
             << loaded.resources.targets.size() << " targets\n";
  } else {
    for (const config::Problem& problem : problems) call.out << problem.text() << '\n';
    call.out << problems.size() << " problems\n";
  }
  return problems.empty() ? kDone : kFoundProblems;
}

// Under a heading of its own; nothing for a section that has no fields but sections.
std::string table_of(const config::Spec& spec) {
  if (spec.fields.empty()) return {};
  const std::string page = config::reference_page(spec);
  return '\n' + page.substr(page.find("| setting"));
}

int reference(Call& call) {
  connectors::Registry registry;
  connectors::add_all(registry);
  call.out << "# Settings\n\nPrinted by `hubctl config reference`.\n";
  for (const auto& [where, spec] : hubd::hub_specs()) {
    call.out << "\n## hub.yaml" << (where.empty() ? "" : ": `" + where + '`') << "\n\n"
             << spec->description << '\n'
             << table_of(*spec);
  }
  for (const connectors::ConnectorKind& kind : registry.kinds()) {
    call.out << "\n## Target settings: " << kind.spec.name << "\n\n"
             << kind.spec.description << '\n'
             << table_of(kind.spec);
  }
  return kDone;
}

}  // namespace

std::vector<Command> config_commands() {
  return {{"config check",
           "HUB.YAML",
           1,
           1,
           "Checks a node's settings with its resources and mappings: every problem at once, with its place.",
           {},
           check},
          {"config reference",
           "",
           0,
           0,
           "Prints every setting with its meaning and default, as Markdown.",
           {},
           reference}};
}

}  // namespace hub::hubctl
