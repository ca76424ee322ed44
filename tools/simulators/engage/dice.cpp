#include "tools/simulators/engage/dice.hpp"

namespace hub::simulators::engage {

namespace {
std::string letters(Dice& dice, std::size_t count, std::string_view alphabet) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text.push_back(alphabet[dice.below(alphabet.size())]);
  return text;
}
}  // namespace

std::string Dice::digits(std::size_t count) {
  return letters(*this, count, "0123456789");
}
std::string Dice::hex(std::size_t count) {
  return letters(*this, count, "0123456789abcdef");
}

std::string Dice::guid() {
  std::string text = letters(*this, 36, "0123456789ABCDEF");
  for (const std::size_t at : {8, 13, 18, 23}) text[at] = '-';
  return text;
}

std::string Dice::bytes(std::size_t count) {
  std::string text(count, '\0');
  random_.fill(std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace hub::simulators::engage
