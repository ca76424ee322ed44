#include "tools/hubctl/text_diff.hpp"

#include <algorithm>
#include <vector>

namespace hub::hubctl {
namespace {

constexpr std::size_t kLinesMax = 2000;
constexpr std::size_t kAround = 2;  // lines that stay, before and after what changes

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

struct Change {
  char sign;
  std::string_view line;
};

// The longest common lines from each place on.
std::vector<std::vector<std::size_t>> common_from(const Lines& a, const Lines& b) {
  std::vector<std::vector<std::size_t>> common(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      common[i][j] = a[i] == b[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
  return common;
}

std::vector<Change> changes_of(const Lines& a, const Lines& b) {
  std::vector<Change> changes;
  std::size_t i = 0, j = 0;
  const bool is_long = a.size() > kLinesMax || b.size() > kLinesMax;
  const auto common = is_long ? std::vector<std::vector<std::size_t>>() : common_from(a, b);
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      changes.push_back({' ', a[i++]});
      ++j;
    } else if (i < a.size() && (j == b.size() || is_long || common[i + 1][j] >= common[i][j + 1])) {
      changes.push_back({'-', a[i++]});
    } else {
      changes.push_back({'+', b[j++]});
    }
  }
  return changes;
}

bool is_near_a_change(const std::vector<Change>& changes, std::size_t at) {
  const std::size_t from = at < kAround ? 0 : at - kAround, to = std::min(changes.size(), at + kAround + 1);
  return std::any_of(changes.begin() + static_cast<std::ptrdiff_t>(from),
                     changes.begin() + static_cast<std::ptrdiff_t>(to),
                     [](const Change& change) { return change.sign != ' '; });
}

}  // namespace

std::string text_diff(std::string_view before, std::string_view after) {
  const Lines a = lines_of(before), b = lines_of(after);
  const std::vector<Change> changes = changes_of(a, b);
  std::string text;
  for (std::size_t at = 0; at < changes.size(); ++at) {
    if (!is_near_a_change(changes, at)) continue;
    text += changes[at].sign;
    text += ' ';
    text += changes[at].line;
    text += '\n';
  }
  return text;
}

}  // namespace hub::hubctl
