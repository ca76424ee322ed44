// Two nodes on one database, each with a slot file of its own, that hand their keys to each other.
#pragma once

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/vault/shared_vault.hpp"
#include "tests/core/vault/memory_epoch_table.hpp"
#include "tests/core/vault/vault_fixture.hpp"

namespace hub::testing {

using simulation::SimulatedDisk;
using vault::EpochParcel;
using vault::RootKey;
using vault::SealedCase;
using vault::SharedVault;
using vault::WrappedKey;

inline constexpr auto kEpoch = std::chrono::minutes(5);

struct Cluster;

// A machine with a slot file of its own.
struct Node {
  Node(Cluster& cluster_of, std::string node_name);
  Result<std::unique_ptr<SharedVault>> opened();
  bool start();
  void stop() { vault.reset(); }
  SealedCase accept(std::int64_t row, const std::string& text);
  Result<std::string> open(const SealedCase& sealed, const WrappedKey& key) const {
    hub::model::Arena arena;
    const std::string_view content(sealed.content.data(), sealed.content.size());
    const auto text = vault->open_sealed(key, content, "acme", arena);
    if (!text.ok()) return text.error();
    return std::string(*text);
  }

  Cluster& cluster;
  std::string name;
  SimulatedDisk disk;
  std::unique_ptr<SharedVault> vault;
};

struct Cluster {
  explicit Cluster(std::uint64_t seed = 1) : random(seed) {}

  // What `from` has made, and `to` lacks.
  static void hand_out(Node& from, Node& to) {
    for (const EpochParcel& parcel : from.vault->to_hand_out()) {
      const auto taken = to.vault->take(parcel);
      BOOST_TEST_REQUIRE(taken.ok());
      from.vault->handed_out(*taken);
    }
  }
  void introduce() {
    hand_out(a, b);
    hand_out(b, a);
  }
  void pass_a_minute() {
    clock.advance(std::chrono::minutes(1));
    BOOST_TEST_REQUIRE(a.vault->turn_epochs().ok());
    BOOST_TEST_REQUIRE(b.vault->turn_epochs().ok());
    introduce();
  }
  void pass_an_epoch() {
    for (int minute = 0; minute < kEpoch / std::chrono::minutes(1); ++minute) pass_a_minute();
  }
  const WrappedKey& key_of(std::int64_t row) const { return table.keys.at({row, 0}).key; }
  void remove(std::int64_t row) { table.keys.erase({row, 0}); }
  // Both joined, each with an epoch that the other holds.
  void start() {
    BOOST_TEST_REQUIRE(a.start());
    BOOST_TEST_REQUIRE(b.start());
    introduce();
  }

  SeededRandom random;
  VirtualClock clock;
  RootKey root = root_of(7);
  MemoryEpochTable table;
  bool has_peers = true;
  Node a{*this, "a"}, b{*this, "b"};
};

inline Node::Node(Cluster& cluster_of, std::string node_name)
    : cluster(cluster_of), name(std::move(node_name)), disk(cluster_of.random) {}

inline Result<std::unique_ptr<SharedVault>> Node::opened() {
  return SharedVault::open({"keys", name, kEpoch, cluster.has_peers}, disk, cluster.root, cluster.clock,
                           cluster.random);
}

inline bool Node::start() {
  stop();
  auto made = opened();
  if (!made.ok()) return false;
  vault = std::move(*made);
  return vault->join(cluster.table).ok();
}

inline SealedCase Node::accept(std::int64_t row, const std::string& text) {
  auto sealed = vault->seal(text, "acme");
  BOOST_TEST_REQUIRE(sealed.ok());
  BOOST_TEST_REQUIRE(vault->write_keys(std::span(&sealed->key, 1)).ok());
  BOOST_TEST_REQUIRE(cluster.table.store(row, sealed->key));
  return std::move(*sealed);
}

}  // namespace hub::testing
