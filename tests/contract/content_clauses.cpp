// What people write in chats: every text arrives as it was, or is refused, never quietly changed.
#include "tests/contract/bench.hpp"

namespace hub::contract {

namespace {

void is_confirmed(Bench& bench, std::string_view line, std::string_view text, int number = 1) {
  const auto record = bench.record(number, line, text);
  const auto outcomes = bench.deliver({record});
  BOOST_TEST(!outcomes[0].error.has_value(), outcomes[0].error->message);
  BOOST_TEST(bench.harness().count(record.key) == 1u);
}

void white_space_and_line_ends_are_compared_as_the_target_keeps_them(Bench& bench) {
  is_confirmed(bench, "  a line with blanks around it \t", "\n one\r\ntwo\n\nthree \n");
}

void emoji_and_rare_characters_survive(Bench& bench) {
  is_confirmed(bench, "Thumbs \U0001F44D\U0001F3FD family \U0001F468\u200D\U0001F469\u200D\U0001F467",
               "e\u0301 is not \u00e9; \u4f60\u597d; \U00020BB7; zero\u200Bwidth; \ufffd; \u2028 end");
}

void text_from_right_to_left_survives(Bench& bench) {
  is_confirmed(bench, "\u05e9\u05dc\u05d5\u05dd 123 \u0645\u0631\u062d\u0628\u0627",
               "\u202Bmixed \u0645\u0631\u062d\u0628\u0627 text\u202C and \u200Fmarks");
}

void control_characters_do_no_harm(Bench& bench) {
  using namespace std::string_view_literals;
  is_confirmed(bench, "bell\x07 and escape\x1b[31m"sv, "nul\0 in the middle\x01\x02\x1f and a tab\t"sv);
}

void markup_and_quotes_are_plain_text(Bench& bench) {
  is_confirmed(bench, R"(O'Neil said "\" & <b>left</b>)",
               R"(<script>alert('x')</script> {{ liquid }} \u0041 %00 ' OR 1=1 --)");
}

void empty_texts_are_confirmed(Bench& bench) {
  is_confirmed(bench, "A line", "");
  is_confirmed(bench, "A line", " \n ", 2);
}

void what_looks_like_something_else_stays_text(Bench& bench) {
  is_confirmed(bench, "2026-03-01T10:20:30.123Z", "500A00000012345");
}

void a_megabyte_of_transcript_arrives_whole(Bench& bench) {
  constexpr std::size_t kMegabyte = 1u << 20;
  const Names& names = bench.names();
  const bool in_parts = names.long_max < kMegabyte && !names.part.object.empty();
  const std::size_t size = in_parts ? names.part_max : std::min(names.long_max, kMegabyte);
  std::string text;
  while (text.size() + 32 < size) text += "Line " + std::to_string(text.size()) + " of the chat\n";
  text += "end";
  std::vector<model::Record> records;
  if (in_parts) {
    records.push_back(bench.record(1));
    for (std::uint32_t part = 1; (part - 1) * size < kMegabyte; ++part)
      records.push_back(bench.part(1, part, text));
  } else {
    records.push_back(bench.record(1, "Hello", text));
  }
  const auto outcomes = bench.deliver_cases({{records, false}});
  BOOST_TEST(!outcomes[0].error.has_value(), outcomes[0].error->message);
  BOOST_TEST(outcomes[0].ids.size() == records.size());
}

}  // namespace

#define CLAUSE(name) \
  { #name, name }

const std::vector<Clause>& content_clauses() {
  static const std::vector<Clause> clauses{
      CLAUSE(white_space_and_line_ends_are_compared_as_the_target_keeps_them),
      CLAUSE(emoji_and_rare_characters_survive),
      CLAUSE(text_from_right_to_left_survives),
      CLAUSE(control_characters_do_no_harm),
      CLAUSE(markup_and_quotes_are_plain_text),
      CLAUSE(empty_texts_are_confirmed),
      CLAUSE(what_looks_like_something_else_stays_text),
      CLAUSE(a_megabyte_of_transcript_arrives_whole),
  };
  return clauses;
}

}  // namespace hub::contract
