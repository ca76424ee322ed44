// Wrapped keys beside the cases, in PostgreSQL: what two nodes with two slot files and one database can open,
// and what nobody can any more.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "core/async/system_clock.hpp"
#include "core/store/recovery.hpp"
#include "tests/core/store/contract/backends.hpp"
#include "tests/core/store/rows.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub::store;
using hub::testing::hash_of;
using hub::testing::OwnFolder;
using hub::testing::plain_case;
using hub::testing::plain_settlement;
using hub::testing::PostgresBackend;
namespace vault = hub::vault;

namespace {

constexpr auto kEpoch = std::chrono::minutes(5);

bool all(TenantId) {
  return true;
}

struct Shared {
  Shared() { database = std::move(*backend.open()); }

  std::unique_ptr<vault::SharedVault> start(const OwnFolder& folder, const std::string& node) {
    auto opened = open(folder, node);
    BOOST_TEST_REQUIRE(opened->join(*database->epoch_table()).ok());
    return opened;
  }
  std::unique_ptr<vault::SharedVault> open(const OwnFolder& folder, const std::string& node) {
    auto opened = vault::SharedVault::open({folder.path().string(), node, kEpoch}, vault::posix_file_system(),
                                           root, clock, random);
    BOOST_TEST_REQUIRE(opened.ok());
    return std::move(*opened);
  }
  // `from`'s newest key goes to `to`, which has joined.
  static void hand_out(vault::SharedVault& from, vault::SharedVault& to) {
    const auto sealed = from.seal("", "");
    from.release(sealed->key.slot);
    for (const auto& parcel : from.give(std::vector<vault::EpochId>{vault::epoch_of(sealed->key)}))
      BOOST_TEST_REQUIRE(to.take(parcel).ok());
  }
  hub::Result<Committed> commit(vault::SharedVault& by, vault::SealedCase sealed, std::uint32_t number = 1) {
    WriteGroup group;
    group.accepts.push_back(plain_case(number));
    group.accepts.back().sealed = std::move(sealed);
    BOOST_TEST_REQUIRE(by.write_keys(std::span(&group.accepts.back().sealed.key, 1)).ok());
    return database->commit(group);
  }
  CaseRow accept(vault::SharedVault& by, const std::string& text, std::uint32_t number = 1) {
    const auto committed = commit(by, *by.seal(text, "acme"), number);
    BOOST_TEST_REQUIRE(committed.ok());
    return committed->rows.at(0);
  }
  SealedContent load(CaseRow row) {
    const CaseRow rows[] = {row};
    auto contents = database->load(rows);
    BOOST_TEST_REQUIRE(contents.ok());
    BOOST_TEST_REQUIRE(contents->size() == 1u);
    return contents->front();
  }
  static std::string text_of(vault::SharedVault& by, const SealedContent& content) {
    hub::model::Arena arena;
    const auto text =
        by.open_sealed(content.key, {content.bytes.data(), content.bytes.size()}, "acme", arena);
    return text.ok() ? std::string(*text) : text.error().code;
  }
  void settle(CaseRow row, std::uint32_t number) {
    WriteGroup deleting;
    deleting.deleting = {plain_settlement(row, number)};
    BOOST_TEST_REQUIRE(database->commit(deleting).ok());
  }
  std::int64_t count(const std::string& from) {
    return backend.run("SELECT count(*) FROM " + from).integer(0, 0);
  }

