// Words that say what the number behind them is. Private to core/redaction. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hub::redaction {

enum class Topic : std::uint8_t {
  none,
  card,
  security_code,
  ssn,
  cpr,
  phone,
  routing,
  birth_date,
  passport,
  licence,
  plate,
  postal_code,
  account,
  other,  // a number of something else: an order, a claim
};

struct ContextWord {
  std::string_view word;  // ASCII letters in lower case
  Topic topic;
};

// Sorted by word.
std::span<const ContextWord> context_words();

// The topic of the nearest such word among the four before `at`, with no number between.
Topic topic_before(std::string_view text, std::size_t at);

}  // namespace hub::redaction
