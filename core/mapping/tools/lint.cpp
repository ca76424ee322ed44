#include "core/mapping/tools/lint.hpp"

#include <algorithm>
#include <utility>

#include "core/mapping/classes.hpp"
#include "core/mapping/tools/target_check.hpp"

namespace hub::mapping {

namespace {

using config::Problem;
using config::Problems;

std::string words(model::DataClass data_class) {
  std::string text(model::to_string(data_class));
  std::ranges::replace(text, '_', ' ');
  return text;
}

bool is_declared(const std::string& path, const std::vector<std::string>& extra_fields) {
  return std::ranges::any_of(extra_fields, [&path](const std::string& extra) {
    return path == extra || path.starts_with(extra + '.') || path.starts_with(extra + '[');
  });
}

void check_reads(const CompiledMapping& mapping, const MappingFacts& facts, Problems& problems) {
  for (const CaseRead& read : facts.reads) {
    const std::string path = dotted(read.path);
    if (read.path.front() == "owner" || is_known_path(read.path) || is_declared(path, mapping.extra_fields()))
      continue;
    const auto meant = suggest_path(read.path);
    Problem problem = read.place;
    problem.message = "a case has no field '" + path + '\'';
    problem.fix =
        meant ? "did you mean '" + *meant + "'?" : "add it to extra_fields if your platform sends it";
    problems.push_back(std::move(problem));
  }
}

void check_tables(const CompiledMapping& mapping, const MappingFacts& facts, Problems& problems) {
  std::vector<std::string> names;
  for (const model::Member& table : mapping.tables().as_object()) names.emplace_back(table.name);
  for (const FactCollector::Use& use : facts.tables) {
    if (std::ranges::find(names, use.name) != names.end()) continue;
    const auto meant = config::did_you_mean(use.name, names);
    Problem problem = use.place;
    problem.message = "there is no lookup table '" + use.name + '\'';
    problem.fix = meant ? "did you mean '" + *meant + "'?" : "add it under 'lookups'";
    problems.push_back(std::move(problem));
  }
}

void check_owner(const CompiledMapping& mapping, const MappingFacts& facts, Problems& problems) {
  if (mapping.owners().is_declared()) return;
  for (const CaseRead& read : facts.reads) {
    if (read.path.front() != "owner") continue;
    Problem problem = read.place;
    problem.message = "'owner' is read but there is no table of owners";
    problem.fix = "add 'owners:' with a default";
    problems.push_back(std::move(problem));
  }
}

void check_classes(const MappingFacts& facts, model::DataClass max_class, Problems& problems) {
  const std::string allowed = "this target may see " + words(max_class) + " at most";
  for (const RecordFacts& record : facts.records) {
    for (const FieldFacts& field : record.fields) {
      if (field.data_class <= max_class) continue;
      problems.push_back(field.node.problem(
          "'" + field.path + "' would hold " + words(field.data_class) + ", and " + allowed,
          "redact, mask or token it, or leave it out"));
    }
    if (record.identity_class > max_class) {
      problems.push_back(record.plan->node.problem("record '" + record.plan->name + "' is looked up by " +
                                                   words(record.identity_class) + ", and " + allowed));
    }
  }
}

void sort_by_place(Problems& problems) {
  std::ranges::stable_sort(problems, [](const Problem& a, const Problem& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  const auto same = [](const Problem& a, const Problem& b) { return a.text() == b.text(); };
  problems.erase(std::unique(problems.begin(), problems.end(), same), problems.end());
}

}  // namespace

LintReport lint(std::string_view yaml, const std::string& file, const LintOptions& options) {
  LintReport report;
  report.mapping = compile_mapping(yaml, file, report.problems);
  if (report.mapping) {
    report.facts = facts_of(*report.mapping, options.classes ? *options.classes : CaseClasses::usual());
    check_reads(*report.mapping, report.facts, report.problems);
    check_tables(*report.mapping, report.facts, report.problems);
    check_owner(*report.mapping, report.facts, report.problems);
    if (options.max_class) check_classes(report.facts, *options.max_class, report.problems);
    if (options.schema) {
      const TargetProblems found = check_target(*report.mapping, report.facts, *options.schema);
      report.problems.insert(report.problems.end(), found.all.begin(), found.all.end());
    }
  }
  sort_by_place(report.problems);
  return report;
}

}  // namespace hub::mapping
