// Nodes that share a database: what each can open, and when nobody can any more.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/vault/vault_nodes.hpp"

using namespace hub::vault;
using hub::Result;
using hub::SeededRandom;
using hub::simulation::SimulatedDisk;
using hub::testing::Cluster;
using hub::testing::kEpoch;
using hub::testing::MemoryEpochTable;
using hub::testing::Node;
using hub::testing::root_of;
using hub::testing::VirtualClock;

BOOST_FIXTURE_TEST_SUITE(shared_vault, Cluster)

BOOST_AUTO_TEST_CASE(what_one_node_sealed_its_peer_opens) {
  start();
  const auto sealed = a.accept(1, "hello");
  BOOST_TEST(*b.open(sealed, key_of(1)) == "hello");
  BOOST_TEST(b.open(sealed, {}).error().code == "key_destroyed");
}

BOOST_AUTO_TEST_CASE(a_key_that_another_node_alone_holds_is_waited_for) {
  BOOST_TEST_REQUIRE(a.start());
  const EpochId epoch = epoch_of(a.vault->to_hand_out().front());
  a.vault->handed_out(epoch);  // although nobody was there to take it
  const auto sealed = a.accept(1, "hello");
  BOOST_TEST_REQUIRE(b.start());
  const hub::Error waits = b.open(sealed, key_of(1)).error();
  BOOST_TEST((waits.code == "key_elsewhere" && waits.kind == hub::ErrorKind::transient));
  BOOST_TEST_REQUIRE(b.vault->take(a.vault->give(std::vector<EpochId>{epoch}).front()).ok());
  BOOST_TEST(*b.open(sealed, key_of(1)) == "hello");
}

BOOST_AUTO_TEST_CASE(nothing_is_sealed_before_a_second_node_holds_the_key) {
  BOOST_TEST_REQUIRE(a.start());
  BOOST_TEST(a.vault->seal("text", "acme").error().code == "vault_not_ready");
  BOOST_TEST(a.vault->epoch_state().waits_for_peer);
  BOOST_TEST_REQUIRE(b.start());
  hand_out(a, b);
  BOOST_TEST(a.vault->seal("text", "acme").ok());
  BOOST_TEST(!a.vault->epoch_state().waits_for_peer);
}

BOOST_AUTO_TEST_CASE(while_no_peer_takes_a_new_epoch_the_old_one_is_used_for_one_epoch_more) {
  start();
  const auto old = epoch_of(a.vault->seal("text", "acme")->key);
  clock.advance(kEpoch);
  BOOST_TEST_REQUIRE(a.vault->turn_epochs().ok());
  BOOST_TEST((epoch_of(a.vault->seal("text", "acme")->key) == old));
  clock.advance(kEpoch);
  BOOST_TEST_REQUIRE(a.vault->turn_epochs().ok());
  BOOST_TEST((epoch_of(a.vault->seal("text", "acme")->key) != old));
}

BOOST_AUTO_TEST_CASE(a_wall_clock_that_is_set_brings_no_epoch_into_use_that_no_peer_holds) {
  BOOST_TEST_REQUIRE(a.start());
  for (const auto by : {2 * kEpoch, -4 * kEpoch}) {
    clock.jump(by);
    BOOST_TEST_REQUIRE(a.vault->turn_epochs().ok());
    BOOST_TEST(!a.vault->seal("text", "acme").ok());
  }
}

BOOST_AUTO_TEST_CASE(a_node_alone_needs_no_peer) {
  has_peers = false;
  BOOST_TEST_REQUIRE(a.start());
  const auto sealed = a.accept(1, "hello");
  BOOST_TEST_REQUIRE(a.start());
  BOOST_TEST(a.vault->reconcile(std::vector<SlotNumber>{sealed.key.slot})->lost.empty());
  BOOST_TEST(*a.open(sealed, key_of(1)) == "hello");
}

BOOST_AUTO_TEST_CASE(after_two_epochs_not_even_the_nodes_open_what_was_deleted) {
  start();
  const auto deleted = a.accept(1, "deleted"), live = a.accept(2, "live");
  const WrappedKey copy = key_of(1);  // in a backup of the database
  remove(1);
  BOOST_TEST(b.open(deleted, copy).ok());  // the copy, the slot file and the root: not gone yet
  pass_an_epoch();
  pass_an_epoch();
  for (int minute = 0; minute < 3; ++minute) pass_a_minute();
  BOOST_TEST(a.open(deleted, copy).error().code == "key_destroyed");
  BOOST_TEST(b.open(deleted, copy).error().code == "key_destroyed");
  BOOST_TEST(*a.open(live, key_of(2)) == "live");
  BOOST_TEST(*b.open(live, key_of(2)) == "live");
}

