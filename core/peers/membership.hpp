// Which other nodes share the database with this one. Whoever knows it implements this: a list in hub.yaml,
// or the table of nodes. One loop's thread.
#pragma once

#include <string>
#include <vector>

namespace hub::peers {

struct Peer {
  std::string name;
  std::string url;  // "https://node-b.example:8482": a name that its certificate has
};

class Membership {
 public:
  virtual ~Membership() = default;
  // Those that are believed to be alive; never this node.
  virtual std::vector<Peer> peers() const = 0;
};

class FixedMembership final : public Membership {
 public:
  explicit FixedMembership(std::vector<Peer> peers) : peers_(std::move(peers)) {}
  std::vector<Peer> peers() const override { return peers_; }

 private:
  std::vector<Peer> peers_;
};

}  // namespace hub::peers
