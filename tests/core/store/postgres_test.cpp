// What only the PostgreSQL store promises: one hub writes, nothing is in doubt when the server or the way to
// it fails, and nothing is left in a session.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "tests/core/store/contract/backends.hpp"
#include "tests/core/store/rows.hpp"
#include "tests/support/losing_proxy.hpp"

using namespace hub::store;
using hub::testing::LosingProxy;
using hub::testing::plain_case;
using hub::testing::plain_settlement;
using hub::testing::PostgresBackend;
using hub::testing::PrivatePostgres;

namespace {

struct Installed {
  Installed() {
    if (PrivatePostgres::instance().is_there()) return;
    std::cout << "skipped: PostgreSQL is not installed\n";
    std::exit(EXIT_SUCCESS);
  }
};
BOOST_TEST_GLOBAL_FIXTURE(Installed);

std::unique_ptr<Database> opened(PostgresBackend& backend, PostgresUse use = PostgresUse::write) {
  auto database = backend.open(use);
  BOOST_TEST_REQUIRE(database.ok());
  return std::move(*database);
}

hub::Result<Committed> accept(Database& database, std::uint32_t number) {
  WriteGroup group;
  group.accepts.push_back(plain_case(number));
  return database.commit(group);
}

std::vector<CaseRow> live(Database& database) {
  std::vector<CaseRow> rows;
  BOOST_TEST_REQUIRE(database.for_each_live([&](const LiveCase& entry) { rows.push_back(entry.row); }).ok());
  return rows;
}

void cut_all_sessions(PostgresBackend& backend) {
  backend.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
      " WHERE application_name = 'connector-hub' AND pid <> pg_backend_pid()");
}

// A store whose every connection goes through a proxy.
struct Proxied {
  Proxied() {
    proxied.host = folder.path().string();
    proxied.statement_timeout = std::chrono::seconds(5);
    database =
        std::move(*open_postgres(proxied, hub::testing::hash_of(1), PostgresUse::write, backend.health));
    backend.know_plain_keys();
  }
  PostgresBackend backend;
  hub::testing::OwnFolder folder;
  LosingProxy proxy{folder.path().string(), PrivatePostgres::instance().folder()};
  PostgresSettings proxied = backend.settings;
  std::unique_ptr<Database> database;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(postgres_store)

BOOST_AUTO_TEST_CASE(a_store_of_a_later_hub_is_refused_and_left_alone) {
  PostgresBackend backend;
  opened(backend);
  backend.run("UPDATE hub_schema SET version = 99, works_from = 99");
  const auto refused = backend.open();
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "schema_newer");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::config));
}

BOOST_AUTO_TEST_CASE(cases_whose_keys_an_earlier_hub_keeps_are_refused_and_left_alone) {
  PostgresBackend backend;
  BOOST_TEST_REQUIRE(accept(*opened(backend), 1).ok());
  // As the step before that of the keys left it.
  backend.run("DROP TABLE case_keys, epochs, epoch_holders, owners, nodes, sequencer, paused_lanes");
  backend.run("ALTER TABLE removals DROP COLUMN moves");
  backend.run("ALTER TABLE hub_schema DROP COLUMN works_from");
  backend.run("UPDATE hub_schema SET version = 6");
  const auto refused = backend.open();
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "store_not_empty");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::config));
  BOOST_TEST(backend.run("SELECT count(*) FROM contents").integer(0, 0) == 1);
  backend.run("DELETE FROM cases");
  BOOST_TEST(backend.open().ok());
}

BOOST_AUTO_TEST_CASE(hubs_that_make_the_tables_at_once_wait_for_each_other) {
  PostgresBackend backend;
  bool first = false, second = false;
  std::thread other([&] { first = backend.open().ok(); });
  second = backend.open().ok();
  other.join();
  BOOST_TEST((first && second));
}

BOOST_AUTO_TEST_CASE(the_store_of_other_key_files_is_refused_and_left_alone) {
  PostgresBackend backend;
  const auto database = opened(backend);
  for (const PostgresUse use : {PostgresUse::write, PostgresUse::look})
    BOOST_TEST(backend.open(use, 2).error().code == "store_foreign");
  BOOST_TEST(accept(*database, 1).ok());
}

