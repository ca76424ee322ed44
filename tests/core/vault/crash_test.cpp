// The machine stops at every single disk operation of a creation and of a turn of epochs.
#include <boost/test/unit_test.hpp>

#include "tests/core/vault/vault_fixture.hpp"

using hub::testing::VaultFixture;

BOOST_AUTO_TEST_SUITE(crash)

BOOST_AUTO_TEST_CASE(a_crash_while_the_files_are_made_leaves_a_vault_that_can_be_made_again) {
  for (std::uint64_t operation = 1; operation <= 16; ++operation) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      VaultFixture fixture(seed);
      hub::simulation::SimulatedDisk fresh(fixture.random);
      fresh.crash_at_operation = operation;
      (void)fixture.open_on(fresh, fixture.root).ok();
      fresh.crash_at_operation = 0;
      fresh.crash();
      const auto again = fixture.open_on(fresh, fixture.root);
      BOOST_TEST(again.ok());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_crash_at_any_disk_operation_of_a_turn_of_epochs_loses_no_case) {
  bool completed = false;
  for (std::uint64_t operation = 1; !completed; ++operation) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      VaultFixture fixture(seed);
      const auto one = fixture.sealed_and_written("one"), other = fixture.sealed_and_written("other");
      fixture.pass_an_epoch();
      fixture.clock.advance(std::chrono::minutes(5));
      fixture.disk.crash_at_operation = operation;
      completed = fixture.vault->turn_epochs().ok();
      fixture.disk.crash_at_operation = 0;
      fixture.disk.crash();

      fixture.open_anew();
      const hub::vault::SlotNumber live[] = {one.key.slot, other.key.slot};
      const auto audit = fixture.vault->reconcile(live);
      BOOST_TEST_REQUIRE(audit.ok());
      BOOST_TEST(audit->lost.empty());
      BOOST_TEST(*fixture.opened(one) == "one");
      BOOST_TEST(*fixture.opened(other) == "other");
      for (int i = 0; i < 3; ++i) fixture.pass_an_epoch();
      BOOST_TEST(*fixture.opened(one) == "one");
      BOOST_TEST(fixture.destroy(one.key.slot));
      BOOST_TEST(*fixture.opened(other) == "other");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_crash_at_any_disk_operation_of_a_change_of_the_root_loses_no_case_and_no_id) {
  const auto next = hub::testing::root_of(9);
  bool completed = false;
  for (std::uint64_t operation = 1; !completed; ++operation) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      VaultFixture fixture(seed);
      const auto one = fixture.sealed_and_written("one");
      fixture.pass_an_epoch();
      const auto other = fixture.sealed_and_written("other");
      const auto ids = fixture.vault->derive_key("ids/acme");
      const auto open = [&](const hub::vault::RootKey& root, const hub::vault::RootKey* following) {
        fixture.vault.reset();
        auto opened = fixture.open_on(fixture.disk, root, following);
        BOOST_TEST_REQUIRE(opened.ok());
        fixture.vault = std::move(*opened);
        const hub::vault::SlotNumber live[] = {one.key.slot, other.key.slot};
        BOOST_TEST(fixture.vault->reconcile(live)->lost.empty());
        BOOST_TEST(*fixture.opened(one) == "one");
        BOOST_TEST(*fixture.opened(other) == "other");
        BOOST_TEST((fixture.vault->derive_key("ids/acme") == ids));
      };
      open(fixture.root, &next);
      fixture.disk.crash_at_operation = operation;
      completed = fixture.vault->rotate_root().ok();
      fixture.disk.crash_at_operation = 0;
      fixture.disk.crash();

      open(fixture.root, &next);
      fixture.pass_an_epoch();  // whichever root it is under
      BOOST_TEST_REQUIRE(fixture.vault->rotate_root().ok());
      open(next, nullptr);
      fixture.vault.reset();
      BOOST_TEST(fixture.open_on(fixture.disk, fixture.root).error().code == "key_files");
    }
  }
}

BOOST_AUTO_TEST_CASE(without_a_next_root_nothing_is_moved) {
  VaultFixture fixture;
  BOOST_TEST(fixture.vault->rotate_root().error().code == "no_next_root");
}

BOOST_AUTO_TEST_SUITE_END()
