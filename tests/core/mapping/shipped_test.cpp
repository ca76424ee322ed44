// The mappings that the project ships, their tests and their schema, and the tools that run them.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/mapping/record_keys.hpp"
#include "core/mapping/tools/lint.hpp"
#include "core/mapping/tools/render.hpp"
#include "core/mapping/tools/test_runner.hpp"
#include "tests/core/mapping/mapping_fixture.hpp"

using namespace hub::mapping;         // NOLINT: a test of this part
using namespace hub::mapping::tests;  // NOLINT: its fixture

namespace {

const std::filesystem::path kMappings = std::filesystem::path(HUB_SOURCE_DIR) / "mappings";

std::string read(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// A folder that goes away again.
struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("hub_mapping_test_" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(shipped_mappings)

BOOST_AUTO_TEST_CASE(every_shipped_mapping_passes_its_own_tests) {
  std::vector<TestReport> reports;
  for (const std::string& file : find_test_files(kMappings.string())) reports.push_back(run_test_file(file));
  BOOST_TEST(!reports.empty());
  for (const TestReport& report : reports) BOOST_TEST(report.passed(), tests_text({&report, 1}));
}

BOOST_AUTO_TEST_CASE(every_shipped_mapping_has_tests_and_no_problems) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kMappings)) {
    const std::string path = entry.path().string();
    if (!path.ends_with(".yaml") || path.ends_with(".test.yaml")) continue;
    BOOST_TEST(lines_of(lint(read(path), path).problems) == "");
    BOOST_TEST(std::filesystem::exists(path.substr(0, path.size() - 5) + ".test.yaml"),
               path + " has no tests");
  }
}

BOOST_AUTO_TEST_CASE(the_schema_for_editors_is_the_one_the_compiler_uses) {
  const std::string schema = mapping_schema();
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  BOOST_TEST(parser.parse(schema, arena).ok());
  if (std::getenv("HUB_UPDATE_FILES")) std::ofstream(kMappings / "mapping.schema.json") << schema;
  BOOST_TEST(read(kMappings / "mapping.schema.json") == schema,
             "mappings/mapping.schema.json is out of date: run this test with HUB_UPDATE_FILES=1");
}

BOOST_AUTO_TEST_CASE(a_failing_test_shows_what_was_expected_and_what_came) {
  const Folder folder;
  folder.write("m.yaml", with_fields("      F: \"{{ case.id }}\"\n      T: \"a\\nb\\nc\"\n"));
  folder.write("m.test.yaml",
               "mapping: m.yaml\ntests:\n"
               "  - name: right\n    case: {case: {id: X}}\n    expect: [{record: r, includes: {F: X}}]\n"
               "  - name: wrong\n    case: {case: {id: X}}\n    expect: [{record: r, fields: {F: Y, T: "
               "\"a\\nB\\nc\"}}]\n"
               "  - name: no error\n    case: {case: {id: X}}\n    error: {code: limit}\n"
               "  - name: error\n    case: {case: {}}\n    error: {code: no_case_id}\n");
  const auto files = find_test_files(folder.path.string());
  BOOST_REQUIRE(files.size() == 1u);
  const TestReport report = run_test_file(files[0]);
  BOOST_REQUIRE(report.results.size() == 4u);
  BOOST_TEST(report.results[0].passed);
  BOOST_TEST(!report.results[1].passed);
  BOOST_TEST(report.results[1].difference ==
             "  record r:\n    F\n      expected \"Y\"\n      got      \"X\"\n"
             "    T (- expected, + got)\n        a\n      - B\n      + b\n        c\n");
  BOOST_TEST(!report.results[2].passed);
  BOOST_TEST(report.results[3].passed);
  BOOST_TEST(tests_text({&report, 1}).ends_with("2 passed, 2 failed\n"));
  const std::string junit = tests_junit({&report, 1});
  BOOST_TEST(junit.find("tests=\"4\" failures=\"2\" errors=\"0\"") != std::string::npos);
  BOOST_TEST(junit.find("expected &quot;Y&quot;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_test_file_with_mistakes_says_where) {
  const Folder folder;
  folder.write("m.test.yaml",
               "mapping: m.yaml\ntests:\n  - nmae: x\n    at: yesterday\n    file: none.json\n");
  const TestReport report = run_test_file((folder.path / "m.test.yaml").string());
  BOOST_TEST(!report.passed());
  const std::string all = lines_of(report.problems);
  BOOST_TEST(all.find(":3:5: unknown key 'nmae' (did you mean 'name'?)") != std::string::npos);
  BOOST_TEST(all.find("this is no time") != std::string::npos);
  BOOST_TEST(all.find("none.json") != std::string::npos);
  BOOST_TEST(all.find("expects either records or an error") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(records_can_be_shown_to_people_and_programs) {
  const Run run(with_fields("      Subject: \"{{ case.id }}\"\n      N: 1\n"));
  const hub::Buffer pretty = render_records(run.records, RenderFormat::pretty);
  BOOST_TEST(pretty.view().find("  Subject  C-1\n  N        1\n") != std::string_view::npos);
  const hub::Buffer json = render_records(run.records, RenderFormat::json);
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  BOOST_TEST(parser.parse(json.view(), arena).ok());
}

BOOST_AUTO_TEST_CASE(the_default_mapping_maps_every_real_chat_without_losing_a_line) {
  const std::filesystem::path chats =
      std::filesystem::path(HUB_SOURCE_DIR) / "../shared/cases/chats.train.jsonl.gz";
  if (!std::filesystem::exists(chats)) {
    BOOST_TEST_MESSAGE("skipped: ../shared/cases is absent");
    return;
  }
  const auto mapping = compile(read(kMappings / "salesforce/default.yaml"));
  const std::unique_ptr<FILE, int (*)(FILE*)> lines(::popen(("zcat " + chats.string()).c_str(), "r"),
                                                    &::pclose);
  std::array<std::byte, 32> key{};
  hub::model::JsonParser parser;
  std::size_t cases = 0, wrong = 0;
  char* line = nullptr;
  std::size_t capacity = 0;
  hub::model::Arena arena;
  for (ssize_t size; (size = ::getline(&line, &capacity, lines.get())) > 0; arena.reset()) {
    const auto event = parser.parse({line, static_cast<std::size_t>(size)}, arena);
    BOOST_REQUIRE(event.ok());
    const hub::model::Value& data = *event->find("data");
    MapContext context{key, hub::WallTime(), "UTC", {}, {}, {}, {}, {}, nullptr};
    const auto records = mapping->map(data, context, arena);
    BOOST_REQUIRE_MESSAGE(records.ok(), (records.ok() ? "" : records.error().message));
    std::string body;
    for (const auto& record : *records) body += std::string(record.fields.text_at("Body__c")) + '\n';
    for (const auto& message : data.find("transcript")->find("messages")->as_array()) {
      wrong += body.find(message.text_at("text")) == std::string::npos;
    }
    ++cases;
  }
  ::free(line);
  BOOST_TEST(cases == 9903u);
  BOOST_TEST(wrong == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
