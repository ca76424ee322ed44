#include "core/redaction/scanner.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

#include "core/redaction/context_words.hpp"
#include "core/redaction/normal_text.hpp"
#include "tests/core/redaction/finds.hpp"

using namespace hub::redaction;
using namespace hub::redaction::testing;

BOOST_AUTO_TEST_SUITE(scanner)

BOOST_AUTO_TEST_CASE(several_kinds_are_found_in_one_text) {
  BOOST_TEST(
      finds_in("I am kim@example.com, card 4111-1111-1111-1111, call +46 70 174 06 05 or see 192.0.2.1") ==
      "email:kim@example.com card:4111-1111-1111-1111 phone:+46 70 174 06 05 ip:192.0.2.1");
}

BOOST_AUTO_TEST_CASE(plain_prose_with_times_prices_and_years_has_nothing) {
  BOOST_TEST(
      finds_in("On 24 December 2026 at 12:30 we paid $1,299.00 for 3 items (50 % off): see section 4.2.1.") ==
      "");
}

BOOST_AUTO_TEST_CASE(digits_of_any_script_are_digits) {
  BOOST_TEST(finds_in("４１１１ １１１１ １１１１ １１１１") == "card:４１１１ １１１１ １１１１ １１１１");
  BOOST_TEST(finds_in("٤١١١١١١١١١١١١١١١") == "card:٤١١١١١١١١١١١١١١١");
  BOOST_TEST(finds_in("①②③-④⑤-⑥⑦⑧⑨") == "ssn:①②③-④⑤-⑥⑦⑧⑨");
}

BOOST_AUTO_TEST_CASE(invisible_characters_hide_nothing) {
  BOOST_TEST(finds_in("x 4111\u200b1111\u00ad1111\u20601111 y") == "card:4111\u200b1111\u00ad1111\u20601111");
}

BOOST_AUTO_TEST_CASE(typographic_blanks_and_hyphens_separate_groups) {
  BOOST_TEST(finds_in("4111\u00a01111\u20091111\u20071111") == "card:4111\u00a01111\u20091111\u20071111");
  BOOST_TEST(finds_in("123\u201145\u20136789") == "ssn:123\u201145\u20136789");
}

BOOST_AUTO_TEST_CASE(a_picture_is_no_letter) {
  BOOST_TEST(finds_in("😀123-45-6789😀") == "ssn:123-45-6789");
}

BOOST_AUTO_TEST_CASE(full_width_addresses_are_addresses) {
  BOOST_TEST(finds_in("ｋｉｍ＠ｅｘａｍｐｌｅ．ｃｏｍ") == "email:ｋｉｍ＠ｅｘａｍｐｌｅ．ｃｏｍ");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_passed_over) {
  BOOST_TEST(finds_in("\xff\xc3 123-45-6789 \xe2\x82") == "ssn:123-45-6789");
}

BOOST_AUTO_TEST_CASE(a_number_begins_and_ends_with_a_group) {
  BOOST_TEST(finds_in("order 12 4111 1111 1111 1111 98", only(Kind::card)) == "card:4111 1111 1111 1111");
  BOOST_TEST(finds_in("order 12 4111  1111 1111 1111", only(Kind::card)) == "");
}

BOOST_AUTO_TEST_CASE(what_has_check_digits_wins_over_what_only_has_a_shape) {
  BOOST_TEST(finds_in("910924-2397") == "personnummer:910924-2397");
}

BOOST_AUTO_TEST_CASE(the_longer_find_wins) {
  BOOST_TEST(finds_in("kim.070-174-0605@example.com") == "email:kim.070-174-0605@example.com");
}

BOOST_AUTO_TEST_CASE(published_test_numbers_are_not_exempt) {
  BOOST_TEST(finds_in("078-05-1120") == "ssn:078-05-1120");
}

BOOST_AUTO_TEST_CASE(a_word_before_a_number_says_what_it_is) {
  BOOST_TEST(finds_in("born 1990-04-12") == "birth_date:1990-04-12");
  BOOST_TEST(finds_in("passport no AB1234567") == "passport:AB1234567");
  BOOST_TEST(finds_in("zip code 12345-6789") == "postal_code:12345-6789");
  BOOST_TEST(finds_in("account number 55 4433 221") == "account:55 4433 221");
  BOOST_TEST(finds_in("my plate is ABC 123") == "plate:ABC 123");
  BOOST_TEST(finds_in("driving licence D1234567") == "licence:D1234567");
}

BOOST_AUTO_TEST_CASE(the_nearest_word_counts_and_no_word_beyond_a_number) {
  BOOST_TEST(finds_in("ssn and account number 123456789", only(Kind::ssn)) == "");
  BOOST_TEST(finds_in("ssn 4321 and 123456789", only(Kind::ssn)) == "");
}

