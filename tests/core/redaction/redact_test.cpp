#include "core/redaction/redact.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

#include "core/redaction/treatment.hpp"

using namespace hub::redaction;

namespace {

std::string redacted(std::string_view text, std::initializer_list<std::string_view> names) {
  TenantRules rules;
  BOOST_REQUIRE(rules.add({"order_no", "ORD-[0-9]+"}).ok());
  BOOST_REQUIRE(rules.add({"slot", "slot [0-9]+"}).ok());
  hub::model::Arena arena;
  KnownValues known(arena);
  known.add(Kind::name, "Kim Berg");
  const auto wanted = parse_wanted({names.begin(), names.size()}, &rules);
  if (!wanted) return "unknown";
  return std::string(treat(text, find_all(text, *wanted, {&known, &rules, false}, arena), {}, std::nullopt,
                           rules.labels(), arena));
}

constexpr std::string_view kText = "Kim: ORD-17 in slot 9, kim@example.com";

}  // namespace

BOOST_AUTO_TEST_SUITE(redact)

BOOST_AUTO_TEST_CASE(everything_is_taken_out_where_nothing_is_named) {
  BOOST_TEST(redacted(kText, {}) == "[NAME]: [ORDER_NO] in [SLOT], [EMAIL]");
}

BOOST_AUTO_TEST_CASE(only_what_is_named_is_taken_out) {
  BOOST_TEST(redacted(kText, {"email"}) == "Kim: ORD-17 in slot 9, [EMAIL]");
  BOOST_TEST(redacted(kText, {"order_no", "name"}) == "[NAME]: [ORDER_NO] in slot 9, [NAME]@example.com");
  BOOST_TEST(redacted(kText, {"slot"}) == "Kim: ORD-17 in [SLOT], kim@example.com");
}

BOOST_AUTO_TEST_CASE(what_is_neither_a_kind_nor_a_rule_is_unknown) {
  BOOST_TEST(redacted(kText, {"card", "orders"}) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
