// The nodes of a fleet in memory: what PostgreSQL keeps of them, as tables that several nodes of a test
// share. One thread.
#pragma once

#include <optional>

#include "core/store/fleet.hpp"

namespace hub::testing {

struct FleetTables {
  std::map<std::string, store::NodeView> nodes;
  std::map<std::string, std::string> owners;
  std::int64_t last_fence = 0, administration = 0;
};

class MemoryFleet final : public store::Fleet {
 public:
  MemoryFleet(FleetTables& tables, std::string name) : tables_(tables), name_(std::move(name)) {
    store::NodeView& own = tables_.nodes[name_];
    own.node.name = name_;
    own.node.address = "https://" + name_;
    own.fence = fence_ = ++tables_.last_fence;
    ++own.beats;
    own.is_leaving = false;
  }

  const std::string& self() const override { return name_; }
  Result<store::FleetView> beat() override {
    if (auto refused = refusal()) return *refused;
    ++tables_.nodes.at(name_).beats;
    store::FleetView view;
    for (const auto& [name, node] : tables_.nodes) view.nodes.push_back(node);
    view.owners = tables_.owners;
    view.administration = tables_.administration;
    return view;
  }
  Result<bool> bury(const store::NodeView& node) override {
    if (auto refused = refusal()) return *refused;
    const auto found = tables_.nodes.find(node.node.name);
    if (found == tables_.nodes.end() || found->second.fence != node.fence ||
        found->second.beats != node.beats)
      return false;
    remove(node.node.name);
    return true;
  }
  Result<std::vector<std::string>> claim(std::span<const std::string> tenants) override {
    if (auto refused = refusal()) return *refused;
    std::vector<std::string> claimed;
    for (const std::string& tenant : tenants)
      if (tables_.owners.emplace(tenant, name_).second) claimed.push_back(tenant);
    return claimed;
  }
  Result<bool> hand(const std::string& tenant, const std::string& to) override {
    if (auto refused = refusal()) return *refused;
    const auto owner = tables_.owners.find(tenant);
    if (owner == tables_.owners.end() || owner->second != name_) return false;
    const auto node = tables_.nodes.find(to);
    if (node == tables_.nodes.end() || node->second.is_leaving) return false;
    owner->second = to;
    return true;
  }
  Result<void> announce_leaving() override {
    if (auto refused = refusal()) return *refused;
    tables_.nodes.at(name_).is_leaving = true;
    return {};
  }
  Result<void> leave() override {
    if (auto refused = refusal()) return *refused;
    remove(name_);
    return {};
  }

  // Why this node may not write.
  std::optional<Error> refusal() const {
    if (is_away) return transient_error("database_away", "the store is away");
    const auto own = tables_.nodes.find(name_);
    if (own == tables_.nodes.end()) return ended("node_buried", "this node was buried");
    if (own->second.fence == fence_) return std::nullopt;
    return ended("store_taken", "another node was started under this name");
  }

  bool is_away = false;  // the store cannot be reached

 private:
  static Error ended(std::string code, std::string message) {
    Error error = config_error(std::move(message));
    error.code = std::move(code);
    return error;
  }
  void remove(const std::string& name) {
    tables_.nodes.erase(name);
    std::erase_if(tables_.owners, [&](const auto& item) { return item.second == name; });
  }

  FleetTables& tables_;
  std::string name_;
  std::int64_t fence_ = 0;
};

}  // namespace hub::testing
