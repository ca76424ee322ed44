#include <algorithm>
#include <array>

#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/redactor.hpp"
#include "core/mapping/liquid/text_builder.hpp"

namespace hub::mapping::liquid {
namespace {

constexpr std::size_t kNoLimit = SIZE_MAX / 2;
constexpr std::array<std::string_view, 3> kKinds = {"card", "email", "phone"};

// A run of digits as people write them: "4111 1111-1111 1111", "+46 (0)70 123".
struct DigitRun {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t digits = 0;
  bool plus = false;
};

bool separates_digits(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/';
}

// The run that begins at `at`, which holds a digit or '+'.
DigitRun digit_run(std::string_view text, std::size_t at) {
  DigitRun run{.begin = at, .end = at, .digits = 0, .plus = text[at] == '+'};
  std::size_t gap = 0;
  for (std::size_t i = at + (run.plus ? 1 : 0); i < text.size() && gap < 3; ++i) {
    if (is_digit(text[i])) {
      ++run.digits;
      run.end = i + 1;
      gap = 0;
    } else if (separates_digits(text[i])) {
      ++gap;
    } else {
      break;
    }
  }
  return run;
}

bool passes_luhn(std::string_view text) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = text.size(); i-- > 0;) {
    if (!is_digit(text[i])) continue;
    const int digit = (text[i] - '0') * (twice ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
    twice = !twice;
  }
  return sum % 10 == 0;
}

bool is_card(std::string_view text, const DigitRun& run) {
  return run.digits >= 13 && run.digits <= 19 && !run.plus &&
         passes_luhn(text.substr(run.begin, run.end - run.begin));
}

// Numbers people dial begin with '+' or '0'; anything else is as likely an order number.
bool is_phone(std::string_view text, const DigitRun& run) {
  return run.digits >= 8 && run.digits <= 15 && (run.plus || text[run.begin] == '0');
}

using Test = bool (*)(std::string_view, const DigitRun&);

std::string_view without_numbers(std::string_view text, Test test, std::string_view instead,
                                 model::Arena& arena) {
  TextBuilder out(arena, kNoLimit);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < text.size();) {
    const bool inside_word = i > 0 && (is_word(text[i - 1]));
    if (inside_word || !(is_digit(text[i]) || text[i] == '+')) {
      ++i;
      continue;
    }
    const DigitRun run = digit_run(text, i);
    const bool hit = run.digits > 0 && test(text, run);
    if (hit) {
      out.append(text.substr(kept, run.begin - kept));
      out.append(instead);
      kept = run.end;
    }
    i = std::max(run.end, i + 1);
  }
  if (kept == 0) return text;
  out.append(text.substr(kept));
  return out.view();
}

bool in_local_part(char c) {
  return is_word(c) || c == '.' || c == '+' || c == '-' || c == '%' || c == '\'';
}
bool in_domain(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '-' || (c & 0x80) != 0;
}

std::string_view without_emails(std::string_view text, model::Arena& arena) {
  TextBuilder out(arena, kNoLimit);
  std::size_t kept = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > kept && (in_local_part(text[begin - 1]) || (text[begin - 1] & 0x80) != 0)) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && in_domain(text[end])) ++end;
    while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    if (begin == at || domain.find('.') == std::string_view::npos) continue;
    out.append(text.substr(kept, begin - kept));
    out.append("[email]");
    kept = end;
  }
  if (kept == 0) return text;
  out.append(text.substr(kept));
  return out.view();
}

class BuiltInRedactor final : public Redactor {
 public:
  bool knows(std::string_view kind) const override { return std::ranges::find(kKinds, kind) != kKinds.end(); }

  std::string_view redact(std::string_view text, std::span<const std::string_view> kinds,
                          model::Arena& arena) const override {
    const auto wanted = [kinds](std::string_view kind) {
      return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end();
    };
    if (wanted("email")) text = without_emails(text, arena);
    if (wanted("card")) text = without_numbers(text, is_card, "[card]", arena);
    if (wanted("phone")) text = without_numbers(text, is_phone, "[phone]", arena);
    return text;
  }
};

}  // namespace

const Redactor& built_in_redactor() {
  static const BuiltInRedactor redactor;
  return redactor;
}

}  // namespace hub::mapping::liquid
