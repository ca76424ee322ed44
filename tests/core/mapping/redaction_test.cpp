#include <boost/test/unit_test.hpp>

#include "tests/core/mapping/mapping_fixture.hpp"

using namespace hub::mapping::tests;  // NOLINT: a test of this part
using hub::model::DataClass;
namespace redaction = hub::redaction;

namespace {

const std::string kData =
    R"({"case":{"id":"C-1"},"visitor":{"name":"Kim Berg","email":"kim@example.com"},)"
    R"("survey":{"comment":"I am Kim, card 4111 1111 1111 1111, order ORD-17"},)"
    R"("transcript":{"messages":[)"
    R"({"role":"visitor","participant":"v","at":"2026-01-01T10:00:00Z","text":"4111 1111"},)"
    R"({"role":"visitor","participant":"v","at":"2026-01-01T10:00:09Z","text":"1111 1111"}]}})";

std::string comment_with(const std::string& rule) {
  return with_fields("      F: \"{{ survey.comment }}\"\n    redact: " + rule + "\n");
}

redaction::Instruction instruction(const std::string& yaml, const redaction::TenantRules& rules) {
  hub::config::Problems problems;
  const auto documents = hub::config::parse_yaml(yaml, "t.yaml", problems);
  return redaction::read_instruction(documents.at(0), &rules, problems);
}

// Of a tenant that knows its order numbers and wants these out everywhere.
redaction::Profile profile(const std::string& everywhere) {
  redaction::Profile profile;
  BOOST_REQUIRE(profile.rules.add({"order_no", "ORD-[0-9]+"}).ok());
  profile.target = "crm";
  profile.everywhere = instruction(everywhere, profile.rules);
  return profile;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_redaction)

BOOST_AUTO_TEST_CASE(
    all_kinds_are_taken_out_where_none_is_named_and_so_is_what_the_case_knows_of_its_people) {
  BOOST_TEST(Run(comment_with("[F]"), kData).fields() == R"({"F":"I am [NAME], card [CARD], order ORD-17"})");
}

BOOST_AUTO_TEST_CASE(only_the_named_kinds_are_taken_out) {
  BOOST_TEST(Run(comment_with("{F: [card]}"), kData).fields() ==
             R"({"F":"I am Kim, card [CARD], order ORD-17"})");
}

BOOST_AUTO_TEST_CASE(each_field_says_what_stands_in_the_place) {
  BOOST_TEST(Run(comment_with("{F: {kinds: [card], with: mask}}"), kData).fields() ==
             R"({"F":"I am Kim, card **** **** **** 1111, order ORD-17"})");
  BOOST_TEST(Run(comment_with("{F: {kinds: [card], with: drop}}"), kData).fields() ==
             R"({"F":"I am Kim, card , order ORD-17"})");
  const std::string token = Run(comment_with("{F: {kinds: [card], with: token}}"), kData).fields();
  BOOST_TEST(token.find("card [CARD:") != std::string::npos, token);
  BOOST_TEST(token == Run(comment_with("{F: {kinds: [card], with: token}}"), kData).fields());
}

BOOST_AUTO_TEST_CASE(a_number_typed_in_two_messages_leaves_neither_piece) {
  const Run run(
      "mapping: m\ntarget: t\nrecords:\n  part:\n    object: P\n    key: K\n    fields: {N: 1}\n"
      "    split: {field: Body, each: transcript.messages, as: m, limit: 200, text: \"{{ m.text }}\"}\n"
      "    redact: {Body: [card]}\n",
      kData);
  BOOST_TEST(run.fields() == R"({"N":1,"Body":"[CARD]\n[CARD]"})");
}

BOOST_AUTO_TEST_CASE(a_filter_takes_out_what_the_case_knows_too) {
  BOOST_TEST(Run(with_fields("      F: \"{{ survey.comment | redact: 'name' }}\"\n"), kData).fields() ==
             R"({"F":"I am [NAME], card 4111 1111 1111 1111, order ORD-17"})");
}

BOOST_AUTO_TEST_CASE(what_a_target_wants_out_everywhere_leaves_no_free_text_and_lowers_no_class) {
  const redaction::Profile wanted = profile("[card, order_no]");
  Run run(
      with_fields("      F: \"{{ survey.comment }}\"\n      G: {a: {$json: \"{{ transcript.messages }}\"}}\n"
                  "      H: \"{{ visitor.email }}\"\n"));
  run.run(kData, {}, &wanted);
  BOOST_TEST(run.fields().find("1111") == std::string::npos, run.fields());
  BOOST_TEST(run.fields().find("I am Kim, card [CARD], order [ORDER_NO]") != std::string::npos, run.fields());
  BOOST_TEST(run.fields().find("kim@example.com") != std::string::npos, run.fields());
  BOOST_TEST((run.records.at(0).fields.data_class() == DataClass::free_text));
}

BOOST_AUTO_TEST_CASE(tokens_of_two_targets_have_nothing_in_common) {
  redaction::Profile wanted = profile("{kinds: [card], with: token}");
  const std::string yaml = with_fields("      F: \"{{ survey.comment }}\"\n");
  Run crm(yaml), archive(yaml);
  crm.run(kData, {}, &wanted);
  wanted.target = "archive";
  archive.run(kData, {}, &wanted);
  BOOST_TEST(crm.fields() != archive.fields());
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_with_their_place_and_a_fix) {
  const auto all = [](const std::string& rule) { return problems_of(comment_with(rule)); };
  BOOST_TEST(all("{F: [crad]}") == "m.yaml:9:18: 'crad' cannot be redacted (did you mean 'card'?)\n");
  BOOST_TEST(all("{F: {kinds: [card], with: masks}}") ==
             "m.yaml:9:39: 'with' must be one of: label, drop, mask, token (did you mean 'mask'?)\n");
  BOOST_TEST(all("{F: []}") == "m.yaml:9:17: name at least one kind (for example [card, email, phone])\n");
  BOOST_TEST(all("{F: {kind: [card]}}").find("did you mean 'kinds'?") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
