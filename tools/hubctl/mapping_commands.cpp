#include <algorithm>
#include <ostream>

#include "core/mapping/tools/dataflow.hpp"
#include "core/mapping/tools/diff.hpp"
#include "core/mapping/tools/lint.hpp"
#include "core/mapping/tools/liquid_reference.hpp"
#include "core/mapping/tools/test_runner.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/mapping_render.hpp"
#include "tools/hubctl/mapping_versions.hpp"

namespace hub::hubctl {
namespace {

int lint(Call& call) {
  mapping::LintOptions options;
  if (const std::string* word = call.find("max-class")) {
    options.max_class = model::parse_data_class(*word);
    if (!options.max_class)
      return fail(call, kBadUsage, "--max-class is none, pseudonymous, direct or free_text");
  }
  if ((call.find("target") != nullptr) != (call.find("tenant") != nullptr))
    return fail(call, kBadUsage, "say both --tenant and --target");
  bool clean = true;
  for (const std::string& file : call.arguments) {
    const auto yaml = read_file(file);
    if (!yaml) return fail(call, kRefused, yaml.error().message);
    mapping::LintReport report = mapping::lint(yaml->view(), file, options);
    if (call.find("target") != nullptr) {
      auto problems =
          problems_at_target(call.hub, {*call.find("tenant"), *call.find("target")}, file, yaml->view());
      if (!problems) return refused(call, problems.error());
      report.problems = std::move(*problems);
    }
    clean = clean && report.problems.empty();
    call.out << (call.json ? mapping::lint_json(report) + '\n' : mapping::lint_text(report));
  }
  return clean ? kDone : kFoundProblems;
}

int test(Call& call) {
  std::vector<mapping::TestReport> reports;
  for (const std::string& path : call.arguments)
    for (const std::string& file : mapping::find_test_files(path))
      reports.push_back(mapping::run_test_file(file));
  if (reports.empty()) return fail(call, kRefused, "there is no NAME.test.yaml");
  if (const std::string* file = call.find("junit")) {
    const auto written = write_file(*file, mapping::tests_junit(reports));
    if (!written) return fail(call, kRefused, written.error().message);
  }
  call.out << mapping::tests_text(reports);
  return std::ranges::all_of(reports, &mapping::TestReport::passed) ? kDone : kFoundProblems;
}

int dataflow(Call& call) {
  const std::string& file = call.arguments.front();
  const auto yaml = read_file(file);
  if (!yaml) return fail(call, kRefused, yaml.error().message);
  const mapping::LintReport report = mapping::lint(yaml->view(), file);
  if (!report.mapping) {
    for (const config::Problem& problem : report.problems) call.err << problem.text() << '\n';
    return kFoundProblems;
  }
  call.out << (call.find("mermaid") != nullptr ? mapping::dataflow_mermaid(report.facts)
                                               : mapping::dataflow_table(report.facts));
  return kDone;
}

int diff(Call& call) {
  const auto before = file_or_version(call, call.arguments[0]);
  if (!before) return refused(call, before.error());
  const auto after = file_or_version(call, call.arguments[1]);
  if (!after) return refused(call, after.error());
  const std::string changes = mapping::diff_mappings(before->view(), after->view());
  call.out << (changes.empty() ? "nothing changes\n" : changes);
  return kDone;
}

int reference(Call& call) {
  call.out << mapping::liquid_reference_page();
  return kDone;
}

}  // namespace

std::vector<Command> mapping_commands() {
  constexpr std::size_t kMany = 1000;
  return {
      {"mapping lint",
       "FILE...",
       1,
       kMany,
       "Everything that is wrong or risky in mappings, with place and fix; then what they read and write.",
       {{"max-class", "CLASS",
         "the most personal class the target may see: none, pseudonymous, direct, free_text"},
        {"tenant", "NAME", "with --target: whose"},
        {"target", "NAME", "asks the hub to compare with this target as it is now, and with its max_class"}},
       lint},
      {"mapping test",
       "PATH...",
       1,
       kMany,
       "Runs the tests beside mappings: every NAME.test.yaml at or below each path.",
       {{"junit", "FILE", "also writes a JUnit report"}},
       test},
      {"mapping render",
       "MAPPING CASE",
       2,
       2,
       "Shows the records that a mapping makes of a case: a file with an event, or its data, in JSON. The "
       "result holds "
       "the case's content.",
       {},
       render_mapping},
      {"mapping dataflow",
       "FILE",
       1,
       1,
       "Which field of the case reaches which field of the target, and of what class it is.",
       {{"mermaid", "", "as a Mermaid flowchart"}},
       dataflow},
      {"mapping diff",
       "BEFORE AFTER",
       2,
       2,
       "What changes between two versions, above all what the target newly sees. Each is a file, or the "
       "number "
       "of a version that was published at the hub.",
       {},
       diff},
      {"mapping reference",
       "",
       0,
       0,
       "Every tag and filter of the template language, as Markdown.",
       {},
       reference},
  };
}

}  // namespace hub::hubctl