BOOST_AUTO_TEST_CASE(a_hub_that_another_one_has_followed_writes_nothing_more) {
  PostgresBackend backend;
  const auto before = opened(backend);
  BOOST_TEST_REQUIRE(accept(*before, 1).ok());
  const auto after = opened(backend);
  const auto refused = accept(*before, 2);
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "store_taken");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::config));
  BOOST_TEST(before->admin().note({}).error().code == "store_taken");
  BOOST_TEST(accept(*after, 3).ok());
  BOOST_TEST(live(*after).size() == 2u);
}

BOOST_AUTO_TEST_CASE(whoever_only_looks_ends_nobody_and_writes_nothing) {
  PostgresBackend backend;
  const auto writing = opened(backend);
  BOOST_TEST_REQUIRE(accept(*writing, 1).ok());
  const auto looking = opened(backend, PostgresUse::look);
  BOOST_TEST(live(*looking).size() == 1u);
  BOOST_TEST(accept(*looking, 2).error().code == "store_taken");
  BOOST_TEST(accept(*writing, 3).ok());
}

BOOST_AUTO_TEST_CASE(while_the_server_is_away_nothing_is_changed_and_then_it_goes_on) {
  PostgresBackend backend;
  const auto database = opened(backend);
  BOOST_TEST_REQUIRE(accept(*database, 1).ok());
  PrivatePostgres::instance().stop();
  const auto refused = accept(*database, 2);
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "database_away");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::transient));
  BOOST_TEST(backend.health.is_away());
  BOOST_TEST(database->certificate_count().error().code == "database_away");
  PrivatePostgres::instance().start();
  BOOST_TEST(accept(*database, 3).ok());
  BOOST_TEST(!backend.health.is_away());
  BOOST_TEST(live(*database).size() == 2u);
}

// As PgBouncer does in transaction mode: what a session remembered would be missed.
BOOST_AUTO_TEST_CASE(every_transaction_may_have_another_session) {
  PostgresBackend backend;
  const auto database = opened(backend);
  const LaneId lane = *database->lane_id("acme", "crm");
  for (std::uint32_t number = 1; number <= 3; ++number) {
    cut_all_sessions(backend);
    BOOST_TEST(*database->lane_id("acme", "crm") == lane);
    const auto committed = accept(*database, number);
    BOOST_TEST_REQUIRE(committed.ok());
    cut_all_sessions(backend);
    WriteGroup deleting;
    deleting.deleting = {plain_settlement(committed->rows.at(0), number)};
    BOOST_TEST(database->commit(deleting).ok());
    BOOST_TEST(*database->certificate_count() == number);
  }
  const auto left = backend.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'");
  BOOST_TEST(left.integer(0, 0) == 0);
}

BOOST_AUTO_TEST_CASE(a_commit_that_was_done_although_its_answer_was_lost_counts_as_done) {
  Proxied store;
  BOOST_TEST_REQUIRE(accept(*store.database, 1).ok());
  store.proxy.lose(LosingProxy::Loses::answer);
  const auto committed = accept(*store.database, 2);
  BOOST_TEST((store.proxy.still_loses() == LosingProxy::Loses::nothing));
  BOOST_TEST_REQUIRE(committed.ok());
  BOOST_TEST(live(*store.database).back() == committed->rows.at(0));
  WriteGroup deleting;
  deleting.deleting = {plain_settlement(committed->rows.at(0), 2)};
  store.proxy.lose(LosingProxy::Loses::answer);
  const auto settled = store.database->commit(deleting);
  BOOST_TEST_REQUIRE(settled.ok());
  BOOST_TEST(settled->deleting.size() == 1u);
  BOOST_TEST(*store.database->certificate_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_commit_that_never_arrived_changes_nothing) {
  Proxied store;
  BOOST_TEST_REQUIRE(accept(*store.database, 1).ok());
  store.proxy.lose(LosingProxy::Loses::commit);
  const auto refused = accept(*store.database, 2);
  BOOST_TEST((store.proxy.still_loses() == LosingProxy::Loses::nothing));
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "database_away");
  BOOST_TEST(live(*store.database).size() == 1u);
  BOOST_TEST(accept(*store.database, 3).ok());
  BOOST_TEST(live(*store.database).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_commit_that_stays_in_doubt_ends_the_store_until_it_is_opened_again) {
  Proxied store;
  store.proxied.outcome_timeout = std::chrono::milliseconds(1);
  store.database = std::move(
      *open_postgres(store.proxied, hub::testing::hash_of(1), PostgresUse::write, store.backend.health));
  // The server ends the session in the middle of the COMMIT, and lets nobody in to see what became of it.
  const auto other = postgres::Connection::open(store.backend.settings);
  BOOST_TEST_REQUIRE(other.ok());
  store.backend.run(
      "CREATE FUNCTION stop_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
      " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$");
  store.backend.run(
      "CREATE CONSTRAINT TRIGGER stop_at_commit AFTER INSERT ON cases DEFERRABLE INITIALLY DEFERRED"
      " FOR EACH ROW EXECUTE FUNCTION stop_at_commit()");
  store.backend.run_outside("ALTER DATABASE " + store.backend.settings.database + " ALLOW_CONNECTIONS false");
  const auto refused = accept(*store.database, 1);
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "outcome_unknown");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::config));
  BOOST_TEST(accept(*store.database, 2).error().code == "outcome_unknown");
  BOOST_TEST_REQUIRE((*other)->run(postgres::Statement{"DROP TRIGGER stop_at_commit ON cases"}).ok());
  store.backend.run_outside("ALTER DATABASE " + store.backend.settings.database + " ALLOW_CONNECTIONS true");
  const auto database = opened(store.backend);
  BOOST_TEST(live(*database).empty());
  BOOST_TEST(accept(*database, 3).ok());
}

