#include "tools/hubctl/printable.hpp"

namespace hub::hubctl {
namespace {

// U+0080 to U+009F, in UTF-8.
bool is_c1(std::string_view rest) {
  return rest.size() > 1 && rest[0] == '\xc2' && static_cast<unsigned char>(rest[1]) < 0xa0;
}

}  // namespace

std::string printable(std::string_view text, std::string_view indent) {
  std::string shown;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '\n') {
      shown.append("\n").append(indent);
    } else if (is_c1(text.substr(at))) {
      shown.push_back('?');
      ++at;
    } else {
      shown.push_back(byte < 0x20 || byte == 0x7f ? '?' : text[at]);
    }
  }
  return shown;
}

}  // namespace hub::hubctl
