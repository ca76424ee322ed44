// The nodes that share a store, and which of them owns which tenant. Each writes under a number of its own,
// the fence: a node that the others took for dead finds it gone and writes nothing more, whatever it still
// believes. What a node owns ends with it.
//
// No method reads the server's clock, and none judges who is dead: that is for whoever watches the beats.
// From the writer's thread. Errors as Database::commit() has them, two of them of whoever may write no more:
// config "node_buried", to start anew; config "store_taken", when another node was started under its name.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace hub::store {

// What a node says of itself. Its name belongs to its data folder: whoever opens the store under a name that
// is there already takes that one's place.
struct NodeSelf {
  std::string name = "hub";
  std::string address;  // where its peers reach it; empty: nowhere
  std::string version;  // of the program
  WallTime since{};     // it started, by its own clock
};

struct NodeView {
  NodeSelf node;
  std::int64_t fence = 0;
  std::int64_t beats = 0;   // only grows, and only while it lives
  bool is_leaving = false;  // it gets nothing any more
};

struct FleetView {
  std::vector<NodeView> nodes;                // by name; this one among them
  std::map<std::string, std::string> owners;  // of tenants: names of nodes
  // Grows when resources, secrets, keys or removals change, whichever node changed them.
  std::int64_t administration = 0;
};

class Fleet {
 public:
  virtual ~Fleet() = default;

  virtual const std::string& self() const = 0;
  // This node lives: its beats grow. The answer is how things stood then.
  virtual Result<FleetView> beat() = 0;
  // A node whose fence and beats are still those of `node` writes nothing more, and what it owned is free.
  // False when it has beaten since, is in the middle of a write, or is buried already.
  virtual Result<bool> bury(const NodeView& node) = 0;
  // Those of `tenants` that were free and are this node's now.
  virtual Result<std::vector<std::string>> claim(std::span<const std::string> tenants) = 0;
  // A tenant of this node is the other one's from now on. False when it is not this node's, or `to` is gone
  // or leaves.
  virtual Result<bool> hand(const std::string& tenant, const std::string& to) = 0;
  // This node gets no tenant any more from others, who learn of it.
  virtual Result<void> announce_leaving() = 0;
  // This node is over, by its own will: what it owned is free, and it writes nothing more.
  virtual Result<void> leave() = 0;
};

}  // namespace hub::store
