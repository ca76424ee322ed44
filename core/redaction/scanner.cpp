#include "core/redaction/scanner.hpp"

#include <algorithm>
#include <map>

#include "core/redaction/candidates.hpp"
#include "core/redaction/characters.hpp"
#include "core/redaction/normal_text.hpp"
#include "core/redaction/rules.hpp"

namespace hub::redaction {

namespace {

constexpr std::size_t kLoneDigitsMax = 4;
// No number but an IBAN has two groups without a digit in a row.
constexpr std::size_t kWordsMax = 2;

std::size_t next_trigger(std::string_view text, std::size_t at) {
  while (at < text.size() && (bits_of(text[at]) & kIsTrigger) == 0) ++at;
  return at;
}

// A short group of letters at one separator before the word that begins at `at`: "AA 12 34 56 A". Else `at`.
std::size_t letters_before(std::string_view text, std::size_t at) {
  if (at < 2 || (text[at - 1] != ' ' && text[at - 1] != '-')) return at;
  std::size_t begin = at - 1;
  while (begin > 0 && at - begin < 5 && is_alnum(text[begin - 1]) && !is_digit(text[begin - 1])) --begin;
  const std::size_t letters = at - 1 - begin;
  return letters >= 1 && letters <= 3 && is_edge_before(text, begin) ? begin : at;
}

class Scan {
 public:
  Scan(std::string_view text, const ScanOptions& options, Finds& finds)
      : pass_(text, options, finds), text_(text) {}

  void run() {
    for (std::size_t at = next_trigger(text_, 0); at < text_.size(); at = next_trigger(text_, at)) {
      const char c = text_[at];
      if (is_digit(c)) {
        at = look_at_word(at);
      } else if (c == '@') {
        if (pass_.wants(Kind::email)) find_email(pass_, at);
        ++at;
      } else {
        at = look_at_punctuation(at);
      }
    }
    if (pass_.is_strict() && pass_.wants(Kind::email)) find_spelled_emails(pass_);
  }

 private:
  // The word with a digit at `at`; returns where it ends.
  std::size_t look_at_word(std::size_t at) {
    std::size_t begin = at, end = at;
    while (begin > looked_at_ && is_alnum(text_[begin - 1])) --begin;
    while (end < text_.size() && is_alnum(text_[end])) ++end;
    if (!is_lone_number(begin, end)) look_at_numbers(begin, begin == at);
    if (const std::size_t letters = letters_before(text_, begin); letters < begin) {
      window_.read(text_, letters, kWordsMax);
      find_mixed_numbers(pass_, window_);
      // Shorter ones are more often words: "is 123".
      if (begin - letters == 4) find_spaced_plate(pass_, window_);
    }
    looked_at_ = end;
    return end;
  }

  // Few digits with no others near, and no word before that makes more of them: an hour, an amount, a year.
  bool is_lone_number(std::size_t begin, std::size_t end) {
    if (end - begin > kLoneDigitsMax || !std::ranges::all_of(text_.substr(begin, end - begin), is_digit))
      return false;
    std::size_t next = end;
    while (next < text_.size() && next < end + 2 && separates_digits(text_[next])) ++next;
    if (next < text_.size() && (is_digit(text_[next]) || text_[next] == '+')) return false;
    return pass_.topic_at(begin) == Topic::none;
  }

  void look_at_numbers(std::size_t begin, bool begins_with_digit) {
    window_.read(text_, begin, kWordsMax);
    find_numbers(pass_, window_);
    find_mixed_numbers(pass_, window_);
    find_by_topic(pass_, window_);
    if (!begins_with_digit) return;
    if (pass_.wants(Kind::phone)) find_phone(pass_, begin);
    if (pass_.wants(Kind::ip)) find_ipv4(pass_, begin);
  }

  std::size_t look_at_punctuation(std::size_t at) {
    const char c = text_[at];
    const bool may_be_mac = at > 0 && is_hex(text_[at - 1]) && at + 1 < text_.size() && is_hex(text_[at + 1]);
    if (may_be_mac && pass_.wants(Kind::mac)) find_mac(pass_, at);
    const bool may_be_url = c == '.' ? at >= 3 && text_[at - 1] == 'w'
                                     : c == ':' && at + 1 < text_.size() && text_[at + 1] == '/';
    if (may_be_url && pass_.wants(Kind::url_query)) find_url_query(pass_, at);
    if (c == ':' && !may_be_url && pass_.wants(Kind::ip) && may_begin_ipv6(at)) {
      // Words within it are looked at too: a number may stand behind a colon.
      const std::size_t end = find_ipv6(pass_, at);
      return std::max(at + 1, last_colon_before(end, at));
    }
    return at + 1;
  }

  bool may_begin_ipv6(std::size_t at) const {
    return at + 1 < text_.size() && (text_[at + 1] == ':' || is_hex(text_[at + 1]));
  }

  // So that a run of colons is looked at once.
  std::size_t last_colon_before(std::size_t end, std::size_t at) const {
    std::size_t next = at + 1;
    while (next < end && text_[next] == ':') ++next;
    return next;
  }

  ScanPass pass_;
  std::string_view text_;
  std::size_t looked_at_ = 0;
  Window window_;
};

bool is_better(const Find& a, const Find& b) {
  const bool a_checked = a.strength == Strength::checked, b_checked = b.strength == Strength::checked;
  if (a_checked != b_checked) return a_checked;
  const std::size_t a_size = a.end - a.begin, b_size = b.end - b.begin;
  if (a_size != b_size) return a_size > b_size;
  if (a.begin != b.begin) return a.begin < b.begin;
  if (a.strength != b.strength) return a.strength > b.strength;
  return a.kind < b.kind;
}

}  // namespace

void find_candidates(std::string_view text, const ScanOptions& options, model::Arena& arena, Finds& finds) {
  const NormalText normal(text, arena);
  const std::size_t first = finds.size();
  Scan(normal.text(), options, finds).run();
  for (std::size_t i = first; i < finds.size(); ++i) {
    finds[i].end = normal.original_end(finds[i].end);
    finds[i].begin = normal.original_begin(finds[i].begin);
  }
}

void resolve_overlaps(Finds& finds) {
  if (finds.size() < 2) return;
  std::ranges::sort(finds, is_better);
  // Ends of what was kept, by beginning.
  std::pmr::map<std::size_t, std::size_t> kept(finds.get_allocator().resource());
  std::erase_if(finds, [&kept](const Find& find) {
    const auto after = kept.lower_bound(find.begin);
    if (after != kept.end() && after->first < find.end) return true;
    if (after != kept.begin() && std::prev(after)->second > find.begin) return true;
    kept.emplace(find.begin, find.end);
    return false;
  });
  std::ranges::sort(finds, {}, &Find::begin);
}

Finds scan(std::string_view text, const ScanOptions& options, model::Arena& arena) {
  Finds finds(&arena);
  find_candidates(text, options, arena, finds);
  resolve_overlaps(finds);
  return finds;
}

}  // namespace hub::redaction