  PostgresBackend backend;
  std::unique_ptr<Database> database;
  hub::testing::VirtualClock clock;
  hub::SystemRandom random;
  vault::RootKey root = vault::RootKey::from_bytes(std::array<std::byte, 32>{});
  OwnFolder folder_a, folder_b;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(postgres_keys, Shared)

BOOST_AUTO_TEST_CASE(what_one_node_sealed_the_other_opens_from_the_row) {
  const auto a = start(folder_a, "a"), b = start(folder_b, "b");
  const CaseRow row = accept(*a, "hello");
  BOOST_TEST(text_of(*a, load(row)) == "hello");
  BOOST_TEST(text_of(*b, load(row)) == "key_elsewhere");
  hand_out(*a, *b);
  BOOST_TEST(text_of(*b, load(row)) == "hello");
}

BOOST_AUTO_TEST_CASE(key_and_content_go_in_the_transaction_that_certifies_the_deletion) {
  const auto a = start(folder_a, "a");
  const CaseRow row = accept(*a, "deleted", 1);
  settle(row, 1);
  BOOST_TEST(count("case_keys") == 0);
  BOOST_TEST(count("contents") == 0);
  BOOST_TEST(count("certificates") == 1);
  BOOST_TEST(count("cases") == 1);
}

BOOST_AUTO_TEST_CASE(new_content_of_a_case_has_a_key_of_its_own_and_the_old_one_is_gone) {
  const auto a = start(folder_a, "a");
  const CaseRow row = accept(*a, "old");
  const SealedContent old = load(row);
  Merge merge;
  merge.row = row;
  merge.sealed = *a->seal("new", "acme");
  BOOST_TEST_REQUIRE(a->write_keys(std::span(&merge.sealed.key, 1)).ok());
  WriteGroup group;
  group.merges = {merge};
  BOOST_TEST_REQUIRE(database->commit(group).ok());
  BOOST_TEST(text_of(*a, load(row)) == "new");
  BOOST_TEST(count("case_keys") == 1);
  BOOST_TEST((load(row).key.bytes != old.key.bytes));
}

BOOST_AUTO_TEST_CASE(the_id_of_a_case_for_its_platform_has_a_key_that_outlives_the_case) {
  const auto a = start(folder_a, "a");
  WriteGroup group;
  group.accepts.push_back(plain_case(1));
  group.accepts.back().sealed = *a->seal("text", "acme");
  group.accepts.back().sealed_id = *a->seal("c1", "acme");
  const CaseRow row = database->commit(group)->rows.at(0);
  settle(row, 1);
  WriteGroup finished;
  finished.finished = {row};
  BOOST_TEST_REQUIRE(database->commit(finished).ok());
  const CaseRow rows[] = {row};
  const auto id = database->load_ids(rows)->front();
  BOOST_TEST(text_of(*a, {row, id.key, id.bytes}) == "c1");
  BOOST_TEST(a->reconcile(std::vector<vault::SlotNumber>{id.key.slot})->lost.empty());
  SourceChanges forgotten;
  forgotten.forgotten = {row};
  BOOST_TEST_REQUIRE(database->commit_source(forgotten).ok());
  BOOST_TEST(count("case_keys") == 0);
}

BOOST_AUTO_TEST_CASE(two_epochs_after_a_deletion_nobody_opens_an_old_copy_and_what_waits_is_wrapped_anew) {
  const auto a = start(folder_a, "a"), b = start(folder_b, "b");
  hand_out(*a, *b);
  const CaseRow deleted = accept(*a, "deleted", 1), waiting = accept(*a, "waiting", 2);
  const SealedContent copy = load(deleted), old = load(waiting);
  settle(deleted, 1);
  BOOST_TEST(text_of(*b, copy) == "deleted");  // whoever has a backup, a slot file and the root: not yet gone
  for (int epoch = 0; epoch < 2; ++epoch) {
    clock.advance(kEpoch);
    BOOST_TEST_REQUIRE(a->turn_epochs().ok());
    hand_out(*a, *b);
    BOOST_TEST_REQUIRE(b->turn_epochs().ok());
  }
  for (int minute = 0; minute < 2; ++minute) {
    clock.advance(std::chrono::minutes(1));
    BOOST_TEST_REQUIRE(a->turn_epochs().ok());
    BOOST_TEST_REQUIRE(b->turn_epochs().ok());
  }
  for (const auto* node : {&a, &b}) {
    BOOST_TEST(text_of(**node, copy) == "key_destroyed");
    BOOST_TEST(text_of(**node, old) == "key_destroyed");
    BOOST_TEST(text_of(**node, load(waiting)) == "waiting");
  }
  BOOST_TEST(count("epochs WHERE died_at IS NOT NULL") == 0);  // whoever held them has let them go
}

BOOST_AUTO_TEST_CASE(a_node_that_was_away_overwrites_what_died_before_it_seals) {
  const auto a = start(folder_a, "a");
  auto b = start(folder_b, "b");
  hand_out(*a, *b);
  const CaseRow row = accept(*a, "deleted");
  const SealedContent copy = load(row);
  b.reset();
  settle(row, 1);
  for (int epoch = 0; epoch < 3; ++epoch) {
    clock.advance(kEpoch);
    BOOST_TEST_REQUIRE(a->turn_epochs().ok());
  }
  BOOST_TEST((a->epoch_state().unsettled == std::vector<std::string>{"b"}));
  b = open(folder_b, "b");
  BOOST_TEST(text_of(*b, copy) == "deleted");
  BOOST_TEST(b->seal("text", "acme").error().code == "vault_not_ready");
  BOOST_TEST_REQUIRE(b->join(*database->epoch_table()).ok());
  BOOST_TEST(text_of(*b, copy) == "key_destroyed");
  BOOST_TEST(b->seal("text", "acme").ok());
}

BOOST_AUTO_TEST_CASE(metadata_that_take_the_place_of_a_case_have_a_key_of_their_own) {
  const auto a = start(folder_a, "a");
  const CaseRow row = accept(*a, "whole");
  const SealedContent old = load(row);
  WriteGroup group;
  hub::store::Reduction& reduction = group.reductions.emplace_back();
  reduction.row = row;
  reduction.sealed = *a->seal("metadata", "acme");
  reduction.certificate = "{}";
  BOOST_TEST_REQUIRE(a->write_keys(std::span(&reduction.sealed.key, 1)).ok());
  BOOST_TEST_REQUIRE(database->commit(group).ok());
  BOOST_TEST(text_of(*a, load(row)) == "metadata");
  BOOST_TEST(count("case_keys") == 1);
  BOOST_TEST((load(row).key.bytes != old.key.bytes));
}

BOOST_AUTO_TEST_CASE(the_key_of_a_tracking_day_lies_wrapped_beside_it_and_goes_with_its_purge) {
  const auto a = start(folder_a, "a"), b = start(folder_b, "b");
  hand_out(*a, *b);
  TrackingDay day;
  day.tenant = "acme";
  const auto sealed = *a->seal("key of the day", "acme");
  day.key = sealed.key;
  day.sealed_key = sealed.content;
  BOOST_TEST_REQUIRE(a->write_keys(std::span(&sealed.key, 1)).ok());
  const auto id = database->tracking().add_day(day);
  BOOST_TEST_REQUIRE(id.ok());
  const auto text = [&](vault::SharedVault& by) {
    const TrackingDay found = database->tracking().days()->at(0);
    return text_of(by, {0, *found.key, found.sealed_key});
  };
  BOOST_TEST(text(*a) == "key of the day");
  BOOST_TEST(text(*b) == "key of the day");
  BOOST_TEST(a->reconcile(std::vector<vault::SlotNumber>{sealed.key.slot})->lost.empty());
  for (int epoch = 0; epoch < 3; ++epoch) {
    clock.advance(kEpoch);
    for (int turn = 0; turn < 2; ++turn) BOOST_TEST_REQUIRE(a->turn_epochs().ok());
  }
  BOOST_TEST((database->tracking().days()->at(0).key->bytes != sealed.key.bytes));
  BOOST_TEST(text(*a) == "key of the day");
  BOOST_TEST_REQUIRE(database->tracking().begin_purge(*id, "{}").ok());
  BOOST_TEST(count("case_keys") == 0);
  BOOST_TEST(!database->tracking().days()->at(0).key.has_value());
}

BOOST_AUTO_TEST_CASE(a_tracking_day_whose_epoch_is_not_here_is_found_at_the_start) {
  const auto a = start(folder_a, "a"), b = start(folder_b, "b");
  TrackingDay day;
  day.key = a->seal("key of the day", "acme")->key;
  BOOST_TEST_REQUIRE(database->tracking().add_day(day).ok());
  BOOST_TEST(audit_keys(*database, *a)->lost.empty());
  BOOST_TEST((audit_keys(*database, *b)->lost == std::vector<vault::SlotNumber>{day.key->slot}));
}

BOOST_AUTO_TEST_CASE(nothing_is_stored_under_an_epoch_that_another_node_has_ended) {
  const auto a = start(folder_a, "a"), b = start(folder_b, "b");
  const auto late = *a->seal("late", "acme");
  clock.advance(4 * kEpoch);
  BOOST_TEST_REQUIRE(b->turn_epochs().ok());
  const auto refused = commit(*a, late);
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "epoch_over");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::transient));
  BOOST_TEST(count("cases") == 0);
  TrackingDay day;
  day.key = late.key;
  BOOST_TEST(database->tracking().add_day(day).error().code == "epoch_over");
  BOOST_TEST_REQUIRE(a->turn_epochs().ok());
  BOOST_TEST(text_of(*a, load(accept(*a, "later"))) == "later");
}

