// What reconciliation asks of a tenant's platform, and how it has cases fetched from there. The service
// implements it; tests fake it. One loop's thread.
#pragma once

#include <string>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace hub::admin {

// A closed case as the platform lists it, or as an operator names it; all but `id` may be empty.
struct ListedCase {
  std::string id;
  std::string event, source, time;  // of the event that announced it
  std::string dataref;              // where its data are
};

struct ListedPage {
  std::vector<ListedCase> cases;
  std::string next;  // `after` of the next page; empty on the last
};

struct FetchedCase {
  std::string result;  // accepted, duplicate, refused (for good) or failed (for now)
  std::string reason;  // why not, a word
};

class Platform {
 public:
  virtual ~Platform() = default;
  // Cases closed from a time on and before another, a page of them. Fails with invalid "no_list" when the
  // tenant's platform has none, transient when it cannot be reached, invalid when it is not understood.
  virtual Task<Result<ListedPage>> closed_cases(std::string tenant, WallTime from, WallTime to,
                                                std::string after) = 0;
  // Takes a case in as if its event had come: the data are fetched by reference.
  virtual Task<FetchedCase> fetch(std::string tenant, ListedCase listed) = 0;
};

}  // namespace hub::admin
