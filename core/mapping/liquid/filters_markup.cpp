// Filters that escape text for HTML and XML, and strip it.
#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/run.hpp"
#include "core/mapping/liquid/utf8.hpp"

namespace hub::mapping::liquid::filters {
namespace {

std::string_view html_entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

// True where `text`, behind its '&', is an entity already: letters or #digits, then ';'.
bool is_entity(std::string_view text) {
  std::size_t i = 1;
  const bool numeric = i < text.size() && text[i] == '#';
  if (numeric) ++i;
  const std::size_t begin = i;
  while (i < text.size() && (numeric ? is_digit(text[i]) : is_letter(text[i]))) ++i;
  return i > begin && i < text.size() && text[i] == ';';
}

// Finds markers from left to right, and remembers that one does not occur any more: no scan is made twice.
class MarkerSearch {
 public:
  MarkerSearch(std::string_view text, std::string_view marker) : text_(text), marker_(marker) {}
  std::size_t from(std::size_t at) {
    if (found_ == std::string_view::npos || (searched_ && found_ >= at)) return found_;
    searched_ = true;
    found_ = text_.find(marker_, at);
    return found_;
  }

 private:
  std::string_view text_;
  std::string_view marker_;
  std::size_t found_ = 0;
  bool searched_ = false;
};

struct Block {
  std::string_view open;
  MarkerSearch close;
  std::size_t close_size;
};

// Without scripts, styles and comments, contents included.
std::string_view without_blocks(Run& run, std::string_view text) {
  Block blocks[] = {
      {"<script", {text, "</script>"}, 9}, {"<!--", {text, "-->"}, 3}, {"<style", {text, "</style>"}, 8}};
  TextBuilder out = run.text_builder();
  std::size_t kept = 0;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    const std::size_t begin = at++;
    for (Block& block : blocks) {
      if (!text.substr(begin).starts_with(block.open)) continue;
      const std::size_t close = block.close.from(begin + block.open.size());
      if (close == std::string_view::npos) continue;
      out.append(text.substr(kept, begin - kept));
      kept = at = close + block.close_size;
      break;
    }
  }
  if (kept == 0) return text;
  out.append(text.substr(kept));
  return run.finish(out).value.as_string();
}

}  // namespace

Cell escape(Run& run, const FilterInput& input) {
  if (input.value.is_null()) return {};
  TextBuilder out = run.text_builder();
  for (const char c : run.text_of(input.value)) {
    const std::string_view entity = html_entity(c);
    entity.empty() ? out.push_back(c) : out.append(entity);
  }
  return run.finish(out);
}

Cell escape_once(Run& run, const FilterInput& input) {
  const std::string_view text = run.text_of(input.value);
  TextBuilder out = run.text_builder();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view entity = html_entity(text[i]);
    const bool keep = entity.empty() || (text[i] == '&' && is_entity(text.substr(i, 40)));
    keep ? out.push_back(text[i]) : out.append(entity);
  }
  return run.finish(out);
}

// Like escape, and without the characters that XML 1.0 cannot hold.
Cell xml_escape(Run& run, const FilterInput& input) {
  TextBuilder out = run.text_builder();
  for (std::string_view text = run.text_of(input.value); !text.empty();) {
    const std::string_view character = first_character(text);
    text.remove_prefix(character.size());
    const char c = character[0];
    const std::string_view entity = c == '\'' ? "&apos;" : html_entity(c);
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (control || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") continue;
    out.append(entity.empty() ? character : entity);
  }
  return run.finish(out);
}

Cell strip_html(Run& run, const FilterInput& input) {
  const std::string_view text = without_blocks(run, run.text_of(input.value));
  TextBuilder out = run.text_builder();
  MarkerSearch close(text, ">");
  std::size_t kept = 0;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', kept)) {
    const std::size_t end = close.from(at);
    if (end == std::string_view::npos) break;
    out.append(text.substr(kept, at - kept));
    kept = end + 1;
  }
  out.append(text.substr(kept));
  return run.finish(out);
}

}  // namespace hub::mapping::liquid::filters
