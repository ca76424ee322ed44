#include "core/redaction/known_values.hpp"

#include <algorithm>
#include <span>

#include "core/base/ascii.hpp"
#include "core/redaction/characters.hpp"
#include "core/redaction/normal_text.hpp"
#include "core/redaction/window.hpp"

namespace hub::redaction {

namespace {

constexpr std::size_t kNameWordMin = 3;
constexpr std::size_t kPhraseMin = 4;
constexpr std::size_t kNumberMin = 5;
constexpr std::size_t kPhoneTail = 7;  // so many last digits say whose number it is

// Parts of many names, and words that are names when they have a capital.
constexpr std::string_view kParticles[] = {"van", "von",   "der", "den", "dos",
                                           "del", "della", "the", "and", "mrs"};
constexpr std::string_view kWordsToo[] = {"april", "art",  "bill", "chase", "drew", "faith", "frank", "grace",
                                          "grant", "hope", "joy",  "june",  "mark", "may",   "pat",   "ray",
                                          "rich",  "rob",  "rose", "rusty", "sky",  "sue",   "tom",   "will"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Lower case, byte for byte: capitals of ASCII and of the letters of western Europe.
std::string_view folded(std::string_view text, model::Arena& arena) {
  char* out = arena.take_array<char>(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_latin_capital =
        i > 0 && text[i - 1] == '\xc3' && byte >= 0x80 && byte <= 0x9e && byte != 0x97;
    out[i] = is_latin_capital ? static_cast<char>(byte + 0x20) : to_lower(text[i]);
  }
  return {out, text.size()};
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_alnum(text[at])) ++at;
  return at;
}

std::string_view trimmed_to_words(std::string_view text) {
  while (!text.empty() && !is_alnum(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_alnum(text.back())) text.remove_suffix(1);
  return text;
}

// Behind "kim" in "kim" and "kims"; 0 when the word goes on otherwise.
std::size_t inflected_end(std::string_view folded, std::size_t end) {
  if (is_edge(folded, end)) return end;
  if (folded[end] == 's' && is_edge(folded, end + 1)) return end + 1;
  return 0;
}

bool has_capital(std::string_view word) {
  return word[0] != to_lower(word[0]) || word[0] == '\xc3';
}

}  // namespace

void KnownValues::add(Kind kind, std::string_view value) {
  if (value.size() > kValueBytesMax) return;
  const NormalText normal(value, arena_);
  const std::string_view text = trimmed_to_words(folded(normal.text(), arena_));
  if (kind == Kind::name) return add_name(text);
  if (kind == Kind::phone) return add_number(kind, text, kPhoneTail);
  if (std::ranges::any_of(text, is_digit) && kind != Kind::email) {
    // An answer of one word is a number however it is grouped; with blanks it may be an address.
    add_number(kind, text, kNumberMin);
  }
  if (text.size() >= kPhraseMin) add_phrase(kind, text, false);
  const std::size_t at = text.find('@');
  if (kind == Kind::email && at != std::string_view::npos && at > kPhraseMin)
    add_phrase(kind, text.substr(0, at), false);
}

void KnownValues::add_name(std::string_view name) {
  if (name.size() >= kNameWordMin) add_phrase(Kind::name, name, false);
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_alnum(name[at])) continue;
    const std::size_t end = word_end(name, at);
    const std::string_view word = name.substr(at, end - at);
    const bool is_whole = word.size() == name.size();
    if (word.size() >= kNameWordMin && !is_whole && !is_one_of(word, kParticles))
      add_phrase(Kind::name, word, true);
    at = end;
  }
}

void KnownValues::add_phrase(Kind kind, std::string_view text, bool is_word_of_name) {
  if (phrases_.size() >= kValuesMax) return;
  const std::size_t first_word = word_end(text, 0);
  const bool needs_capital = (is_word_of_name || kind == Kind::name) && is_one_of(text, kWordsToo);
  phrases_.push_back({text, first_word, kind, needs_capital});
  const std::size_t inflected = std::min<std::size_t>(first_word + 1, 63);
  first_words_[static_cast<unsigned char>(text[0])] |=
      std::uint64_t{1} << std::min<std::size_t>(first_word, 63) | std::uint64_t{1} << inflected;
}

void KnownValues::add_number(Kind kind, std::string_view value, std::size_t size_min) {
  if (numbers_.size() >= kValuesMax || value.size() > Window::kSizeMax) return;
  char* out = arena_.take_array<char>(value.size());
  std::size_t size = 0;
  for (const char c : value) {
    if (is_alnum(c)) out[size++] = to_upper(c);
  }
  if (size >= size_min) numbers_.push_back({{out, size}, kind});
}

void KnownValues::find(std::string_view original, KindSet kinds, Finds& finds) const {
  if (empty()) return;
  const NormalText normal(original, arena_);
  const std::string_view text = normal.text();
  const std::string_view lower = folded(text, arena_);
  const std::size_t first = finds.size();
  for (std::size_t at = 0; at < text.size();) {
    if (!is_alnum(text[at])) {
      ++at;
      continue;
    }
    const std::size_t end = word_end(text, at);
    const std::uint64_t lengths = first_words_[static_cast<unsigned char>(lower[at])];
    if (lengths >> std::min<std::size_t>(end - at, 63) & 1) find_phrase(text, lower, at, kinds, finds);
    if (!numbers_.empty()) find_number(text, at, kinds, finds);
    at = end;
  }
  for (std::size_t i = first; i < finds.size(); ++i) {
    finds[i].end = normal.original_end(finds[i].end);
    finds[i].begin = normal.original_begin(finds[i].begin);
  }
}

void KnownValues::find_phrase(std::string_view text, std::string_view lower, std::size_t begin, KindSet kinds,
                              Finds& finds) const {
  for (const Phrase& phrase : phrases_) {
    if (!kinds.has(phrase.kind) || !lower.substr(begin).starts_with(phrase.text)) continue;
    if (phrase.needs_capital && !has_capital(text.substr(begin))) continue;
    const std::size_t end = inflected_end(lower, begin + phrase.text.size());
    if (end > 0) finds.push_back({phrase.kind, Strength::context, Find::kNoRule, begin, end});
  }
}

// A telephone number is the same with and without its country.
void KnownValues::find_number(std::string_view text, std::size_t begin, KindSet kinds, Finds& finds) const {
  Window window;
  window.read(text, begin);
  for (std::size_t length = 3; length <= window.size; ++length) {
    if (!window.ends_at(length)) continue;
    const std::string_view here = window.chars(length);
    for (const Number& number : numbers_) {
      const std::string_view known = number.characters;
      bool is_same = here == known;
      if (number.kind == Kind::phone && !is_same && window.digits >= length && length >= kPhoneTail) {
        const std::size_t shorter = std::min(length, known.size());
        const std::size_t tail = std::max(kPhoneTail, shorter - 1);
        is_same = shorter >= tail && here.substr(length - tail) == known.substr(known.size() - tail);
      }
      if (is_same && kinds.has(number.kind)) {
        const std::size_t from = begin > 0 && text[begin - 1] == '+' ? begin - 1 : begin;
        finds.push_back({number.kind, Strength::context, Find::kNoRule, from, window.end_of(length)});
      }
    }
  }
}

}  // namespace hub::redaction
