#include "core/mapping/tools/test_runner.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/mapping/mapping.hpp"
#include "core/mapping/tools/test_file.hpp"

namespace hub::mapping {

namespace {

using model::Record;

// Keys and tokens in tests come from this key, so that they are the same on every machine.
constexpr std::array<std::byte, 32> kTestKey{};

std::string title(const Record& record) {
  return record.shape->name + (record.part > 0 ? " part " + std::to_string(record.part) : "");
}

std::string titles(const std::vector<Record>& records) {
  std::string all;
  for (const Record& record : records) all += (all.empty() ? "" : ", ") + title(record);
  return all.empty() ? "none" : all;
}

std::string name_of_parent(const Record& record, const std::vector<Record>& records) {
  const auto parent = std::ranges::find(records, record.parent_key, &Record::key);
  return record.parent_key.empty() || parent == records.end() ? "none" : parent->shape->name;
}

std::string difference(std::string_view what, std::string_view expected, std::string_view got) {
  return "    " + std::string(what) + "\n      expected " + std::string(expected) + "\n      got      " +
         std::string(got) + '\n';
}

std::string compare_record(const ExpectedRecord& expected, const Record& record,
                           const std::vector<Record>& all) {
  std::string diff;
  if (expected.record != record.shape->name) return difference("record", expected.record, title(record));
  if (expected.part && *expected.part != record.part) {
    diff += difference("part", std::to_string(*expected.part), std::to_string(record.part));
  }
  const std::string parent = name_of_parent(record, all);
  if (expected.parent && *expected.parent != parent) diff += difference("parent", *expected.parent, parent);
  if (expected.attach_id && *expected.attach_id != record.attach_id) {
    diff += difference("attach_id", *expected.attach_id, record.attach_id);
  }
  if (expected.match) diff += value_diff(*expected.match, record.match, Match::exact, "match");
  diff += value_diff(expected.fields, record.fields, expected.fields_match);
  return diff.empty() ? diff : "  record " + title(record) + ":\n" + diff;
}

std::string compare_records(const MappingTest& test, const std::vector<Record>& records) {
  if (test.error) return difference("error", test.error->code, "records: " + titles(records));
  std::string diff;
  if (test.records.size() != records.size()) {
    diff += difference("records", std::to_string(test.records.size()),
                       std::to_string(records.size()) + ": " + titles(records));
  }
  for (std::size_t i = 0; i < std::min(test.records.size(), records.size()); ++i) {
    diff += compare_record(test.records[i], records[i], records);
  }
  return diff;
}

std::string compare_error(const MappingTest& test, const Error& error) {
  if (!test.error)
    return difference("records", std::to_string(test.records.size()),
                      "error " + error.code + ": " + error.message);
  std::string diff;
  if (test.error->code != error.code)
    diff += difference("error", test.error->code, error.code + ": " + error.message);
  const bool names_field =
      test.error->field.empty() || std::ranges::find(error.fields, test.error->field) != error.fields.end();
  if (!names_field)
    diff +=
        difference("field of the error", test.error->field, error.fields.empty() ? "none" : error.fields[0]);
  return diff;
}

TestResult run_test(const Mapping& mapping, const MappingTest& test) {
  TestResult result;
  result.name = test.name;
  result.line = test.node.line;
  model::Arena arena;
  MapContext context{kTestKey, test.at, test.time_zone, "test-event", "/test",
                     "test",   "eu",    test.max_class, nullptr};
  const auto begin = std::chrono::steady_clock::now();
  const auto records = mapping.map(test.data, context, arena);
  result.duration =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  result.difference = records ? compare_records(test, *records) : compare_error(test, records.error());
  result.passed = result.difference.empty();
  return result;
}

void run(const TestFile& tests, std::string_view yaml, TestReport& report) {
  const auto mapping = Mapping::compile(yaml, tests.mapping_path, report.problems);
  if (!mapping) return;
  for (const MappingTest& test : tests.tests) report.results.push_back(run_test(*mapping, test));
}

}  // namespace

bool TestReport::passed() const {
  return problems.empty() &&
         std::ranges::all_of(results, [](const TestResult& result) { return result.passed; });
}

std::vector<std::string> find_test_files(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failure;
  if (!fs::is_directory(path, failure)) return {path};
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator at(path, failure), end; !failure && at != end;
       at.increment(failure)) {
    if (at->path().string().ends_with(".test.yaml")) files.push_back(at->path().string());
  }
  std::ranges::sort(files);
  return files;
}

TestReport run_test_file(const std::string& path) {
  TestReport report;
  report.file = path;
  const TestFile tests = load_test_file(path, report.problems);
  if (!report.problems.empty()) return report;
  std::ifstream stream(tests.mapping_path, std::ios::binary);
  if (!stream) {
    report.problems.push_back(
        {path, 0, 0, "mapping", "the mapping '" + tests.mapping_path + "' cannot be read", {}});
    return report;
  }
  std::ostringstream yaml;
  yaml << stream.rdbuf();
  run(tests, yaml.view(), report);
  return report;
}

TestReport run_tests(const std::string& path, std::string_view mapping) {
  TestReport report;
  report.file = path;
  const TestFile tests = load_test_file(path, report.problems);
  if (report.problems.empty()) run(tests, mapping, report);
  return report;
}

}  // namespace hub::mapping