BOOST_AUTO_TEST_CASE(a_row_that_was_read_before_its_key_was_wrapped_anew_is_opened_or_read_again) {
  start();
  const auto waiting = a.accept(1, "waiting");
  const WrappedKey read = key_of(1);
  pass_an_epoch();
  pass_an_epoch();
  BOOST_TEST((key_of(1).bytes != read.bytes));
  BOOST_TEST(*a.open(waiting, read) == "waiting");
  pass_a_minute();
  BOOST_TEST(a.open(waiting, read).error().code == "key_moved");
  BOOST_TEST((a.open(waiting, read).error().kind == hub::ErrorKind::transient));
  BOOST_TEST(*a.open(waiting, key_of(1)) == "waiting");
}

BOOST_AUTO_TEST_CASE(a_thief_with_all_old_databases_todays_slot_files_and_the_root_opens_only_what_is_live) {
  start();
  const auto deleted = a.accept(1, "deleted"), live = b.accept(2, "live");
  const WrappedKey copies[] = {key_of(1), key_of(2)};
  remove(1);
  for (int epoch = 0; epoch < 3; ++epoch) pass_an_epoch();
  for (Node* node : {&a, &b}) {
    const auto thief = node->opened();  // it never joins: it wants every key that is in the file
    BOOST_TEST_REQUIRE(thief.ok());
    const auto opens = [&](const SealedCase& sealed, const WrappedKey& key) {
      hub::model::Arena arena;
      return (*thief)->open_sealed(key, {sealed.content.data(), sealed.content.size()}, "acme", arena).ok();
    };
    BOOST_TEST(!opens(deleted, copies[0]));
    BOOST_TEST(!opens(live, copies[1]));  // wrapped anew since
    BOOST_TEST(opens(live, key_of(2)));
  }
}

BOOST_AUTO_TEST_CASE(every_epoch_ends_though_a_case_waits_for_a_week) {
  start();
  const auto waiting = a.accept(1, "waiting");
  for (int epoch = 0; epoch < 7 * 24 * 12; ++epoch) {
    pass_an_epoch();
    for (const KnownEpoch& known : table.all)
      BOOST_TEST_REQUIRE((clock.wall_now() - known.born <= 3 * kEpoch));
  }
  BOOST_TEST(*b.open(waiting, key_of(1)) == "waiting");
}

BOOST_AUTO_TEST_CASE(a_node_that_was_away_overwrites_what_died_before_it_seals) {
  start();
  const auto deleted = a.accept(1, "deleted");
  const WrappedKey copy = key_of(1);
  b.stop();
  remove(1);
  for (int epoch = 0; epoch < 3; ++epoch) {
    clock.advance(kEpoch);
    BOOST_TEST_REQUIRE(a.vault->turn_epochs().ok());
  }
  BOOST_TEST((a.vault->epoch_state().unsettled == std::vector<std::string>{"b"}));

  auto asleep = b.opened();
  BOOST_TEST_REQUIRE(asleep.ok());
  b.vault = std::move(*asleep);
  BOOST_TEST(b.open(deleted, copy).ok());  // its slot file has the key still
  BOOST_TEST(b.vault->seal("text", "acme").error().code == "vault_not_ready");
  BOOST_TEST_REQUIRE(b.vault->join(table).ok());
  BOOST_TEST(b.open(deleted, copy).error().code == "key_destroyed");
  const auto reopened = b.opened();
  BOOST_TEST_REQUIRE(reopened.ok());
  BOOST_TEST((*reopened)->give(std::vector<EpochId>{epoch_of(copy)}).empty());

  clock.advance(kEpoch);
  BOOST_TEST_REQUIRE(a.vault->turn_epochs().ok());
  BOOST_TEST(a.vault->epoch_state().unsettled.empty());
}

