#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/redaction/scanner.hpp"
#include "tests/core/redaction/finds.hpp"

using namespace hub::redaction;
using namespace hub::redaction::testing;
using std::chrono::seconds;

namespace {

// "0 card:4111 +" for each find: the message, what it is, and whether it goes on elsewhere.
std::string pieces_in(const std::vector<Message>& messages) {
  hub::model::Arena arena;
  std::string result;
  for (const MessageFind& found : scan_messages(messages, ScanOptions{}, arena)) {
    if (!result.empty()) result += ", ";
    result += std::to_string(found.message) + ' ' + std::string(spec_of(found.find.kind).name) + ':';
    result += messages[found.message].text.substr(found.find.begin, found.find.end - found.find.begin);
    if (found.is_piece) result += " +";
  }
  return result;
}

Message says(std::string_view sender, int at, std::string_view text) {
  return {sender, seconds(at), text};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conversation)

BOOST_AUTO_TEST_CASE(a_number_typed_in_pieces_is_found_in_each_of_them) {
  BOOST_TEST(pieces_in({says("visitor", 0, "it is 4111"), says("visitor", 5, "1111"),
                        says("visitor", 9, "1111"), says("visitor", 14, "1111 ok?")}) ==
             "0 card:4111 +, 1 card:1111 +, 2 card:1111 +, 3 card:1111 +");
}

BOOST_AUTO_TEST_CASE(someone_elses_message_between_them_ends_the_number) {
  BOOST_TEST(pieces_in({says("visitor", 0, "4111 1111"), says("agent", 5, "yes"),
                        says("visitor", 9, "1111 1111")}) == "");
}

BOOST_AUTO_TEST_CASE(what_lies_more_than_two_minutes_apart_is_not_one_number) {
  BOOST_TEST(pieces_in({says("visitor", 0, "4111 1111"), says("visitor", 120, "1111 1111")}) != "");
  BOOST_TEST(pieces_in({says("visitor", 0, "4111 1111"), says("visitor", 121, "1111 1111")}) == "");
}

BOOST_AUTO_TEST_CASE(more_than_five_messages_are_not_one_number) {
  const auto in_pieces = [](const std::vector<std::string_view>& texts) {
    std::vector<Message> messages;
    for (const std::string_view text : texts) messages.push_back(says("visitor", 0, text));
    return pieces_in(messages);
  };
  BOOST_TEST(in_pieces({"4111", "1111", "1111", "11", "11"}) != "");
  BOOST_TEST(in_pieces({"4111", "1111", "11", "11", "11", "11"}) == "");
}

BOOST_AUTO_TEST_CASE(what_is_too_far_apart_hides_no_find_within_one_message) {
  BOOST_TEST(pieces_in({says("visitor", 0, "4111 1111 1111 1111"), says("visitor", 500, "12 34")}) ==
             "0 card:4111 1111 1111 1111");
}

BOOST_AUTO_TEST_CASE(the_word_may_stand_in_the_message_before) {
  BOOST_TEST(pieces_in({says("visitor", 0, "my ssn is"), says("visitor", 5, "123456789")}) ==
             "1 ssn:123456789");
}

BOOST_AUTO_TEST_SUITE_END()
