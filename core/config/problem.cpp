#include "core/config/problem.hpp"

namespace hub::config {

std::string Problem::text() const {
  std::string text = file;
  if (line > 0) text += ':' + std::to_string(line) + ':' + std::to_string(column);
  text += ": " + message;
  if (!fix.empty()) text += " (" + fix + ')';
  return text;
}

std::string all_texts(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) text += (text.empty() ? "" : "\n") + problem.text();
  return text;
}

}  // namespace hub::config
