// A canary that went to a tenant's real targets is taken back from them. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/hubctl/rest_client.hpp"

namespace hub::hubctl {

struct TargetErasure {
  std::string target;
  std::int64_t records = 0, found = 0, left = 0;
  std::string problem;  // of the hub with the target; empty: none

  // It was there, and it is gone.
  bool is_proven() const { return problem.empty() && found > 0 && left == 0; }
  std::string text() const;
};

// `event`: the canary as it was sent.
Result<std::vector<TargetErasure>> erase_canary(RestClient& hub, const std::string& tenant,
                                                const std::string& event);

}  // namespace hub::hubctl
