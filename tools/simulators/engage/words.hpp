// What people in made-up cases are called and what they write. Nobody of them exists: mail domains and
// telephone numbers are those reserved for examples, cards and personal numbers are published test values.
// Constant; any thread.
#pragma once

#include <span>
#include <string_view>

namespace hub::simulators::engage {

// Latin, Cyrillic, Arabic, Hebrew, Devanagari, Han and Hangul names.
std::span<const std::string_view> first_names();
std::span<const std::string_view> last_names();
std::span<const std::string_view> agent_names();
std::span<const std::string_view> streets();

// Sentences; {name} {mail} {phone} {card} {ssn} {order} {street} stand for values of the case.
std::span<const std::string_view> visitor_lines();
std::span<const std::string_view> agent_lines();
// Texts that are hard to carry: emoji sequences, right-to-left, combining marks, control characters, markup.
std::span<const std::string_view> hard_lines();

std::span<const std::string_view> languages();
std::span<const std::string_view> cards();
std::span<const std::string_view> personal_numbers();

}  // namespace hub::simulators::engage