// The one who ends an epoch waits for a transaction that stores a key under it, and then sees the key.
BOOST_AUTO_TEST_CASE(an_epoch_does_not_end_while_a_key_is_being_stored_under_it) {
  const auto a = start(folder_a, "a");
  const auto sealed = *a->seal("text", "acme");
  const vault::EpochId epoch = vault::epoch_of(sealed.key);
  const auto storing = postgres::Connection::open(backend.settings);
  BOOST_TEST_REQUIRE(storing.ok());
  const auto id = postgres::Parameters().add_bytes(epoch);
  BOOST_TEST_REQUIRE((*storing)->run(postgres::Statement{"BEGIN"}).ok());
  BOOST_TEST_REQUIRE(
      (*storing)->run({"SELECT 1 FROM epochs WHERE id = $1 AND died_at IS NULL FOR KEY SHARE", id}).ok());
  BOOST_TEST_REQUIRE(
      (*storing)->run({"INSERT INTO case_keys(row, part, epoch, wrapped) VALUES(1, 0, $1, '')", id}).ok());
  hub::Result<std::vector<vault::EpochId>> ended = std::vector<vault::EpochId>();
  std::thread ending(
      [&] { ended = database->epoch_table()->end(std::vector<vault::EpochId>{epoch}, clock.wall_now()); });
  while (count("pg_locks WHERE NOT granted") == 0) std::this_thread::yield();
  BOOST_TEST_REQUIRE((*storing)->run(postgres::Statement{"COMMIT"}).ok());
  ending.join();
  BOOST_TEST_REQUIRE(ended.ok());
  BOOST_TEST(ended->empty());
  backend.run("DELETE FROM case_keys");
  BOOST_TEST(database->epoch_table()->end(std::vector<vault::EpochId>{epoch}, clock.wall_now())->size() ==
             1u);
}

BOOST_AUTO_TEST_CASE(cases_of_a_lost_slot_file_are_found_at_the_start) {
  CaseRow lost = 0;
  {
    const auto a = start(folder_a, "a");
    lost = accept(*a, "lost", 1);
  }
  std::filesystem::remove(folder_a.path() / "epochs.keys");
  const auto a = start(folder_a, "a");
  const CaseRow kept = accept(*a, "kept", 2);
  const auto recovery = recover(*database, *a, all, [](const LiveCase&) {});
  BOOST_TEST_REQUIRE(recovery.ok());
  BOOST_TEST((recovery->lost == std::vector<CaseRow>{lost}));
  BOOST_TEST(text_of(*a, load(kept)) == "kept");
}

BOOST_AUTO_TEST_CASE(a_deletion_that_was_cut_short_is_finished_at_the_start) {
  const auto a = start(folder_a, "a");
  settle(accept(*a, "deleted", 1), 1);
  const auto recovery = recover(*database, *a, all, [](const LiveCase&) {});
  BOOST_TEST_REQUIRE(recovery.ok());
  BOOST_TEST(recovery->redone == 1u);
  BOOST_TEST(recovery->lost.empty());
  BOOST_TEST(count("cases") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
