// What somebody can do who holds copies of some of the three places: content, case keys, epoch keys; and the
// root.
#include <boost/test/unit_test.hpp>

#include "tests/core/vault/vault_fixture.hpp"

using hub::testing::VaultFixture;

BOOST_FIXTURE_TEST_SUITE(attacker, VaultFixture)

BOOST_AUTO_TEST_CASE(old_content_and_root_with_todays_key_files_give_nothing_back) {
  const auto deleted = sealed_and_written("deleted"), live = sealed_and_written("live");
  const auto copy_of_content = deleted;
  BOOST_TEST_REQUIRE(destroy(deleted.key.slot));

  Stolen machine(random);
  machine.with("keys/cases.keys", bytes_of("keys/cases.keys"))
      .with("keys/epochs.keys", bytes_of("keys/epochs.keys"))
      .with("keys/ids.keys", bytes_of("keys/ids.keys"));
  const auto thief = open_on(machine.disk, root);
  BOOST_TEST_REQUIRE(thief.ok());
  const hub::vault::SlotNumber wanted[] = {deleted.key.slot, live.key.slot};
  BOOST_TEST_REQUIRE((*thief)->reconcile(wanted).ok());
  BOOST_TEST(!opened(**thief, copy_of_content).ok());
  BOOST_TEST(*opened(live) == "live");
}

BOOST_AUTO_TEST_CASE(old_case_keys_are_worthless_two_epochs_later_and_were_worth_something_before) {
  const auto deleted = sealed_and_written("deleted"), live = sealed_and_written("live");
  const auto old_case_keys = bytes_of("keys/cases.keys");
  BOOST_TEST_REQUIRE(destroy(deleted.key.slot));
  const auto steal = [&] {
    Stolen machine(random);
    machine.with("keys/cases.keys", old_case_keys)
        .with("keys/epochs.keys", bytes_of("keys/epochs.keys"))
        .with("keys/ids.keys", bytes_of("keys/ids.keys"));
    const auto thief = open_on(machine.disk, root);
    BOOST_TEST_REQUIRE(thief.ok());
    BOOST_TEST_REQUIRE((*thief)->reconcile(std::span(&deleted.key.slot, 1)).ok());
    return opened(**thief, deleted).ok();
  };
  BOOST_TEST(steal());  // all three places and the root: a live copy
  pass_an_epoch();
  pass_an_epoch();
  BOOST_TEST(!steal());
  BOOST_TEST(*opened(live) == "live");
}

BOOST_AUTO_TEST_CASE(every_epoch_key_dies_within_two_epochs_though_a_case_waits_for_a_week) {
  const auto waiting = sealed_and_written("waiting");
  auto epoch_file = bytes_of("keys/epochs.keys");
  for (int epoch = 0; epoch < 7 * 24 * 12; ++epoch) {
    const auto older = std::exchange(epoch_file, bytes_of("keys/epochs.keys"));
    pass_an_epoch();
    pass_an_epoch();
    // No slot of the file looks as it did two epochs ago.
    const auto now = bytes_of("keys/epochs.keys");
    for (std::size_t at = 4096; at < now.size(); at += 512) {
      const bool was_used = epoch_file[at] != std::byte{0};
      const bool is_same = std::equal(now.begin() + at, now.begin() + at + 96, epoch_file.begin() + at);
      BOOST_TEST_REQUIRE(!(was_used && is_same));
    }
  }
  BOOST_TEST(*opened(waiting) == "waiting");
  open_anew();
  BOOST_TEST_REQUIRE(vault->reconcile(std::span(&waiting.key.slot, 1)).ok());
  BOOST_TEST(*opened(waiting) == "waiting");
}

BOOST_AUTO_TEST_CASE(an_epoch_lives_while_a_case_is_being_sealed_under_it) {
  auto sealed = vault->seal("slow", "acme");
  pass_an_epoch();
  pass_an_epoch();
  pass_an_epoch();
  BOOST_TEST_REQUIRE(vault->write_keys(std::span(&sealed->key, 1)).ok());
  BOOST_TEST(*opened(*sealed) == "slow");
  pass_an_epoch();
  BOOST_TEST(*opened(*sealed) == "slow");
}

BOOST_AUTO_TEST_CASE(a_wall_clock_set_back_keeps_no_epoch_alive) {
  const auto sealed = sealed_and_written("text");
  const auto before = bytes_of("keys/epochs.keys");
  clock.jump(-std::chrono::hours(1));
  BOOST_TEST_REQUIRE(vault->turn_epochs().ok());
  BOOST_TEST((bytes_of("keys/epochs.keys") != before));
  BOOST_TEST(*opened(sealed) == "text");
}

BOOST_AUTO_TEST_SUITE_END()