BOOST_AUTO_TEST_CASE(of_several_hosts_the_one_that_can_be_written_to_is_used) {
  PostgresBackend backend;
  backend.settings.host = "/nowhere," + backend.settings.host;
  BOOST_TEST(backend.open().ok());
  backend.run_outside("ALTER DATABASE " + backend.settings.database +
                      " SET default_transaction_read_only = on");
  const auto refused = backend.open();
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "database_away");
  for (const char* reason : {"/nowhere", "can only be read"})
    BOOST_TEST((refused.error().message.find(reason) != std::string::npos), reason);
}

// A server that is cut off from its standbys must not count for anything, or its successor knows nothing of
// it.
BOOST_AUTO_TEST_CASE(nothing_counts_before_the_synchronous_standby_has_it) {
  PostgresBackend backend;
  backend.settings.statement_timeout = std::chrono::milliseconds(200);
  const auto database = opened(backend);
  BOOST_TEST_REQUIRE(accept(*database, 1).ok());
  const auto wait_for = [&backend](const std::string& standby) {
    backend.run_outside("ALTER SYSTEM SET synchronous_standby_names = '" + standby + "'");
    backend.run_outside("SELECT pg_reload_conf()");
  };
  wait_for("nobody");
  BOOST_TEST(database->lane_id("acme", "crm").error().code == "database_away");
  BOOST_TEST(backend.open().error().code == "database_away");
  wait_for("");
  BOOST_TEST(database->lane_id("acme", "crm").ok());
  const auto again = opened(backend);
  BOOST_TEST(accept(*again, 2).ok());
  BOOST_TEST(live(*again).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_statement_that_takes_too_long_is_given_up_and_nothing_is_changed) {
  PostgresBackend backend;
  backend.settings.statement_timeout = std::chrono::milliseconds(200);
  const auto database = opened(backend);
  const auto other = postgres::Connection::open(backend.settings);
  BOOST_TEST_REQUIRE(other.ok());
  BOOST_TEST_REQUIRE((*other)->run({{"BEGIN"}, {"LOCK TABLE cases"}}).ok());
  BOOST_TEST(accept(*database, 1).error().code == "database_away");
  BOOST_TEST_REQUIRE((*other)->run(postgres::Statement{"ROLLBACK"}).ok());
  BOOST_TEST(live(*database).empty());
  BOOST_TEST(accept(*database, 2).ok());
}

BOOST_AUTO_TEST_CASE(content_of_any_size_goes_in_and_comes_out) {
  PostgresBackend backend;
  const auto database = opened(backend);
  WriteGroup group;
  for (std::uint32_t number = 1; number <= 4; ++number) {
    group.accepts.push_back(plain_case(number));
    group.accepts.back().sealed.content.assign(6u << 20, static_cast<char>(number));
  }
  group.accepts.back().sealed.content.clear();
  const auto committed = database->commit(group);
  BOOST_TEST_REQUIRE(committed.ok());
  const auto contents = database->load(committed->rows);
  BOOST_TEST_REQUIRE(contents.ok());
  BOOST_TEST_REQUIRE(contents->size() == 4u);
  for (std::size_t at = 0; at < 4; ++at)
    BOOST_TEST((contents->at(at).bytes == group.accepts[at].sealed.content));
}

BOOST_AUTO_TEST_CASE(a_text_that_postgresql_cannot_hold_stops_nothing) {
  PostgresBackend backend;
  const auto database = opened(backend);
  NewCase given = plain_case(1);
  const LaneId lane = *database->lane_id("acme", "crm");
  given.deliveries = {{lane, 1, true}};
  WriteGroup group;
  group.accepts = {given};
  const CaseRow row = database->commit(group)->rows.at(0);
  const std::string odd("a\0b\xff", 4);
  WriteGroup changes;
  changes.sent = {{{row, lane}, odd}};
  changes.changes = {{{row, lane}, DeliveryState::dead_letter, 1, {}, hub::invalid_error(odd, odd), {}}};
  BOOST_TEST_REQUIRE(database->commit(changes).ok());
  BOOST_TEST(database->list_deliveries({})->at(0).error->message == "a?b?");
  BOOST_TEST_REQUIRE(database
                         ->for_each_live([&](const LiveCase& entry) {
                           BOOST_TEST(entry.deliveries[0].notes->footprint == odd);
                         })
                         .ok());
}

BOOST_AUTO_TEST_CASE(of_several_changes_of_one_thing_in_a_group_the_last_one_counts) {
  PostgresBackend backend;
  const auto database = opened(backend);
  NewCase given = plain_case(1);
  const LaneId lane = *database->lane_id("acme", "crm");
  given.deliveries = {{lane, 1, true}};
  WriteGroup group;
  group.accepts = {given};
  const CaseRow row = database->commit(group)->rows.at(0);
  const auto at = [](int time) { return hub::WallTime(hub::milliseconds(time)); };
  WriteGroup changes;
  changes.changes = {{{row, lane}, DeliveryState::retrying, 1, {}, std::nullopt, at(1)},
                     {{row, lane}, DeliveryState::confirmed, 2, {}, std::nullopt, at(2)}};
  changes.retained = {{row, at(5), {}, {}}, {row, {}, at(6), {}}, {row, at(7), {}, {}}};
  changes.deleting = {plain_settlement(row, 1), plain_settlement(row, 1)};
  BOOST_TEST(database->commit(changes)->deleting.size() == 1u);
  BOOST_TEST(database->delivery_history({row, lane})->size() == 2u);
  BOOST_TEST_REQUIRE(database
                         ->for_each_live([&](const LiveCase& entry) {
                           BOOST_TEST((entry.deliveries[0].state == DeliveryState::confirmed));
                           BOOST_TEST(
                               (entry.retention->kept_until == at(7) && entry.retention->held_from == at(6)));
                         })
                         .ok());
}

BOOST_AUTO_TEST_CASE(whoever_uses_the_tables_with_another_program_is_kept_from_changing_the_audit_log) {
  PostgresBackend backend;
  const auto database = opened(backend);
  BOOST_TEST_REQUIRE(database->admin().note({}).ok());
  BOOST_TEST_REQUIRE(database->admin().conclude(1, 200, {}).ok());
  const auto other = postgres::Connection::open(backend.settings);
  BOOST_TEST_REQUIRE(other.ok());
  for (const char* change : {"DELETE FROM audit", "TRUNCATE audit", "UPDATE audit SET who = 'nobody'",
                             "UPDATE audit SET result = 403"})
    BOOST_TEST(!(*other)->run(postgres::Statement{change}).ok(), change);
  BOOST_TEST(database->admin().audit({})->size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_backup_is_left_to_postgresqls_own_tools) {
  PostgresBackend backend;
  const auto database = opened(backend);
  const auto refused = database->back_up((backend.folder() / "copy.db").string());
  BOOST_TEST(refused.error().code == "backup_elsewhere");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::invalid));
}

BOOST_AUTO_TEST_SUITE_END()
