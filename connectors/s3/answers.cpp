#include "connectors/s3/answers.hpp"

#include <algorithm>
#include <array>

namespace hub::connectors::s3 {

namespace {

struct Entity {
  std::string_view written;
  char character;
};
constexpr std::array kEntities = std::to_array<Entity>(
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&#39;", '\''}});

std::string decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto entity =
        std::ranges::find_if(kEntities, [&](const Entity& each) { return text.starts_with(each.written); });
    out += entity == kEntities.end() ? text.front() : entity->character;
    text.remove_prefix(entity == kEntities.end() ? 1 : entity->written.size());
  }
  return out;
}

// What stands between <element> and </element> from `at` on, which then is behind it; nothing at the end.
bool take_element(std::string_view xml, std::string_view element, std::size_t& at, std::string_view& inner) {
  const std::string open = '<' + std::string(element) + '>', close = "</" + std::string(element) + '>';
  const auto start = xml.find(open, at);
  if (start == xml.npos) return false;
  const auto end = xml.find(close, start + open.size());
  if (end == xml.npos) return false;
  inner = xml.substr(start + open.size(), end - start - open.size());
  at = end + close.size();
  return true;
}

}  // namespace

std::string text_of(std::string_view xml, std::string_view element) {
  std::size_t at = 0;
  std::string_view inner;
  return take_element(xml, element, at, inner) ? decoded(inner) : std::string();
}

std::vector<Version> versions_of(std::string_view xml, std::string_view key) {
  std::vector<Version> versions;
  for (const std::string_view element : {"Version", "DeleteMarker"}) {
    std::size_t at = 0;
    std::string_view inner;
    while (take_element(xml, element, at, inner)) {
      Version version{text_of(inner, "Key"), text_of(inner, "VersionId")};
      if (version.key == key) versions.push_back(std::move(version));
    }
  }
  return versions;
}

}  // namespace hub::connectors::s3
