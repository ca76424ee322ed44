#include "core/model/data_class.hpp"

#include <array>

#include "core/base/words.hpp"

namespace hub::model {

namespace {
constexpr std::array<std::string_view, 4> kWords = {"none", "pseudonymous", "direct", "free_text"};
}

std::string_view to_string(DataClass data_class) {
  return kWords[static_cast<std::size_t>(data_class)];
}

std::optional<DataClass> parse_data_class(std::string_view word) {
  return parse_word<DataClass>(kWords, word);
}

}  // namespace hub::model
