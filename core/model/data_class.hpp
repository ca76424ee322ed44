// How personal a value is, from harmless to anything at all. The order matters: a mix has the highest class.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hub::model {

enum class DataClass : std::uint8_t {
  none,          // N: says nothing about a person
  pseudonymous,  // P: an online identifier
  direct,        // I: a direct identifier
  free_text,     // F: may hold anything
};

constexpr DataClass highest(DataClass a, DataClass b) {
  return a < b ? b : a;
}

// "none", "pseudonymous", "direct", "free_text".
std::string_view to_string(DataClass data_class);
std::optional<DataClass> parse_data_class(std::string_view word);

}  // namespace hub::model
