#include "core/model/html_form.hpp"

#include <algorithm>
#include <array>

#include "core/base/buffer.hpp"

namespace hub::model {

namespace {

struct Entity {
  std::string_view written;
  char character;
};
constexpr std::array kEntities = std::to_array<Entity>(
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&nbsp;", ' '}});

}  // namespace

std::string_view to_html(std::string_view text, Arena& arena) {
  Buffer html;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == '\n' || c == '\r') {
      html.append("<br>");
    } else if (c == '&' || c == '<' || c == '>') {
      html.append(std::ranges::find(kEntities, c, &Entity::character)->written);
    } else {
      html.push_back(c);
    }
  }
  return arena.copy(html.view());
}

std::string_view to_text(std::string_view html, Arena& arena) {
  Buffer text;
  while (!html.empty()) {
    if (html.front() == '<') {
      const auto end = std::min(html.find('>'), html.size() - 1);
      const std::string_view tag = html.substr(1, end);
      if (tag.starts_with("br") || tag.starts_with("/p") || tag.starts_with("/div")) text.push_back('\n');
      html.remove_prefix(end + 1);
      continue;
    }
    const auto entity = std::ranges::find_if(
        kEntities, [html](const Entity& each) { return html.starts_with(each.written); });
    text.push_back(entity == kEntities.end() ? html.front() : entity->character);
    html.remove_prefix(entity == kEntities.end() ? 1 : entity->written.size());
  }
  return arena.copy(text.view());
}

}  // namespace hub::model
