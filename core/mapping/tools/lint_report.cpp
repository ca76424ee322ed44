// How a lint report is written for people and for programs.
#include "core/mapping/tools/json_text.hpp"
#include "core/mapping/tools/lint.hpp"
#include "core/mapping/tools/text_table.hpp"

namespace hub::mapping {

namespace {

std::string size_words(const FieldFacts& field) {
  const std::string typical = std::to_string(field.typical_size);
  return typical + (field.size_max ? ", at most " + std::to_string(*field.size_max) : ", no bound");
}

std::string json_list(const std::set<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ",") + json_text(word);
  return '[' + all + ']';
}

std::string problem_json(const config::Problem& problem) {
  return "{\"file\":" + json_text(problem.file) + ",\"line\":" + std::to_string(problem.line) +
         ",\"column\":" + std::to_string(problem.column) + ",\"path\":" + json_text(problem.path) +
         ",\"message\":" + json_text(problem.message) + ",\"fix\":" + json_text(problem.fix) + '}';
}

std::string field_json(const RecordFacts& record, const FieldFacts& field) {
  return "{\"record\":" + json_text(record.plan->name) + ",\"object\":" + json_text(record.shape->object) +
         ",\"field\":" + json_text(field.path) + ",\"type\":" + json_text(to_string(field.kind)) +
         ",\"class\":" + json_text(model::to_string(field.data_class)) +
         ",\"reads\":" + json_list(field.reads) + ",\"typical_size\":" + std::to_string(field.typical_size) +
         ",\"size_max\":" + (field.size_max ? std::to_string(*field.size_max) : "null") + '}';
}

}  // namespace

std::string lint_text(const LintReport& report) {
  std::string text;
  for (const config::Problem& problem : report.problems) text += problem.text() + '\n';
  if (!report.mapping) return text;
  text +=
      report.problems.empty() ? "No problems found.\n" : std::to_string(report.problems.size()) + " found.\n";
  text += "\nFields of the case that are read:\n";
  for (const std::string& name : report.facts.fields_read()) text += "  " + name + '\n';
  TextTable table({"record", "field", "type", "class", "characters"});
  for (const RecordFacts& record : report.facts.records) {
    for (const FieldFacts& field : record.fields) {
      table.add({record.plan->name, field.path, std::string(to_string(field.kind)),
                 std::string(model::to_string(field.data_class)), size_words(field)});
    }
  }
  return text + '\n' + table.text();
}

std::string lint_json(const LintReport& report) {
  std::string problems, fields;
  for (const config::Problem& problem : report.problems)
    problems += (problems.empty() ? "" : ",") + problem_json(problem);
  for (const RecordFacts& record : report.facts.records) {
    for (const FieldFacts& field : record.fields)
      fields += (fields.empty() ? "" : ",") + field_json(record, field);
  }
  return "{\"mapping\":" + json_text(report.mapping ? report.mapping->name() : "") +
         ",\"ok\":" + (report.problems.empty() ? "true" : "false") + ",\"problems\":[" + problems +
         "],\"reads\":" + json_list(report.facts.fields_read()) + ",\"fields\":[" + fields + "]}";
}

}  // namespace hub::mapping
