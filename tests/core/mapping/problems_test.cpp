#include <boost/test/unit_test.hpp>
#include <regex>
#include <sstream>

#include "tests/core/mapping/mapping_fixture.hpp"

using namespace hub::mapping::tests;  // NOLINT: a test of this part

namespace {

bool has(const std::string& all, const std::string& part) {
  if (all.find(part) != std::string::npos) return true;
  BOOST_TEST_MESSAGE("not found: " << part << "\nin: " << all);
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_problems)

BOOST_AUTO_TEST_CASE(five_mistakes_get_five_messages_with_place_and_fix) {
  const std::string all = problems_of(
      "mapping: m\n"
      "target: t\n"
      "records:\n"
      "  case:\n"
      "    object: Case\n"
      "    feilds: {}\n"
      "    fields:\n"
      "      A: \"{{ case.id | upcas }}\"\n"
      "      B: {$innt: \"{{ survey.score }}\"}\n"
      "      C: {$int: survey.score}\n"
      "    overflow: {A: {limit: 255, do: trunkate}}\n");
  BOOST_TEST(has(all, "m.yaml:6:5: unknown key 'feilds' (did you mean 'fields'?)"));
  BOOST_TEST(has(all, "m.yaml:8:"));
  BOOST_TEST(has(all, "upcas"));
  BOOST_TEST(has(all, "m.yaml:9:10: there is no '$innt' (did you mean '$int'?)"));
  BOOST_TEST(has(all, "m.yaml:10:17: this is not a whole number (did you mean \"{{ survey.score }}\"?)"));
  BOOST_TEST(has(
      all, "m.yaml:11:36: 'do' must be one of: truncate, refuse, attach, split (did you mean 'truncate'?)"));
  BOOST_TEST(std::ranges::count(all, '\n') == 5);
  const std::regex place_message_and_fix(R"(m\.yaml:\d+:\d+: [^(]+ \(.+\))");
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);)
    BOOST_TEST(std::regex_match(line, place_message_and_fix), line);
}

BOOST_AUTO_TEST_CASE(a_mistake_in_a_block_of_text_has_its_own_line) {
  const std::string all = problems_of(with_fields("      F: |\n        one\n        {{ case.id | nope }}\n"));
  BOOST_TEST(has(all, "m.yaml:10:"));
}

BOOST_AUTO_TEST_CASE(rules_for_fields_that_are_not_written_are_problems) {
  const std::string all =
      problems_of(with_fields("      F: \"{{ case.id }}\"\n    redact: [G]\n    compare: {H: ignore}\n"
                              "    overflow: {I: {limit: 20, do: refuse}}\n"));
  BOOST_TEST(has(all, "no text field 'G'"));
  BOOST_TEST(has(all, "no field 'H'"));
  BOOST_TEST(has(all, "no text field 'I'"));
}

BOOST_AUTO_TEST_CASE(the_key_and_the_link_are_filled_by_the_hub) {
  BOOST_TEST(has(problems_of(with_fields("      K: x\n")), "the hub fills 'K' itself"));
}

BOOST_AUTO_TEST_CASE(parents_must_exist_and_be_single) {
  const std::string head = "mapping: m\ntarget: t\nrecords:\n";
  BOOST_TEST(has(problems_of(head + "  a: {object: A, parent: {record: bb, field: L}, fields: {F: 1}}\n"
                                    "  b: {object: B, fields: {F: 1}}\n"),
                 "there is no other record 'bb' (did you mean 'b'?)"));
  BOOST_TEST(has(problems_of(head + "  a: {object: A, parent: {record: b, field: L}, fields: {F: 1}}\n"
                                    "  b: {object: B, parent: {record: a, field: L}, fields: {F: 1}}\n"),
                 "each other's parent"));
  BOOST_TEST(has(problems_of(head + "  a: {object: A, parent: {record: b, field: L}, fields: {F: 1}}\n"
                                    "  b: {object: B, repeat: {each: tags, as: t}, fields: {F: 1}}\n"),
                 "written in several parts"));
}

BOOST_AUTO_TEST_CASE(fragments_must_exist_and_end) {
  BOOST_TEST(has(problems_of("fragments: {title: x}\n" + with_fields("      F: {$use: titel}\n")),
                 "there is no fragment 'titel' (did you mean 'title'?)"));
  const std::string endless =
      problems_of("fragments: {a: {x: {$use: b}, y: {$use: b}}, b: {x: {$use: a}, y: {$use: a}}}\n" +
                  with_fields("      F: {$use: a}\n"));
  BOOST_TEST(has(endless, "without end"));
  BOOST_TEST(std::ranges::count(endless, '\n') == 1);
}

BOOST_AUTO_TEST_CASE(a_condition_is_not_a_text_with_tags) {
  BOOST_TEST(
      has(problems_of("mapping: m\ntarget: t\nrecords:\n  r:\n    object: O\n    when: \"x {{ case.id }}\"\n"
                      "    fields: {F: 1}\n"),
          "m.yaml:6:11: this takes one expression"));
}

BOOST_AUTO_TEST_CASE(broken_files_never_crash) {
  for (const char* yaml :
       {"", "x", "[]", "mapping: [", "mapping: m\n---\nmapping: n\n", "records: {a: }",
        "records: {a: {fields: {F: {$each: , as: 5, do: {$if: }}}, split: x, match: 1, attach: []}}",
        "mapping: m\ntarget: t\nrecords: {a: {object: A, fields: {F: {$each: tags, as: t}}}}"}) {
    BOOST_TEST(!problems_of(yaml).empty(), yaml);
  }
}

BOOST_AUTO_TEST_SUITE_END()