BOOST_AUTO_TEST_CASE(a_number_that_is_named_otherwise_is_no_telephone_number) {
  BOOST_TEST(finds_in("claim number 2025550143", only(Kind::phone)) == "");
  BOOST_TEST(finds_in("phone number 2025550143", only(Kind::phone)) == "phone:2025550143");
}

BOOST_AUTO_TEST_CASE(strict_mode_needs_no_word) {
  BOOST_TEST(finds_in("123456789", only(Kind::ssn)) == "");
  BOOST_TEST(finds_in("123456789", strict(only(Kind::ssn))) == "ssn:123456789");
}

BOOST_AUTO_TEST_CASE(strict_mode_reads_addresses_that_are_spelled_out) {
  const ScanOptions options = strict(only(Kind::email));
  BOOST_TEST(finds_in("write kim (at) example.com please", options) == "email:kim (at) example.com");
  BOOST_TEST(finds_in("write kim.berg at example dot com please", options) ==
             "email:kim.berg at example dot com");
  BOOST_TEST(finds_in("write kim [at] example [dot] co [dot] uk", options) ==
             "email:kim [at] example [dot] co [dot] uk");
  BOOST_TEST(finds_in("I was at home. Look at that dot.", options) == "");
  BOOST_TEST(finds_in("write kim (at) example.com please", only(Kind::email)) == "");
}

BOOST_AUTO_TEST_CASE(strict_mode_reads_addresses_that_lost_their_punctuation) {
  const ScanOptions options = strict(only(Kind::email));
  BOOST_TEST(finds_in("it is kimberggmailcom thanks", options) == "email:kimberggmailcom");
  BOOST_TEST(finds_in("it is kim 88 gmailcom thanks", options) == "email:kim 88 gmailcom");
  BOOST_TEST(finds_in("the income of a newcomer", options) == "");
}

BOOST_AUTO_TEST_CASE(without_checks_a_shape_is_enough) {
  BOOST_TEST(finds_in("9876 5432 1098 7654", unchecked(only(Kind::card))) == "card:9876 5432 1098 7654");
  BOOST_TEST(finds_in("0252550143", unchecked(only(Kind::phone))) == "phone:0252550143");
  BOOST_TEST(finds_in("account 9876543210987654", unchecked(only(Kind::card))) == "");
}

BOOST_AUTO_TEST_CASE(only_values_of_a_query_are_found_in_an_address) {
  BOOST_TEST(finds_in("see https://example.com/help/7?email=kim%40x.se&t=1#token=abc.") ==
             "url_query:kim%40x.se url_query:1 url_query:abc");
  BOOST_TEST(finds_in("see www.example.com/?q=1", only(Kind::url_query)) == "url_query:1");
  BOOST_TEST(finds_in("ftp://kim:secret@example.com/x", only(Kind::url_query)) == "url_query:kim:secret");
  BOOST_TEST(finds_in("https://example.com/page#top") == "");
}

BOOST_AUTO_TEST_CASE(a_sentence_may_end_behind_an_address) {
  BOOST_TEST(finds_in("mail kim@example.com.") == "email:kim@example.com");
  BOOST_TEST(finds_in("<kim@example.com>, \"bo@example.se\"") == "email:kim@example.com email:bo@example.se");
  BOOST_TEST(finds_in("well...kim@example.com...ok") == "email:kim@example.com");
}

BOOST_AUTO_TEST_CASE(finds_are_in_order_inside_the_text_and_never_overlap) {
  std::mt19937 random(20261130);
  const std::string_view alphabet = "0123456789 0123456789-- .:@/awx+()\xc3\xa5";
  for (int round = 0; round < 3'000; ++round) {
    std::string text;
    for (int i = 0; i < 120; ++i) text += alphabet[random() % alphabet.size()];
    hub::model::Arena arena;
    std::size_t end = 0;
    for (const Find& find : scan(text, round % 2 == 0 ? ScanOptions{} : unchecked(strict()), arena)) {
      BOOST_REQUIRE(find.begin >= end && find.begin < find.end && find.end <= text.size());
      end = find.end;
    }
  }
}

BOOST_AUTO_TEST_CASE(the_table_of_words_is_sorted) {
  BOOST_TEST(std::ranges::is_sorted(context_words(), {}, &ContextWord::word));
}

BOOST_AUTO_TEST_CASE(what_was_replaced_leads_back_to_the_original) {
  hub::model::Arena arena;
  const NormalText normal("a\u00adé⑩b", arena);
  BOOST_TEST(normal.text() == "aé10b");
  BOOST_TEST(normal.original_begin(1) == 3u);
  BOOST_TEST(normal.original_begin(3) == 5u);
  BOOST_TEST(normal.original_end(5) == 8u);
  BOOST_TEST(normal.original_end(6) == 9u);
}

BOOST_AUTO_TEST_SUITE_END()
