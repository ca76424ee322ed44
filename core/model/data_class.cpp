#include "core/model/data_class.hpp"

#include <array>

namespace hub::model {

namespace {
constexpr std::array<std::string_view, 4> kWords = {"none", "pseudonymous", "direct", "free_text"};
}

std::string_view to_string(DataClass data_class) {
  return kWords[static_cast<std::size_t>(data_class)];
}

std::optional<DataClass> parse_data_class(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<DataClass>(i);
  }
  return std::nullopt;
}

}  // namespace hub::model