BOOST_AUTO_TEST_CASE(for_a_database_that_knows_none_of_its_epochs_a_node_overwrites_nothing) {
  has_peers = false;
  BOOST_TEST_REQUIRE(a.start());
  const auto sealed = a.accept(1, "text");
  MemoryEpochTable another;
  auto mistaken = a.opened();
  BOOST_TEST_REQUIRE(mistaken.ok());
  const auto refused = (*mistaken)->join(another);
  BOOST_TEST(refused.error().code == "key_files");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::config));
  BOOST_TEST_REQUIRE(a.start());
  BOOST_TEST(*a.open(sealed, key_of(1)) == "text");
}

BOOST_AUTO_TEST_CASE(a_node_cannot_join_while_the_database_is_away) {
  table.away_at_call = 1;
  BOOST_TEST(!a.start());
  BOOST_TEST(a.vault->seal("text", "acme").error().code == "vault_not_ready");
  table.away_at_call = 0;
  has_peers = false;
  BOOST_TEST(a.start());
}

BOOST_AUTO_TEST_CASE(what_a_node_sealed_that_never_comes_back_is_wrapped_anew_by_its_peer) {
  start();
  const auto waiting = a.accept(1, "waiting");
  a.stop();
  for (int epoch = 0; epoch < 6; ++epoch) {
    clock.advance(kEpoch);
    BOOST_TEST_REQUIRE(b.vault->turn_epochs().ok());
  }
  BOOST_TEST(*b.open(waiting, key_of(1)) == "waiting");
  for (const KnownEpoch& known : table.all) BOOST_TEST((known.maker == "b" || known.died.has_value()));
  BOOST_TEST((b.vault->epoch_state().unsettled == std::vector<std::string>{"a"}));
}

BOOST_AUTO_TEST_CASE(an_epoch_that_others_ended_is_not_sealed_under_any_more) {
  start();
  clock.advance(4 * kEpoch);  // a hears nothing of it: it was cut off
  BOOST_TEST_REQUIRE(b.vault->turn_epochs().ok());
  auto sealed = a.vault->seal("text", "acme");
  BOOST_TEST_REQUIRE(sealed.ok());
  BOOST_TEST_REQUIRE(a.vault->write_keys(std::span(&sealed->key, 1)).ok());
  BOOST_TEST(!table.store(1, sealed->key));
  BOOST_TEST_REQUIRE(a.vault->turn_epochs().ok());
  hand_out(a, b);
  a.accept(2, "later");
}

BOOST_AUTO_TEST_CASE(a_node_whose_wall_clock_is_wrong_ends_no_epoch_that_another_one_seals_under) {
  start();
  const EpochId epoch = epoch_of(a.vault->seal("text", "acme")->key);
  for (const auto wrong_by : {4 * kEpoch, -4 * kEpoch}) {
    clock.jump(wrong_by);
    for (int turn = 0; turn < 2; ++turn) BOOST_TEST_REQUIRE(b.vault->turn_epochs().ok());
    clock.jump(-wrong_by);
    BOOST_TEST(table.is_alive(epoch));
  }
  a.accept(1, "later");
}

BOOST_AUTO_TEST_CASE(an_epoch_lives_while_a_case_is_being_sealed_under_it) {
  start();
  const auto slow = a.vault->seal("slow", "acme");
  BOOST_TEST_REQUIRE(slow.ok());
  const auto given_up = a.vault->seal("given up", "acme");
  a.vault->release(given_up->key.slot);
  pass_an_epoch();
  pass_an_epoch();
  BOOST_TEST_REQUIRE(a.vault->write_keys(std::span(&slow->key, 1)).ok());
  BOOST_TEST_REQUIRE(table.store(1, slow->key));
  BOOST_TEST(*a.open(*slow, key_of(1)) == "slow");
  pass_an_epoch();
  pass_an_epoch();
  BOOST_TEST(*b.open(*slow, key_of(1)) == "slow");
  BOOST_TEST(!table.is_alive(epoch_of(slow->key)));
}

