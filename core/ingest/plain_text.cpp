#include "core/ingest/plain_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace hub::ingest {

namespace {

// Sorted. The elements of HTML and the obsolete ones that mail programs still write.
constexpr auto kElements = std::to_array<std::string_view>({
    "a",        "abbr",     "address",  "article",    "aside",  "audio",    "b",        "base",
    "bdi",      "bdo",      "big",      "blockquote", "body",   "br",       "button",   "canvas",
    "caption",  "center",   "cite",     "code",       "col",    "colgroup", "data",     "datalist",
    "dd",       "del",      "details",  "dfn",        "dialog", "div",      "dl",       "dt",
    "em",       "embed",    "fieldset", "figcaption", "figure", "font",     "footer",   "form",
    "frame",    "frameset", "h1",       "h2",         "h3",     "h4",       "h5",       "h6",
    "head",     "header",   "hr",       "html",       "i",      "iframe",   "img",      "input",
    "ins",      "kbd",      "label",    "legend",     "li",     "link",     "main",     "map",
    "mark",     "math",     "menu",     "meta",       "meter",  "nav",      "noscript", "object",
    "ol",       "optgroup", "option",   "output",     "p",      "param",    "picture",  "pre",
    "progress", "q",        "rp",       "rt",         "ruby",   "s",        "samp",     "script",
    "section",  "select",   "slot",     "small",      "source", "span",     "strike",   "strong",
    "style",    "sub",      "summary",  "sup",        "svg",    "table",    "tbody",    "td",
    "template", "textarea", "tfoot",    "th",         "thead",  "time",     "title",    "tr",
    "track",    "tt",       "u",        "ul",         "var",    "video",    "wbr",
});
static_assert(std::ranges::is_sorted(kElements));

constexpr auto kBlocks = std::to_array<std::string_view>({
    "address", "article",  "aside",  "blockquote", "dd",    "details", "div",  "dl",
    "dt",      "fieldset", "figure", "footer",     "form",  "h1",      "h2",   "h3",
    "h4",      "h5",       "h6",     "header",     "hr",    "li",      "main", "nav",
    "ol",      "p",        "pre",    "section",    "table", "tr",      "ul",
});
static_assert(std::ranges::is_sorted(kBlocks));

constexpr std::pair<std::string_view, std::string_view> kReferences[] = {
    {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\xC2\xA0"},
};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

struct Tag {
  std::array<char, 12> name_text{};
  std::size_t name_size = 0;
  bool is_end = false;
  std::size_t size = 0;  // with both brackets
  std::string_view name() const { return {name_text.data(), name_size}; }
};

// Where the tag that starts at text[0] ends, quoted attribute values skipped; npos when it never does.
std::size_t tag_end(std::string_view text, std::size_t from) {
  char quote = 0;
  for (std::size_t i = from; i < text.size(); ++i) {
    if (quote) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

std::optional<Tag> read_tag(std::string_view text) {
  Tag tag;
  std::size_t i = 1;
  if (i < text.size() && text[i] == '/') {
    tag.is_end = true;
    ++i;
  }
  const std::size_t start = i;
  for (; i < text.size() && (is_letter(text[i]) || (i > start && text[i] >= '0' && text[i] <= '9')); ++i) {
    if (tag.name_size == tag.name_text.size()) return std::nullopt;
    tag.name_text[tag.name_size++] = lower(text[i]);
  }
  if (!std::ranges::binary_search(kElements, tag.name())) return std::nullopt;
  if (i < text.size() && text[i] != '>' && text[i] != '/' && text[i] != ' ' && text[i] != '\t' &&
      text[i] != '\n' && text[i] != '\r') {
    return std::nullopt;
  }
  const std::size_t end = tag_end(text, i);
  if (end == std::string_view::npos) return std::nullopt;
  tag.size = end + 1;
  return tag;
}

// A comment or doctype at text[0]; 0 when there is none.
std::size_t declaration_size(std::string_view text) {
  if (text.starts_with("<!--")) {
    const auto end = text.find("-->", 4);
    return end == std::string_view::npos ? 0 : end + 3;
  }
  if (text.size() < 10 || text[1] != '!' || lower(text[2]) != 'd' || lower(text[3]) != 'o') return 0;
  const auto end = text.find('>');
  return end == std::string_view::npos ? 0 : end + 1;
}

// How much of `text` belongs to a script or style whose start tag stood before it.
std::size_t hidden_size(std::string_view text, std::string_view element) {
  for (auto at = text.find("</"); at != std::string_view::npos; at = text.find("</", at + 2)) {
    const auto tag = read_tag(text.substr(at));
    if (tag && tag->name() == element) return at + tag->size;
  }
  return text.size();
}

// The plain text under construction; never longer than the HTML.
class Output {
 public:
  explicit Output(char* memory) : memory_(memory) {}
  void add(char c) { memory_[size_++] = c; }
  void add(std::string_view text) {
    for (const char c : text) add(c);
  }
  void add_code_point(std::uint32_t point) {
    if (point < 0x80) return add(static_cast<char>(point));
    const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
    add(static_cast<char>(kLead[more] | (point >> (6 * more))));
    for (int i = more - 1; i >= 0; --i) add(static_cast<char>(0x80 | ((point >> (6 * i)) & 0x3F)));
  }
  void start_line() {
    if (size_ > 0 && memory_[size_ - 1] != '\n') add('\n');
  }
  std::string_view text() {
    while (size_ > 0 && memory_[size_ - 1] == '\n') --size_;
    return {memory_, size_};
  }

 private:
  char* memory_;
  std::size_t size_ = 0;
};

// The number of "#65" or "#x41"; nothing when it is no character. A reference is always longer than its
// character.
std::optional<std::uint32_t> numeric_reference(std::string_view name) {
  name.remove_prefix(1);
  const bool is_hex = !name.empty() && lower(name[0]) == 'x';
  if (is_hex) name.remove_prefix(1);
  std::uint32_t point = 0;
  const char* const end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data(), end, point, is_hex ? 16 : 10);
  const bool is_whole = !name.empty() && parsed.ec == std::errc() && parsed.ptr == end;
  if (!is_whole || point == 0 || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
    return std::nullopt;
  return point;
}

// Writes the character reference at text[0] and returns its size; 0 when it is none.
std::size_t write_reference(std::string_view text, Output& out) {
  const auto end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos || end < 2) return 0;
  const std::string_view name = text.substr(1, end - 1);
  if (name[0] == '#') {
    const auto point = numeric_reference(name);
    if (!point) return 0;
    out.add_code_point(*point);
    return end + 1;
  }
  const auto* found =
      std::ranges::find(kReferences, name, [](const auto& reference) { return reference.first; });
  if (found == std::end(kReferences)) return 0;
  out.add(found->second);
  return end + 1;
}

bool has_markup(std::string_view text) {
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    if (read_tag(text.substr(at)) || declaration_size(text.substr(at)) > 0) return true;
  }
  return false;
}

// Handles the markup at text[0] and returns its size; 0 when it is none.
std::size_t skip_markup(std::string_view text, Output& out) {
  if (const std::size_t declaration = declaration_size(text)) return declaration;
  const auto tag = read_tag(text);
  if (!tag) return 0;
  if (tag->name() == "br") {
    out.add('\n');
  } else if (std::ranges::binary_search(kBlocks, tag->name())) {
    out.start_line();
  } else if (!tag->is_end && (tag->name() == "script" || tag->name() == "style")) {
    return tag->size + hidden_size(text.substr(tag->size), tag->name());
  }
  return tag->size;
}

}  // namespace

std::string_view to_plain_text(std::string_view text, model::Arena& arena) {
  if (!has_markup(text)) return text;
  Output out(arena.take_array<char>(text.size()));
  for (std::size_t i = 0; i < text.size();) {
    std::size_t used = 0;
    if (text[i] == '<') used = skip_markup(text.substr(i), out);
    if (text[i] == '&') used = write_reference(text.substr(i), out);
    if (used == 0) {
      out.add(text[i]);
      used = 1;
    }
    i += used;
  }
  return out.text();
}

}  // namespace hub::ingest
