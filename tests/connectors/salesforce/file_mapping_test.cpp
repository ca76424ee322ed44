// The shipped mapping with files against the simulated org: long transcripts, late news, and what the org's
// description says to it.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "core/base/base64.hpp"
#include "core/mapping/mapping.hpp"
#include "core/mapping/tools/lint.hpp"
#include "tests/connectors/salesforce/rehearsal.hpp"

namespace hub::connectors::salesforce {

namespace {

struct FileMapping : Rehearsal {
  FileMapping() {
    std::ifstream file(HUB_SOURCE_DIR "/mappings/salesforce/file.yaml");
    std::ostringstream stream;
    stream << file.rdbuf();
    yaml = stream.str();
    config::Problems problems;
    mapping = mapping::Mapping::compile(yaml, "file.yaml", problems);
    BOOST_REQUIRE(mapping);
  }

  // `chat`: text of its only message.
  delivery::CaseRecords make_case(std::string_view chat, bool is_late = false) {
    const std::string data =
        R"({"case":{"id":"C-1","channel":"chat"},"wrapup":{"code":"late"},"transcript":{"messages":[)"
        R"({"at":"2026-11-01T09:59:00Z","role":"visitor","type":"text","text":")" +
        std::string(chat) + R"("}]}})";
    const model::Value event = *parser.parse(arena.copy(data), arena);
    mapping::MapContext context{key, WallTime(), "UTC", {}, {}, {}, {}, {}, nullptr};
    context.is_late = is_late;
    auto records = mapping->map(event, context, arena);
    BOOST_REQUIRE(records.ok());
    return {std::move(*records)};
  }
  void confirm(delivery::CaseRecords one) {
    const auto outcomes = deliver({std::move(one)});
    BOOST_TEST(!outcomes[0].error.has_value(), outcomes[0].error->message);
  }
  std::vector<std::string> texts_of_files() {
    std::vector<std::string> texts;
    for (const auto& row : simulator->org().rows_of(*simulator->org().schema().find("ContentVersion"))) {
      const auto field = static_cast<std::size_t>(row.object->find("VersionData"));
      const auto bytes = base64_decode(std::get<std::string>(row.fields[field]));
      texts.emplace_back(bytes->begin(), bytes->end());
    }
    return texts;
  }

  std::string yaml;
  std::shared_ptr<const mapping::Mapping> mapping;
  std::array<std::byte, 32> key{};
  model::JsonParser parser;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_file_mapping, FileMapping)

BOOST_AUTO_TEST_CASE(a_long_transcript_is_cut_in_the_description_and_whole_in_the_file) {
  const std::string chat = std::string(100'000, 'x') + " the end";
  confirm(make_case(chat));
  BOOST_REQUIRE(texts_of_files().size() == 1u);
  BOOST_TEST(texts_of_files().front().ends_with("visitor: " + chat));
  BOOST_TEST(simulator->live_rows("Case") == 1u);
}

BOOST_AUTO_TEST_CASE(a_short_transcript_needs_no_file) {
  confirm(make_case("Hello"));
  BOOST_TEST(texts_of_files().empty());
}

BOOST_AUTO_TEST_CASE(late_news_hang_below_the_case_that_was_delivered_before) {
  confirm(make_case("Hello"));
  confirm(make_case("Hello", true));
  BOOST_REQUIRE(texts_of_files().size() == 1u);
  BOOST_TEST(texts_of_files().front().starts_with("Late wrap-up: late"));
  BOOST_TEST(simulator->live_rows("ContentDocumentLink") == 1u);
}

BOOST_AUTO_TEST_CASE(the_mapping_fits_the_org_as_it_describes_itself) {
  const auto schema = run(target->describe({"Case", "ContentVersion"}));
  BOOST_REQUIRE(schema.ok());
  const auto report = mapping::lint(yaml, "file.yaml", {&*schema, {}});
  BOOST_TEST(config::all_texts(report.problems) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::salesforce
