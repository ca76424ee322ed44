// What may be told of a vendor's refusal. Its texts can hold values, so an Error holds names and words of
// ours: codes, fields, and what to do. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace hub::connectors {

// Whether this is a code or the name of a field, and can be no text: letters, digits and the signs in `also`.
bool is_name(std::string_view word, std::string_view also, std::size_t length_max = 80);

// What a code of the vendor's means, in our words.
struct Advice {
  std::string_view code, text;
};
// Empty for a code that is not among them.
std::string_view advice_for(std::string_view code, std::span<const Advice> known);

// "Freshdesk answered missing_field for subject: the account requires it": code and fields are the error's.
std::string answered(std::string_view vendor, const Error& error, std::string_view advice);

}  // namespace hub::connectors
