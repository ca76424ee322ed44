// How tenants are spread over nodes: evenly, with as few moves as that takes, and every node that sees the
// same comes to the same. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/store/fleet.hpp"

namespace hub::fleet {

// Of the tenants that exist, those without an owner that `self` may claim: as many as it lacks to its share.
std::vector<std::string> claimable(const store::FleetView& view, const std::string& self,
                                   const std::vector<std::string>& tenants);

struct Move {
  std::string tenant, to;
  friend bool operator==(const Move&, const Move&) = default;
};

// What `self` hands on next, if anything: the node that has most gives one tenant to the one that has least,
// as long as they are more than one apart.
std::optional<Move> next_move(const store::FleetView& view, const std::string& self);

// Where the tenants of a node go that leaves: to whoever has least. Nothing when it is alone.
std::optional<std::string> heir(const store::FleetView& view, const std::string& self);

}  // namespace hub::fleet
