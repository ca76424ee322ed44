#include "connectors/shared/refusals.hpp"

#include <algorithm>

namespace hub::connectors {

bool is_name(std::string_view word, std::string_view also, std::size_t length_max) {
  return !word.empty() && word.size() <= length_max && std::ranges::all_of(word, [also](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           also.find(c) != also.npos;
  });
}

std::string_view advice_for(std::string_view code, std::span<const Advice> known) {
  const auto found = std::ranges::find(known, code, &Advice::code);
  return found == known.end() ? std::string_view() : found->text;
}

std::string answered(std::string_view vendor, const Error& error, std::string_view advice) {
  std::string message = std::string(vendor) + " answered " + error.code;
  for (std::size_t i = 0; i < error.fields.size(); ++i) message += (i > 0 ? ", " : " for ") + error.fields[i];
  if (!advice.empty()) message.append(": ").append(advice);
  return message;
}

}  // namespace hub::connectors
