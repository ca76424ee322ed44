// Why somebody opens the transcript of a kept case: a word of a list, so that the audit log, which has it,
// never has anything of a person. Pure; any thread.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/base/words.hpp"

namespace hub::admin {

enum class OpeningReason : std::uint8_t { question, complaint, quality, legal, fault };
constexpr std::array<std::string_view, 5> kOpeningReasons = {"question", "complaint", "quality", "legal",
                                                             "fault"};

constexpr std::string_view to_string(OpeningReason reason) {
  return kOpeningReasons[static_cast<std::size_t>(reason)];
}
constexpr std::optional<OpeningReason> parse_opening_reason(std::string_view word) {
  return parse_word<OpeningReason>(kOpeningReasons, word);
}

}  // namespace hub::admin
