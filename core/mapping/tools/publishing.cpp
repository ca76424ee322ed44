#include "core/mapping/tools/publishing.hpp"

#include <array>
#include <filesystem>

#include "core/mapping/tools/lint.hpp"
#include "core/mapping/tools/target_check.hpp"
#include "core/mapping/tools/test_runner.hpp"

namespace hub::mapping {

config::Problems publish_problems(std::string_view yaml, const std::string& file, const PublishRules& rules) {
  LintOptions options;
  options.max_class = rules.max_class;
  options.schema = rules.schema;
  options.classes = rules.classes;
  LintReport report = lint(yaml, file, options);
  if (!report.mapping || rules.target_kind.empty()) return std::move(report.problems);
  const std::string& kind = report.mapping->target_kind();
  if (!kind.empty() && kind != rules.target_kind) {
    report.problems.push_back(report.mapping->target_node().problem(
        "this mapping writes to '" + kind + "', and the target is '" + std::string(rules.target_kind) + '\'',
        "use a mapping for " + std::string(rules.target_kind)));
  }
  return std::move(report.problems);
}

std::set<std::string> objects_of(const Mapping& mapping) {
  std::set<std::string> objects;
  for (const model::RecordShape& shape : mapping.shapes()) objects.insert(shape.object);
  return objects;
}

std::set<std::string> objects_in(std::string_view yaml) {
  config::Problems problems;
  const auto mapping = compile_mapping(yaml, "", problems);
  return mapping ? objects_of(*mapping) : std::set<std::string>();
}

// Each Mapping is a compiled one: Mapping::compile is the only way to make it.
TargetFit fit(const Mapping& mapping, const model::Schema& schema) {
  const auto& compiled = static_cast<const CompiledMapping&>(mapping);
  const TargetProblems problems = check_target(compiled, facts_of(compiled), schema);
  TargetFit fit;
  for (const config::Problem& problem : problems.all) fit.findings.push_back(problem.message);
  if (!problems.blocking.empty()) fit.blocking = problems.blocking.front().message;
  return fit;
}

std::string test_file_beside(const std::string& mapping_file) {
  std::filesystem::path path(mapping_file);
  return path.replace_extension(".test.yaml").string();
}

std::string failing_tests_beside(const std::string& mapping_file) {
  const std::string tests = test_file_beside(mapping_file);
  std::error_code error;
  if (!std::filesystem::exists(tests, error)) return {};
  const std::array<TestReport, 1> reports = {run_test_file(tests)};
  return reports[0].passed() ? std::string() : tests_text(reports);
}

}  // namespace hub::mapping
