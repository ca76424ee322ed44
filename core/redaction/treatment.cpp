#include "core/redaction/treatment.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/ascii.hpp"
#include "core/base/assert.hpp"
#include "core/base/words.hpp"
#include "core/redaction/characters.hpp"
#include "core/redaction/normal_text.hpp"

namespace hub::redaction {

namespace {

constexpr std::array<std::string_view, 4> kOperators = {"label", "drop", "mask", "token"};
constexpr std::size_t kTokenSize = 12;

using Output = std::pmr::vector<char>;

void append(Output& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

std::string_view label_of(const Find& find, const std::vector<std::string>& labels) {
  return find.rule == Find::kNoRule ? spec_of(find.kind).label : std::string_view(labels.at(find.rule));
}

// Letters and digits become stars, what separates them stays.
void append_masked(Output& out, std::string_view value, std::size_t keeps) {
  const auto is_first_byte = [](char c) { return is_alnum(c) && (c & 0xc0) != 0x80; };
  const auto count = static_cast<std::size_t>(std::ranges::count_if(value, is_first_byte));
  keeps = std::min({keeps, kMaskKeepsMax, count / 3});
  std::size_t left = count;
  for (const char c : value) {
    const bool is_first = is_first_byte(c);
    const bool continues = (c & 0xc0) == 0x80;
    const bool is_kept = is_first ? left <= keeps : left < keeps;
    if (is_first) --left;
    if (is_kept || !is_alnum(c)) {
      out.push_back(c);
    } else if (!continues) {
      out.push_back('*');
    }
  }
}

// However it is grouped or capitalised, a value has one token.
std::string_view compact(std::string_view value, model::Arena& arena) {
  const NormalText normal(value, arena);
  char* out = arena.take_array<char>(normal.text().size());
  std::size_t size = 0;
  for (const char c : normal.text()) {
    if (is_alnum(c) || c == '@') out[size++] = to_lower(c);
  }
  return {out, size};
}

void append_token(Output& out, std::string_view label, std::string_view value, const TokenKey& key,
                  model::Arena& arena) {
  // "[CARD]": the token goes before the bracket.
  append(out, label.substr(0, label.size() - 1));
  Output purpose(&arena);
  append(purpose, "redact/");
  append(purpose, key.target);
  append(purpose, "/");
  append(purpose, label);
  const std::string token =
      model::keyed_hash(key.key, {purpose.data(), purpose.size()}, compact(value, arena)).text();
  append(out, ":");
  append(out, std::string_view(token).substr(0, kTokenSize));
  append(out, "]");
}

}  // namespace

std::span<const std::string_view> operator_words() {
  return kOperators;
}

std::string_view to_string(Operator op) {
  return kOperators[static_cast<std::size_t>(op)];
}

std::optional<Operator> parse_operator(std::string_view word) {
  return parse_word<Operator>(kOperators, word);
}

void Counts::add(const Find& find) {
  ++(find.rule == Find::kNoRule ? of_kind[static_cast<std::size_t>(find.kind)] : of_rules);
}

std::uint32_t Counts::total() const {
  return std::accumulate(of_kind.begin(), of_kind.end(), of_rules);
}

std::string Counts::json() const {
  std::string members;
  const auto add_member = [&members](std::string_view name, std::uint32_t count) {
    if (count == 0) return;
    members += (members.empty() ? "\"" : ",\"") + std::string(name) + "\":" + std::to_string(count);
  };
  for (const KindSpec& spec : kinds()) add_member(spec.name, of_kind[static_cast<std::size_t>(spec.kind)]);
  add_member("tenant_rules", of_rules);
  return '{' + members + '}';
}

std::string_view treat(std::string_view text, const Finds& finds, const Treatment& treatment,
                       const std::optional<TokenKey>& key, const std::vector<std::string>& labels,
                       model::Arena& arena) {
  if (finds.empty()) return text;
  HUB_ASSERT(treatment.op != Operator::token || key);
  Output out(&arena);
  out.reserve(text.size() + finds.size() * 16);
  std::size_t kept = 0;
  for (const Find& find : finds) {
    append(out, text.substr(kept, find.begin - kept));
    kept = find.end;
    const std::string_view value = text.substr(find.begin, find.end - find.begin);
    const std::string_view label = label_of(find, labels);
    switch (treatment.op) {
      case Operator::drop:
        break;
      case Operator::label:
        append(out, label);
        break;
      case Operator::mask:
        append_masked(out, value, find.kind == Kind::security_code ? 0 : treatment.mask_keeps);
        break;
      case Operator::token:
        append_token(out, label, value, *key, arena);
        break;
    }
  }
  append(out, text.substr(kept));
  char* result = arena.take_array<char>(out.size());
  std::ranges::copy(out, result);
  return {result, out.size()};
}

}  // namespace hub::redaction
