// A database that was restored from a backup, and the certificate log that went on without it.
#include "core/store/deletion_replay.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "core/certificates/publisher.hpp"
#include "core/store/sqlite/sqlite_database.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub;
using namespace hub::certificates;
using hub::testing::hash_of;
using hub::testing::plain_case;
using hub::testing::plain_settlement;
using store::Replayed;
namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

namespace {

constexpr int kDays = 30;

std::string certificate_of(std::uint32_t number, bool is_update = false) {
  return R"({"v":1,"tenant":"acme","case":")" + hash_of(100 + number).text() + R"(","outcome":"delivered",)" +
         (is_update ? R"("update":true,)" : "") +
         R"("received":"2026-11-01T10:00:00.000Z","settled":"2026-11-02T10:00:00.000Z","targets":[]})";
}

store::SqliteSettings settings_without_reserve() {
  store::SqliteSettings settings;
  settings.reserve_bytes = 0;
  return settings;
}

// A hub's store and log, and backups of the store.
struct Bench {
  fs::path folder = fs::temp_directory_path() / ("hub-replay-" + std::to_string(::getpid()));
  NoteSigner signer{"hub.example/certs", std::array<std::byte, 32>{}};
  std::unique_ptr<store::Database> database;

  Bench() {
    fs::remove_all(folder);
    fs::create_directories(folder);
    open("hub.db");
    BOOST_TEST_REQUIRE(*database->tenant_id("acme") == 1u);
  }
  ~Bench() {
    database.reset();
    fs::remove_all(folder);
  }
  void open(const std::string& name) {
    database.reset();
    auto opened = store::open_sqlite((folder / name).string(), settings_without_reserve());
    BOOST_TEST_REQUIRE(opened.ok());
    database = std::move(*opened);
  }
  void commit(const store::WriteGroup& group) { BOOST_TEST_REQUIRE(database->commit(group).ok()); }
  store::CaseRow accept(std::uint32_t number, store::CaseKind kind = store::CaseKind::closed) {
    store::WriteGroup group;
    group.accepts.push_back(plain_case(number));
    group.accepts.front().kind = kind;
    // News have the reference of their case.
    if (kind != store::CaseKind::closed) group.accepts.front().case_ref = hash_of(100 + number - 50);
    return database->commit(group)->rows.at(0);
  }
  // A case goes, with its certificate.
  void settle(store::CaseRow row, std::uint32_t number, const std::string& certificate) {
    store::WriteGroup deleting, finished;
    deleting.deleting.push_back(plain_settlement(row, number));
    deleting.deleting.front().certificate = certificate;
    finished.finished.push_back(row);
    commit(deleting);
    commit(finished);
  }
  void add(const std::string& entry) {
    store::SourceChanges changes;
    changes.addenda.push_back(entry);
    BOOST_TEST_REQUIRE(database->commit_source(changes).ok());
  }
  void back_up() { BOOST_TEST_REQUIRE(database->back_up((folder / "old.db").string()).ok()); }
  void publish() {
    auto publisher = Publisher::open({(folder / "log").string(), "hub.example/certs"}, signer);
    BOOST_TEST_REQUIRE(publisher.ok());
    const auto read = [this](std::uint64_t first, std::uint32_t count) -> Result<Lines> {
      Lines lines;
      const auto views = database->certificates(static_cast<std::int64_t>(first) - 1, count);
      for (const auto& view : *views) lines.push_back(view.entry);
      return lines;
    };
    BOOST_TEST_REQUIRE(
        (*publisher)->publish(static_cast<std::uint64_t>(*database->certificate_count()), read).ok());
  }
  Result<Replayed> replay() {
    const auto publisher = Publisher::open({(folder / "log").string(), "hub.example/certs"}, signer);
    BOOST_TEST_REQUIRE(publisher.ok());
    const auto log = LogReader::open([&](const std::string& path) { return (*publisher)->read_file(path); },
                                     signer.verifier());
    BOOST_TEST_REQUIRE(log.ok());
    return store::replay_deletions(*log, *database, [](const std::string&) { return kDays; });
  }
  Lines entries() {
    Lines lines;
    const auto views = database->certificates(-1, 1000);
    for (const auto& view : *views) lines.push_back(view.entry);
    return lines;
  }
  // "row state" of each.
  Lines rows() {
    Lines lines;
    BOOST_TEST_REQUIRE(database
                           ->for_each_live([&](const store::LiveCase& entry) {
                             lines.push_back(
                                 std::to_string(entry.row) +
                                 (entry.state == store::CaseState::deleting ? " deleting" : " live"));
                           })
                           .ok());
    return lines;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(deletion_replay)

BOOST_AUTO_TEST_CASE(what_was_deleted_since_the_backup_is_marked_for_deletion_and_what_was_not_stays) {
  Bench bench;
  for (std::uint32_t number = 1; number <= 3; ++number) bench.accept(number);
  bench.settle(1, 1, certificate_of(1));
  bench.back_up();
  bench.accept(4);
  bench.settle(4, 4, certificate_of(4));  // came and went after the backup
  bench.add(R"({"v":1,"addendum":"source purged","certificate":0})");
  bench.settle(3, 3, certificate_of(3));
  bench.publish();
  const Lines all = bench.entries();

  bench.open("old.db");
  const auto replayed = bench.replay();
  BOOST_TEST_REQUIRE(replayed.ok());
  BOOST_TEST(replayed->certificates == 3u);
  BOOST_TEST(replayed->cases == 1u);
  BOOST_TEST(bench.entries() == all, boost::test_tools::per_element());
  BOOST_TEST(bench.rows() == (Lines{"2 live", "3 deleting"}), boost::test_tools::per_element());
  std::vector<std::int64_t> days;
  BOOST_TEST(bench.database
                 ->for_each_tombstone(0,
                                      [&](const store::Tombstone& tombstone) {
                                        if (tombstone.event_ref == hash_of(203)) {
                                          days.push_back(tombstone.day);
                                          BOOST_TEST(tombstone.certificate == 3);
                                        }
                                      })
                 .ok());
  BOOST_TEST(days == std::vector<std::int64_t>{20'759 + kDays}, boost::test_tools::per_element());
  const auto again = bench.replay();
  BOOST_TEST_REQUIRE(again.ok());
  BOOST_TEST(again->certificates == 0u);
  BOOST_TEST(bench.entries() == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(news_and_their_case_are_told_apart) {
  Bench bench;
  bench.accept(1);
  bench.accept(51, store::CaseKind::update);
  bench.back_up();
  bench.settle(2, 51, certificate_of(1, true));
  bench.publish();
  bench.open("old.db");
  BOOST_TEST(bench.replay()->cases == 1u);
  BOOST_TEST(bench.rows() == (Lines{"1 live", "2 deleting"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_store_that_is_up_to_date_is_left_as_it_is) {
  Bench bench;
  bench.accept(1);
  bench.accept(2);
  bench.settle(1, 1, certificate_of(1));
  bench.publish();
  bench.settle(2, 2, certificate_of(2));  // not published yet
  const auto replayed = bench.replay();
  BOOST_TEST_REQUIRE(replayed.ok());
  BOOST_TEST(replayed->certificates == 0u);
  BOOST_TEST(bench.entries().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_store_with_another_history_is_refused_and_left_as_it_is) {
  Bench bench;
  bench.accept(1);
  bench.back_up();
  bench.settle(1, 1, certificate_of(1));
  bench.add(R"({"v":1,"addendum":"source purged","certificate":0})");
  bench.publish();
  bench.open("old.db");
  bench.settle(1, 1, certificate_of(9));
  BOOST_TEST(bench.replay().error().code == "log_forked");
  BOOST_TEST(bench.entries().size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_entry_that_the_log_does_not_prove_deletes_nothing) {
  Bench bench;
  bench.accept(1);
  bench.back_up();
  bench.settle(1, 1, certificate_of(2));
  bench.publish();
  const fs::path bundle = bench.folder / "log" / "tile" / "entries" / "000.p" / "1";
  const std::string forged = certificate_of(1);
  {
    std::ofstream file(bundle, std::ios::binary);
    file.put(static_cast<char>(forged.size() >> 8)).put(static_cast<char>(forged.size() & 0xff)) << forged;
  }
  bench.open("old.db");
  BOOST_TEST(bench.replay().error().code == "log_tampered");
  BOOST_TEST(bench.rows() == Lines{"1 live"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
