// What became of each record of a collection, and how an org says it (salesforce.md 2.2). One thread.
#pragma once

#include <optional>
#include <vector>

#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

inline constexpr std::size_t kWriteMax = 200;

struct Outcome {
  Row* row = nullptr;
  bool created = false;
  std::optional<ApiError> error;  // then `row` means nothing
};

// A row of that id to change or delete, or why there is none.
Outcome find_live(Org& org, std::string_view id);
// When a record failed, undoes the others back to `mark`: the client asked for all or none.
void roll_back_neighbours(std::vector<Outcome>& outcomes, Org& org, std::size_t mark);
RestAnswer answer_of(const std::vector<Outcome>& outcomes, bool with_created);
RestAnswer too_many_records();

}  // namespace hub::simulators::salesforce
