#include <algorithm>

#include "core/redaction/characters.hpp"
#include "core/redaction/checks.hpp"
#include "core/redaction/rules.hpp"

namespace hub::redaction {

namespace {

struct TopicRule {
  Topic topic;
  Kind kind;
  std::size_t length_min, length_max;
  int groups_max;
  bool digits_only;
};
constexpr TopicRule kPlateRule = {Topic::plate, Kind::plate, 3, 9, 3, false};
constexpr TopicRule kTopicRules[] = {
    {Topic::security_code, Kind::security_code, 3, 4, 1, true},
    {Topic::passport, Kind::passport, 5, 12, 2, false},
    {Topic::licence, Kind::licence, 5, 20, 5, false},
    kPlateRule,
    {Topic::postal_code, Kind::postal_code, 4, 9, 2, false},
    {Topic::account, Kind::account, 4, 19, 6, true},
};

// How many characters its first groups have, as many as fit; 0 when not even one group does. A group without
// a digit is a word that follows.
std::size_t fitting_length(const Window& window, const TopicRule& rule) {
  std::size_t fitting = 0;
  int count = 0;
  std::size_t begin = 0;
  for (std::size_t length = 1; length <= window.size && count < rule.groups_max; ++length) {
    if (!window.ends_at(length)) continue;
    if ((window.separators_of(length) & ~(kSpace | kHyphen)) != 0) break;
    const std::string_view group = window.chars(length).substr(begin);
    if (length > rule.length_max || (begin > 0 && !std::ranges::any_of(group, is_digit))) break;
    if (rule.digits_only && length > window.digits) break;
    fitting = length;
    begin = length;
    ++count;
  }
  return fitting >= rule.length_min ? fitting : 0;
}

// Three numbers that can be a day, a month and a year in any order, or the same in one row.
bool is_date(std::string_view digits, Groups grouping) {
  const auto is_day = [digits](std::size_t day_at, std::size_t day, std::size_t month_at, std::size_t month) {
    return is_day_of_month(number_at(digits, day_at, day), number_at(digits, month_at, month));
  };
  if (digits.size() == 8 &&
      (grouping == groups({8}) || grouping == groups({4, 2, 2}) || grouping == groups({2, 2, 4}))) {
    return is_day(6, 2, 4, 2) || is_day(0, 2, 2, 2) || is_day(2, 2, 0, 2);
  }
  if (digits.size() == 6 && (grouping == groups({6}) || grouping == groups({2, 2, 2}))) {
    return is_day(4, 2, 2, 2) || is_day(0, 2, 2, 2) || is_day(2, 2, 0, 2);
  }
  if (grouping == groups({1, 1, 4}) || grouping == groups({1, 1, 2})) return true;
  if (grouping == groups({1, 2, 4}) || grouping == groups({1, 2, 2}))
    return is_day(1, 2, 0, 1) || is_day(0, 1, 1, 2);
  if (grouping == groups({2, 1, 4}) || grouping == groups({2, 1, 2}))
    return is_day(0, 2, 2, 1) || is_day(2, 1, 0, 2);
  return false;
}

void find_birth_date(ScanPass& pass, const Window& window) {
  for (std::size_t length = std::min<std::size_t>(window.digits, 8); length >= 4; --length) {
    if (!window.ends_at(length) || !is_date(window.chars(length), window.groups_of(length))) continue;
    return pass.add(Kind::birth_date, Strength::context, window.begin, window.end_of(length));
  }
}

}  // namespace

void find_by_topic(ScanPass& pass, const Window& window) {
  const Topic topic = pass.topic_at(window.begin);
  if (topic == Topic::birth_date && pass.wants(Kind::birth_date)) return find_birth_date(pass, window);
  for (const TopicRule& rule : kTopicRules) {
    if (rule.topic != topic || !pass.wants(rule.kind)) continue;
    const std::size_t length = fitting_length(window, rule);
    if (length > 0) pass.add(rule.kind, Strength::context, window.begin, window.end_of(length));
  }
}

void find_spaced_plate(ScanPass& pass, const Window& window) {
  if (!pass.wants(Kind::plate) || pass.topic_at(window.begin) != Topic::plate) return;
  const std::size_t length = fitting_length(window, kPlateRule);
  if (length > 0) pass.add(Kind::plate, Strength::context, window.begin, window.end_of(length));
}

}  // namespace hub::redaction
