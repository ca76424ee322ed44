#include "core/mapping/liquid/suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace hub::mapping::liquid {
namespace {

constexpr std::size_t kWordMax = 40;

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

// A third of the letters may be wrong, and at least one.
Suggestion::Suggestion(std::string_view unknown)
    : unknown_(unknown), best_distance_(std::max<std::size_t>(1, unknown.size() / 3) + 1) {}

void Suggestion::consider(std::string_view candidate) {
  if (unknown_.empty() || unknown_.size() > kWordMax || candidate.size() > kWordMax) return;
  const std::size_t distance = edit_distance(unknown_, candidate);
  if (distance >= best_distance_) return;
  best_ = candidate;
  best_distance_ = distance;
}

std::string Suggestion::text() const {
  return best_.empty() ? std::string() : "did you mean '" + std::string(best_) + "'?";
}

}  // namespace hub::mapping::liquid
