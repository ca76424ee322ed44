// The steps in which the tables came to be what they are. Constant; any thread.
#pragma once

#include <cstdint>
#include <span>

namespace hub::store::postgres {

// One transaction, statement by statement. A store of version N has seen the first N steps.
struct Step {
  std::span<const char* const> statements;
  // Hubs that know so many steps can work beside the tables as this one leaves them.
  std::int64_t works_from = 0;
};

// Those of this hub.
std::span<const Step> shipped_steps();

// Those that are gone through. A seam: a test links the program of a later hub, which has more.
std::span<const Step> steps();

}  // namespace hub::store::postgres
