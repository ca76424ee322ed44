#include "core/redaction/tenant_rules.hpp"

#include <boost/test/unit_test.hpp>

#include "core/redaction/treatment.hpp"

using namespace hub::redaction;

namespace {

std::string refusal(const TenantRule& rule) {
  TenantRules rules;
  const auto added = rules.add(rule);
  return added.ok() ? "" : added.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tenant_rules)

BOOST_AUTO_TEST_CASE(a_tenants_pattern_is_found_and_has_its_own_label) {
  TenantRules rules;
  BOOST_REQUIRE(rules.add({"order_no", R"(\bORD-\d{6}\b)"}).ok());
  BOOST_REQUIRE(rules.add({"member", R"((?i)member\s+[a-z]\d+)"}).ok());
  hub::model::Arena arena;
  const std::string_view text = "ORD-123456 of Member K7, not ORD-1234567";
  Finds finds(&arena);
  rules.find(text, finds);
  resolve_overlaps(finds);
  BOOST_TEST(treat(text, finds, {}, std::nullopt, rules.labels(), arena) ==
             "[ORDER_NO] of [MEMBER], not ORD-1234567");
}

BOOST_AUTO_TEST_CASE(a_pattern_that_cannot_be_read_is_refused_with_the_reason) {
  BOOST_TEST(refusal({"x", "(a"}) == "the pattern cannot be read: missing ): (a");
  BOOST_TEST(refusal({"x", R"((a)\1)"}) == R"(the pattern cannot be read: invalid escape sequence: \1)");
}

BOOST_AUTO_TEST_CASE(a_pattern_that_matches_nothing_at_all_is_refused) {
  BOOST_TEST(refusal({"x", "a*"}) == "the pattern matches where there is nothing");
}

BOOST_AUTO_TEST_CASE(names_are_plain_and_new) {
  BOOST_TEST(refusal({"no blanks", "a"}) == "a rule's name has letters, digits and '_', at most 40");
  BOOST_TEST(refusal({"card", "a"}) == "'card' is a kind that is known already");
  TenantRules rules;
  BOOST_REQUIRE(rules.add({"x", "a"}).ok());
  BOOST_TEST(rules.add({"X", "b"}).error().message == "there are two rules 'X'");
}

BOOST_AUTO_TEST_CASE(length_size_and_number_are_limited) {
  BOOST_TEST(refusal({"x", std::string(501, 'a')}) == "a pattern has at most 500 bytes, and one at least");
  BOOST_TEST(refusal({"x", "[a-z]{900}[0-9]{900}[a-z]{900}"}).starts_with("the pattern is too large (2"));
  BOOST_TEST(refusal({"x", R"(\pL{900}\pL{900})"}) ==
             "the pattern cannot be read: pattern too large - compile failed");
  TenantRules rules;
  for (int i = 0; i < 50; ++i) BOOST_REQUIRE(rules.add({"r" + std::to_string(i), "a"}).ok());
  BOOST_TEST(rules.add({"one_more", "a"}).error().message == "there are more than 50 rules");
}

BOOST_AUTO_TEST_CASE(a_rule_finds_at_most_ten_thousand_in_one_text) {
  TenantRules rules;
  BOOST_REQUIRE(rules.add({"x", "a"}).ok());
  hub::model::Arena arena;
  Finds finds(&arena);
  rules.find(std::string(20'000, 'a'), finds);
  BOOST_TEST(finds.size() == 10'000u);
}

BOOST_AUTO_TEST_SUITE_END()
