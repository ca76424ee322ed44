// The steps of a later hub: those of this one, and one that adds to the tables. With HUB_LATER_STEP=breaks in
// the environment it says that hubs that do not know it cannot work beside it.
#include "core/store/postgres/steps.hpp"

#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace hub::store::postgres {

namespace {

constexpr std::array kLater = {"CREATE TABLE later_notes(number BIGINT PRIMARY KEY, text TEXT NOT NULL)",
                               "ALTER TABLE cases ADD COLUMN later_note BIGINT NOT NULL DEFAULT 0",
                               "ALTER TABLE nodes ADD COLUMN later_mark TEXT NOT NULL DEFAULT ''"};

bool breaks() {
  const char* asked = std::getenv("HUB_LATER_STEP");
  return asked != nullptr && std::string_view(asked) == "breaks";
}

std::vector<Step> with_later() {
  std::vector<Step> all(shipped_steps().begin(), shipped_steps().end());
  const std::int64_t known_before = std::ssize(all);
  all.push_back({kLater, breaks() ? known_before + 1 : known_before});
  return all;
}

}  // namespace

std::span<const Step> steps() {
  static const std::vector<Step> all = with_later();
  return all;
}

}  // namespace hub::store::postgres
