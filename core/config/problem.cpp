#include "core/config/problem.hpp"

namespace hub::config {

std::string Problem::text() const {
  std::string text = file;
  if (line > 0) text += ':' + std::to_string(line) + ':' + std::to_string(column);
  text += ": " + message;
  if (!fix.empty()) text += " (" + fix + ')';
  return text;
}

}  // namespace hub::config
