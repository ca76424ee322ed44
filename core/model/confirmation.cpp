#include "core/model/confirmation.hpp"

#include <array>

#include "core/base/words.hpp"

namespace hub::model {

namespace {
constexpr std::array<std::string_view, 3> kWords = {"accepted", "stored", "read_back"};
constexpr std::array<std::string_view, 3> kLevels = {"C1", "C2", "C3"};
}  // namespace

std::string_view to_string(Confirmation confirmation) {
  return kWords[static_cast<std::size_t>(confirmation)];
}

std::optional<Confirmation> parse_confirmation(std::string_view word) {
  return parse_word<Confirmation>(kWords, word);
}

std::string_view level_of(Confirmation confirmation) {
  return kLevels[static_cast<std::size_t>(confirmation)];
}

}  // namespace hub::model
