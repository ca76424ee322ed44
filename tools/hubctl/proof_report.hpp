// What a search of the surfaces came to, for people and for programs. One thread.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "core/proof/surface.hpp"
#include "tools/hubctl/command.hpp"
#include "tools/hubctl/proof_erasure.hpp"

namespace hub::hubctl {

struct ProofReport {
  std::vector<proof::Surface> surfaces;
  // Why nothing is proven although every surface is clean; empty: it is proven.
  std::string unproven;
  std::optional<std::chrono::seconds> since_deleted;  // when the search ended
  std::vector<TargetErasure> targets{};               // that the canary went to, besides the hub
};

// The exit status: kDone only when every surface was read and is clean.
int report(Call& call, const ProofReport& report);

}  // namespace hub::hubctl
