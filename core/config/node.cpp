#include <algorithm>

#include "core/config/yaml.hpp"

namespace hub::config {

const Node* Node::find(std::string_view key) const {
  const auto found =
      std::ranges::find_if(members, [key](const auto& member) { return member.first.text == key; });
  return found == members.end() ? nullptr : &found->second;
}

Problem Node::problem(std::string message, std::string fix) const {
  return {file, line, column, path, std::move(message), std::move(fix)};
}

Problem Node::problem_in_text(int line_in_text, int column_in_text, std::string message,
                              std::string fix) const {
  Problem found = problem(std::move(message), std::move(fix));
  if (verbatim) {
    found.line = text_line + line_in_text - 1;
    found.column = text_column + column_in_text - 1;
  } else if (line_in_text == 1 && text_line > 0) {
    found.line = text_line;
    found.column = text_column + column_in_text - 1;
  }
  return found;
}

bool same_content(const Node& a, const Node& b) {
  const auto same_member = [](const auto& one, const auto& other) {
    return one.first.text == other.first.text && same_content(one.second, other.second);
  };
  return a.kind == b.kind && a.text == b.text && std::ranges::equal(a.items, b.items, same_content) &&
         std::ranges::equal(a.members, b.members, same_member);
}

void check_keys(const Node& map, const std::vector<std::string>& known, Problems& problems) {
  for (const auto& [key, value] : map.members) {
    if (std::ranges::find(known, key.text) != known.end()) continue;
    const auto meant = did_you_mean(key.text, known);
    std::string all;
    for (const std::string& word : known) all += (all.empty() ? "known keys: " : ", ") + word;
    problems.push_back(
        key.problem("unknown key '" + key.text + '\'', meant ? "did you mean '" + *meant + "'?" : all));
  }
}

namespace {

// Edits to turn one word into the other; swapping two neighbours is one edit.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = above;
    above = row;
  }
  return above[b.size()];
}

}  // namespace

std::optional<std::string> did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kWordMax = 100;
  if (word.size() > kWordMax) return std::nullopt;
  const std::string* best = nullptr;
  std::size_t best_distance = word.size() / 3 + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kWordMax) continue;
    const std::size_t edits = distance(word, candidate);
    const bool is_closer = best ? edits < best_distance : edits <= best_distance;
    if (!is_closer || edits >= std::max(word.size(), candidate.size())) continue;
    best = &candidate;
    best_distance = edits;
  }
  if (!best) return std::nullopt;
  return *best;
}

}  // namespace hub::config
