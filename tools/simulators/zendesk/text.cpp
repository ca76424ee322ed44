#include "tools/simulators/zendesk/text.hpp"

#include <algorithm>
#include <array>

#include "core/model/text_form.hpp"

namespace hub::simulators::zendesk {

namespace {

constexpr std::array kEntities = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&nbsp;", " "}});

// Without {{...}} that is not inside <code>.
std::string without_placeholders(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t code = text.find("<code>"), braces = text.find("{{");
    if (braces == text.npos) return out.append(text);
    if (code < braces) {
      const std::size_t end = std::min(text.find("</code>", code), text.size());
      out.append(text.substr(0, end));
      text.remove_prefix(end);
      continue;
    }
    out.append(text.substr(0, braces));
    const std::size_t end = text.find("}}", braces);
    if (end == text.npos) return out.append(text.substr(braces));
    text.remove_prefix(end + 2);
  }
  return out;
}

std::string without_tags(std::string_view html) {
  std::string out;
  while (!html.empty()) {
    const std::size_t open = html.find('<');
    out.append(html.substr(0, open));
    if (open == html.npos) break;
    const std::size_t close = html.find('>', open);
    if (close == html.npos) return out.append(html.substr(open));
    const std::string_view tag = html.substr(open + 1, close - open - 1);
    if (tag.starts_with("br") || tag == "/p" || tag == "/pre" || tag == "/div") out += '\n';
    html.remove_prefix(close + 1);
  }
  return out;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

std::string cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string kept_html(std::string_view html_body) {
  return without_placeholders(cut(html_body, kCommentBytesMax));
}

std::string kept_body(std::string_view body) {
  const std::string bare = without_tags(without_placeholders(cut(body, kCommentBytesMax)));
  std::string out;
  for (const char c : bare) {
    const bool repeats = !out.empty() && ((is_blank(c) && is_blank(out.back())) ||
                                          (is_line_end(c) && is_line_end(out.back())));
    if (!repeats) out += c;
  }
  return escape_html(model::trimmed(out));
}

std::string plain_text(std::string_view html) {
  const std::string bare = without_tags(html);
  std::string out;
  std::string_view rest = bare;
  while (!rest.empty()) {
    const std::size_t ampersand = std::min(rest.find('&'), rest.size());
    out.append(rest.substr(0, ampersand));
    rest.remove_prefix(ampersand);
    const auto entity =
        std::ranges::find_if(kEntities, [rest](const auto& known) { return rest.starts_with(known.first); });
    if (entity != kEntities.end()) {
      out += entity->second;
      rest.remove_prefix(entity->first.size());
    } else if (!rest.empty()) {
      out += rest.front();
      rest.remove_prefix(1);
    }
  }
  return std::string(model::trimmed(out));
}

}  // namespace hub::simulators::zendesk
