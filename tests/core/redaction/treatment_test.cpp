#include "core/redaction/treatment.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/redaction/finds.hpp"

using namespace hub::redaction;
using namespace hub::redaction::testing;

namespace {

constexpr std::array<std::byte, 32> kKey{std::byte{1}};
constexpr std::array<std::byte, 32> kOtherKey{std::byte{2}};

std::string treated(std::string_view text, Treatment treatment, const TokenKey& key = {kKey, "crm"}) {
  hub::model::Arena arena;
  const Finds finds = scan(text, ScanOptions{}, arena);
  return std::string(treat(text, finds, treatment, key, {}, arena));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(treatment)

BOOST_AUTO_TEST_CASE(a_label_says_what_stood_there) {
  BOOST_TEST(treated("card 4111 1111 1111 1111, mail kim@example.com!", {Operator::label}) ==
             "card [CARD], mail [EMAIL]!");
}

BOOST_AUTO_TEST_CASE(dropping_leaves_nothing) {
  BOOST_TEST(treated("mail kim@example.com!", {Operator::drop}) == "mail !");
}

BOOST_AUTO_TEST_CASE(a_mask_keeps_the_last_characters_and_the_grouping) {
  BOOST_TEST(treated("4111 1111 1111 1234 no, 4111 1111 1111 1111", {Operator::mask, 4}) ==
             "4111 1111 1111 1234 no, **** **** **** 1111");
  BOOST_TEST(treated("4111-1111-1111-1111", {Operator::mask, 2}) == "****-****-****-**11");
}

BOOST_AUTO_TEST_CASE(a_mask_never_keeps_more_than_four_nor_more_than_a_third_nor_any_of_a_security_code) {
  BOOST_TEST(treated("4111111111111111", {Operator::mask, 99}) == "************1111");
  BOOST_TEST(treated("a@b.se", {Operator::mask, 4}) == "*@*.*e");
  BOOST_TEST(treated("cvv 1234", {Operator::mask, 4}) == "cvv ****");
}

BOOST_AUTO_TEST_CASE(a_token_is_the_same_for_the_same_value_however_it_is_written) {
  const std::string token = treated("4111 1111 1111 1111", {Operator::token});
  BOOST_TEST(token.size() == std::string_view("[CARD:]").size() + 12);
  BOOST_TEST(token.starts_with("[CARD:"));
  BOOST_TEST(treated("4111-1111-1111-1111", {Operator::token}) == token);
  BOOST_TEST(treated("5555555555554444", {Operator::token}) != token);
}

BOOST_AUTO_TEST_CASE(tokens_of_two_tenants_or_two_targets_have_nothing_in_common) {
  const std::string token = treated("kim@example.com", {Operator::token});
  BOOST_TEST(treated("kim@example.com", {Operator::token}, {kOtherKey, "crm"}) != token);
  BOOST_TEST(treated("kim@example.com", {Operator::token}, {kKey, "other"}) != token);
}

BOOST_AUTO_TEST_CASE(text_without_finds_stays_where_it_is) {
  hub::model::Arena arena;
  const std::string_view text = "nothing here";
  BOOST_TEST(treat(text, Finds(&arena), {}, std::nullopt, {}, arena).data() == text.data());
}

BOOST_AUTO_TEST_CASE(counts_are_by_kind) {
  Counts counts;
  hub::model::Arena arena;
  for (const Find& find : scan("kim@example.com bo@example.com 192.0.2.1", ScanOptions{}, arena))
    counts.add(find);
  BOOST_TEST(counts.of_kind[static_cast<std::size_t>(Kind::email)] == 2u);
  BOOST_TEST(counts.of_kind[static_cast<std::size_t>(Kind::ip)] == 1u);
  BOOST_TEST(counts.total() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