BOOST_AUTO_TEST_CASE(a_lost_slot_file_is_an_alarm) {
  has_peers = false;
  BOOST_TEST_REQUIRE(a.start());
  const auto lost = a.accept(1, "lost");
  a.stop();
  a.disk.remove("keys/epochs.keys");
  BOOST_TEST_REQUIRE(a.start());
  const auto kept = a.accept(2, "kept");
  const auto audit = a.vault->reconcile(std::vector<SlotNumber>{lost.key.slot, kept.key.slot});
  BOOST_TEST_REQUIRE(audit.ok());
  BOOST_TEST((audit->lost == std::vector<SlotNumber>{lost.key.slot}));
  BOOST_TEST(a.vault->epoch_state().missing.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_slot_file_is_filled_again_by_a_peer) {
  start();
  const auto sealed = a.accept(1, "kept");
  a.stop();
  a.disk.remove("keys/epochs.keys");
  BOOST_TEST_REQUIRE(a.start());
  for (const EpochParcel& parcel : b.vault->give(a.vault->epoch_state().missing))
    BOOST_TEST(a.vault->take(parcel).ok());
  BOOST_TEST(a.vault->reconcile(std::vector<SlotNumber>{sealed.key.slot})->lost.empty());
  BOOST_TEST(*a.open(sealed, key_of(1)) == "kept");
}

BOOST_AUTO_TEST_CASE(a_damaged_key_in_the_database_keeps_no_epoch_alive) {
  start();
  const auto damaged = a.accept(1, "damaged"), whole = a.accept(2, "whole");
  table.keys.at({1, 0}).key.bytes[60] ^= std::byte{1};
  for (int epoch = 0; epoch < 3; ++epoch) pass_an_epoch();
  BOOST_TEST(!table.is_alive(epoch_of(damaged.key)));
  BOOST_TEST(a.vault->epoch_state().damaged_keys == 1u);
  BOOST_TEST(*a.open(whole, key_of(2)) == "whole");
  const std::vector<SlotNumber> live{damaged.key.slot, whole.key.slot};
  BOOST_TEST((a.vault->reconcile(live)->lost == std::vector<SlotNumber>{damaged.key.slot}));
}

BOOST_AUTO_TEST_CASE(keys_from_a_node_with_another_root_or_of_an_epoch_that_ended_are_refused) {
  start();
  const auto own = a.vault->give(std::vector<EpochId>{epoch_of(a.accept(1, "text").key)});
  Cluster other(2);
  other.root = root_of(8);
  other.start();
  const auto foreign = other.a.vault->give(std::vector<EpochId>{epoch_of(other.a.accept(1, "text").key)});
  BOOST_TEST(b.vault->take(foreign.at(0)).error().code == "bad_parcel");
  BOOST_TEST(b.vault->take(a.vault->give_id_seed()).error().code == "bad_parcel");
  remove(1);
  for (int epoch = 0; epoch < 3; ++epoch) pass_an_epoch();
  BOOST_TEST(b.vault->take(own.at(0)).error().code == "epoch_over");
}

BOOST_AUTO_TEST_CASE(a_node_that_joins_gets_the_seed_of_all_ids_from_a_peer) {
  BOOST_TEST_REQUIRE(a.start());
  const EpochParcel seed = a.vault->give_id_seed();
  BOOST_TEST(import_id_seed("keys", b.disk, root_of(8), seed, random).error().code == "bad_parcel");
  BOOST_TEST_REQUIRE(import_id_seed("keys", b.disk, root, seed, random).ok());
  BOOST_TEST(import_id_seed("keys", b.disk, root, seed, random).error().code == "key_files");
  BOOST_TEST_REQUIRE(b.start());
  BOOST_TEST((b.vault->derive_key("ids/acme") == a.vault->derive_key("ids/acme")));
}

BOOST_AUTO_TEST_CASE(the_folder_of_a_store_in_sqlite_is_refused) {
  BOOST_TEST_REQUIRE(a.disk.create("keys/cases.keys", 4096).ok());
  BOOST_TEST(a.opened().error().code == "key_files");
}

BOOST_AUTO_TEST_CASE(a_root_is_replaced_while_cases_wait) {
  has_peers = false;
  BOOST_TEST_REQUIRE(a.start());
  const auto sealed = a.accept(1, "text");
  const auto next = root_of(9);
  const SharedVaultSettings settings{"keys", "a", kEpoch, false};
  a.vault = std::move(*SharedVault::open(settings, a.disk, root, clock, random, &next));
  BOOST_TEST_REQUIRE(a.vault->rotate_root().ok());
  a.stop();
  BOOST_TEST(a.opened().error().code == "key_files");
  root = root_of(9);
  BOOST_TEST_REQUIRE(a.start());
  BOOST_TEST(*a.open(sealed, key_of(1)) == "text");
  BOOST_TEST(a.vault->rotate_root().error().code == "no_next_root");
}

BOOST_AUTO_TEST_SUITE_END()
