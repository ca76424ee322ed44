#include "core/fleet/shares.hpp"

#include <algorithm>
#include <map>

namespace hub::fleet {

namespace {

// Of each node that stays, by name.
std::map<std::string, std::size_t> counts_of(const store::FleetView& view) {
  std::map<std::string, std::size_t> counts;
  for (const store::NodeView& one : view.nodes)
    if (!one.is_leaving) counts[one.node.name] = 0;
  for (const auto& [tenant, node] : view.owners)
    if (const auto its = counts.find(node); its != counts.end()) ++its->second;
  return counts;
}

bool has_less(const std::pair<const std::string, std::size_t>& a,
              const std::pair<const std::string, std::size_t>& b) {
  return a.second < b.second;
}

}  // namespace

std::vector<std::string> claimable(const store::FleetView& view, const std::string& self,
                                   const std::vector<std::string>& tenants) {
  const auto counts = counts_of(view);
  const std::size_t share = (tenants.size() + counts.size() - 1) / std::max<std::size_t>(counts.size(), 1);
  const auto own = counts.find(self);
  std::size_t room = own == counts.end() || own->second >= share ? 0 : share - own->second;
  std::vector<std::string> free;
  for (const std::string& tenant : tenants)
    if (!view.owners.contains(tenant)) free.push_back(tenant);
  std::ranges::sort(free);
  free.resize(std::min(free.size(), room));
  return free;
}

std::optional<Move> next_move(const store::FleetView& view, const std::string& self) {
  const auto counts = counts_of(view);
  if (counts.empty()) return std::nullopt;
  const auto most = std::ranges::max_element(counts, has_less),
             least = std::ranges::min_element(counts, has_less);
  if (most->first != self || most->second < least->second + 2) return std::nullopt;
  for (const auto& [tenant, node] : view.owners)
    if (node == self) return Move{tenant, least->first};
  return std::nullopt;
}

std::optional<std::string> heir(const store::FleetView& view, const std::string& self) {
  auto counts = counts_of(view);
  counts.erase(self);
  if (counts.empty()) return std::nullopt;
  return std::ranges::min_element(counts, has_less)->first;
}

}  // namespace hub::fleet
