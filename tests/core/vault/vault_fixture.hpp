// A vault on a simulated disk under a virtual clock, to be opened, copied and attacked.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <memory>
#include <string>

#include "core/vault/vault.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/support/virtual_clock.hpp"

namespace hub::testing {

inline vault::RootKey root_of(int byte) {
  std::array<std::byte, 32> bytes;
  bytes.fill(std::byte(byte));
  return vault::RootKey::from_bytes(bytes);
}

struct VaultFixture {
  explicit VaultFixture(std::uint64_t seed = 1) : random(seed), disk(random), root(root_of(7)) {
    open_anew();
  }

  Result<std::unique_ptr<vault::Vault>> open_on(simulation::SimulatedDisk& files, const vault::RootKey& key,
                                                const vault::RootKey* next = nullptr) {
    vault::VaultSettings settings;
    settings.directory = "keys";
    settings.case_slots = 32;
    return vault::Vault::open(settings, files, key, clock, random, next);
  }
  void open_anew() {
    vault.reset();
    auto opened = open_on(disk, root);
    BOOST_TEST_REQUIRE(opened.ok());
    vault = std::move(*opened);
  }

  // A case whose key is in its slot, durably.
  vault::SealedCase sealed_and_written(const std::string& text) {
    auto sealed = vault->seal(text, "acme");
    BOOST_TEST_REQUIRE(sealed.ok());
    BOOST_TEST_REQUIRE(vault->write_keys(std::span(&sealed->key, 1)).ok());
    return std::move(*sealed);
  }
  static Result<std::string> opened(vault::Vault& from, const vault::SealedCase& sealed,
                                    std::string_view bound_to = "acme") {
    model::Arena arena;
    const std::string_view content(sealed.content.data(), sealed.content.size());
    const auto text = from.open_sealed(sealed.key, content, bound_to, arena);
    if (!text.ok()) return text.error();
    return std::string(*text);
  }
  Result<std::string> opened(const vault::SealedCase& sealed) { return opened(*vault, sealed); }
  bool destroy(vault::SlotNumber slot) { return vault->destroy_keys(std::span(&slot, 1)).ok(); }
  void pass_an_epoch() {
    clock.advance(std::chrono::minutes(5));
    BOOST_TEST_REQUIRE(vault->turn_epochs().ok());
  }

  using Bytes = std::vector<std::byte>;
  Bytes bytes_of(const std::string& path) {
    for (auto& [name, bytes] : disk.contents()) {
      if (name == path) return bytes;
    }
    return {};
  }
  // What an attacker makes of copied files: a machine of his own.
  struct Stolen {
    explicit Stolen(Random& random) : disk(random) {}
    simulation::SimulatedDisk disk;
    Stolen& with(const std::string& path, const Bytes& bytes) {
      BOOST_TEST_REQUIRE(disk.open_or_create(path).write(0, bytes));
      return *this;
    }
  };

  SeededRandom random;
  simulation::SimulatedDisk disk;
  VirtualClock clock;
  vault::RootKey root;
  std::unique_ptr<vault::Vault> vault;
};

}  // namespace hub::testing
