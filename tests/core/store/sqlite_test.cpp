// What only the SQLite store promises: private files, no residue, a full disk survived, no newer schema
// touched.
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "core/vault/vault.hpp"
#include "tests/core/store/contract/backends.hpp"
#include "tests/core/store/rows.hpp"
#include "tests/core/store/store_machine.hpp"

using namespace hub::store;
using hub::testing::plain_case;
using hub::testing::plain_settlement;
using hub::testing::SqliteBackend;
using hub::testing::StoreMachine;

namespace {

std::size_t hits(std::string_view haystack, std::string_view needle) {
  std::size_t found = 0;
  for (auto at = haystack.find(needle); at != std::string_view::npos; at = haystack.find(needle, at + 1))
    ++found;
  return found;
}

// In every file of the folder.
std::size_t hits_in(const std::filesystem::path& folder, std::string_view needle) {
  std::size_t found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    found += hits(bytes, needle);
  }
  return found;
}

std::size_t hits_in(const hub::simulation::SimulatedDisk& disk, std::string_view needle) {
  std::size_t found = 0;
  for (const auto& [path, bytes] : disk.contents()) {
    found += hits({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, needle);
  }
  return found;
}

void remove(Database& database, CaseRow row, std::uint32_t number) {
  WriteGroup deleting, finished;
  deleting.deleting = {plain_settlement(row, number)};
  finished.finished = {row};
  BOOST_TEST_REQUIRE(database.commit(deleting).ok());
  BOOST_TEST_REQUIRE(database.commit(finished).ok());
}

CaseRow accept(Database& database, std::uint32_t number) {
  WriteGroup group;
  group.accepts.push_back(plain_case(number));
  const auto committed = database.commit(group);
  BOOST_TEST_REQUIRE(committed.ok());
  return committed->rows.at(0);
}

// A small disk of its own, where the system lets us.
struct SmallDisk {
  SmallDisk() {
    path = std::filesystem::temp_directory_path() / ("hub_small_" + std::to_string(getpid()));
    std::filesystem::create_directories(path);
    is_mounted = ::mount("none", path.c_str(), "tmpfs", 0, "size=64m") == 0;
  }
  ~SmallDisk() {
    if (is_mounted) ::umount(path.c_str());
    std::filesystem::remove_all(path);
  }
  std::filesystem::path path;
  bool is_mounted = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite)

BOOST_AUTO_TEST_CASE(the_files_are_for_the_service_alone) {
  SqliteBackend backend;
  const auto database = backend.open();
  WriteGroup group;
  group.accepts.push_back(plain_case(1));
  BOOST_TEST_REQUIRE((*database)->commit(group).ok());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(backend.folder())) {
    struct stat status {};
    BOOST_TEST_REQUIRE(::stat(entry.path().c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0077) == 0u, entry.path());
    ++files;
  }
  BOOST_TEST(files == 4u);  // database, journal, its index, reserve
}

BOOST_AUTO_TEST_CASE(a_store_of_a_later_hub_is_refused_and_left_alone) {
  SqliteBackend backend;
  BOOST_TEST_REQUIRE(backend.open().ok());
  sqlite3* handle = nullptr;
  BOOST_TEST_REQUIRE(sqlite3_open((backend.folder() / "hub.db").c_str(), &handle) == SQLITE_OK);
  sqlite3_exec(handle, "PRAGMA user_version=99", nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  const auto refused = backend.open();
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "schema_newer");
  BOOST_TEST((refused.error().kind == hub::ErrorKind::config));
}

BOOST_AUTO_TEST_CASE(a_store_of_the_hub_before_is_brought_up_to_date) {
  SqliteBackend backend;
  sqlite3* handle = nullptr;
  BOOST_TEST_REQUIRE(backend.open().ok());
  BOOST_TEST_REQUIRE(sqlite3_open((backend.folder() / "hub.db").c_str(), &handle) == SQLITE_OK);
  // Everything that came after the first step goes.
  const int changed = sqlite3_exec(
      handle,
      "DROP TABLE publications; DROP TABLE merged_events; DROP TABLE source_cases;"
      "DROP TABLE source_jobs; DROP TABLE audit; DROP TABLE secrets; DROP TABLE resources;"
      "DROP TABLE removals; DROP TABLE admin_keys; DROP TABLE session_traces; DROP TABLE terms;"
      "DROP TABLE tracking_days; DROP TABLE tracking_events; DROP TABLE paused_lanes;"
      "ALTER TABLE tombstones DROP COLUMN certificate;"
      "ALTER TABLE cases DROP COLUMN kind; ALTER TABLE cases DROP COLUMN kept_until;"
      "ALTER TABLE cases DROP COLUMN held_from; ALTER TABLE cases DROP COLUMN held_to;"
      "ALTER TABLE cases DROP COLUMN type_ref;"
      "ALTER TABLE deliveries DROP COLUMN footprint; ALTER TABLE deliveries DROP COLUMN redactions;"
      "ALTER TABLE deliveries DROP COLUMN accepted_mapping; PRAGMA user_version=1",
      nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  BOOST_TEST_REQUIRE(changed == SQLITE_OK);
  const auto opened = backend.open();
  BOOST_TEST_REQUIRE(opened.ok());
  BOOST_TEST((*opened)->for_each_live([](const LiveCase&) {}).ok());
}

BOOST_AUTO_TEST_CASE(whoever_opens_the_file_with_another_program_is_kept_from_changing_the_audit_log) {
  SqliteBackend backend;
  {
    const auto database = backend.open();
    BOOST_TEST_REQUIRE((*database)->admin().note({}).ok());
    BOOST_TEST_REQUIRE((*database)->admin().conclude(1, 200, {}).ok());
  }
  sqlite3* handle = nullptr;
  BOOST_TEST_REQUIRE(sqlite3_open((backend.folder() / "hub.db").c_str(), &handle) == SQLITE_OK);
  for (const char* change :
       {"DELETE FROM audit", "UPDATE audit SET who = 'nobody'", "UPDATE audit SET result = 403"})
    BOOST_TEST(sqlite3_exec(handle, change, nullptr, nullptr, nullptr) == SQLITE_CONSTRAINT, change);
  sqlite3_close(handle);
}

BOOST_AUTO_TEST_CASE(a_secret_that_was_replaced_or_removed_leaves_no_byte_in_any_file) {
  SqliteBackend backend;
  const auto database = backend.open();
  const std::string canary = "sealed-5f1d0c7be2a94a31";
  const SealedSecret before{"acme", "token", 1, {canary.begin(), canary.end()}, {}, "anna"};
  BOOST_TEST_REQUIRE((*database)->admin().put_secret(before).ok());
  BOOST_TEST(hits_in(backend.folder(), canary) > 0u);  // the scan can find it
  BOOST_TEST_REQUIRE((*database)->admin().put_secret({"acme", "token", 2, {'x'}, {}, "anna"}).ok());
  BOOST_TEST(hits_in(backend.folder(), canary) == 0u);
  BOOST_TEST_REQUIRE((*database)->admin().put_secret(before).ok());
  BOOST_TEST_REQUIRE((*database)->admin().remove_secret("acme", "token").ok());
  BOOST_TEST(hits_in(backend.folder(), canary) == 0u);
}

BOOST_AUTO_TEST_CASE(a_backup_is_the_store_of_one_moment_and_is_made_once) {
  SqliteBackend backend;
  const auto database = backend.open();
  BOOST_TEST_REQUIRE(database.ok());
  const CaseRow row = accept(**database, 1);
  const std::string path = (backend.folder() / "copy.db").string();
  BOOST_TEST_REQUIRE((*database)->back_up(path).ok());
  accept(**database, 2);
  BOOST_TEST((*database)->back_up(path).error().code == "backup_failed");
  SqliteSettings settings;
  settings.reserve_bytes = 0;
  const auto copy = open_sqlite(path, settings);
  BOOST_TEST_REQUIRE(copy.ok());
  std::vector<CaseRow> rows;
  BOOST_TEST((*copy)->for_each_live([&](const LiveCase& entry) { rows.push_back(entry.row); }).ok());
  BOOST_TEST(rows == std::vector<CaseRow>{row}, boost::test_tools::per_element());
  const auto rights = std::filesystem::status(path).permissions() & std::filesystem::perms::mask;
  BOOST_TEST((rights == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)));
  const std::string nowhere = (backend.folder() / "missing" / "copy.db").string();
  BOOST_TEST((*database)->back_up(nowhere).error().code == "backup_failed");
  BOOST_TEST(accept(**database, 3) > row);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_is_refused) {
  SqliteBackend backend;
  std::ofstream(backend.folder() / "hub.db") << std::string(10'000, 'x');
  const auto refused = backend.open();
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().kind == hub::ErrorKind::config));
}

BOOST_AUTO_TEST_CASE(removed_rows_leave_no_byte_in_any_file_after_a_checkpoint) {
  SqliteBackend backend;
  const auto database = backend.open();
  const std::string canary = "canary-5f1d0c7be2a94a31";
  std::vector<CaseRow> rows;
  for (std::uint32_t number = 1; number <= 200; ++number) {
    WriteGroup group;
    group.accepts.push_back(plain_case(number));
    auto& bytes = group.accepts.back().sealed.content;
    bytes.clear();
    while (bytes.size() < 6000 * (number % 7)) bytes.insert(bytes.end(), canary.begin(), canary.end());
    rows.push_back((*database)->commit(group)->rows.at(0));
  }
  BOOST_TEST(hits_in(backend.folder(), canary) > 10'000u);  // the scan can find it
  for (std::uint32_t number = 1; number <= 200; ++number) remove(**database, rows[number - 1], number);
  BOOST_TEST(hits_in(backend.folder(), canary) > 0u);
  BOOST_TEST_REQUIRE((*database)->checkpoint().ok());
  BOOST_TEST(hits_in(backend.folder(), canary) == 0u);
}

BOOST_AUTO_TEST_CASE(a_settled_case_leaves_neither_text_nor_sealed_bytes_nor_key_on_the_disk) {
  StoreMachine machine;
  BOOST_TEST_REQUIRE(machine.start());
  const std::string text = "Ada Byron, card 4111111111111111, asks for a refund";
  auto made = machine.new_case(text);
  const std::string sealed(made.sealed.content.begin(), made.sealed.content.end());
  const std::string key(reinterpret_cast<const char*>(made.sealed.key.bytes.data()),
                        made.sealed.key.bytes.size());
  const auto slot = made.sealed.key.slot;
  std::optional<CaseRow> row;
  auto accept = [&]() -> hub::Task<void> {
    auto result = co_await machine.outbox->accept(std::move(made));
    row = *result;
  };
  machine.run(accept());
  machine.slots[*row] = slot;
  BOOST_TEST(hits_in(machine.disk, sealed) == 1u);
  BOOST_TEST(hits_in(machine.disk, key) == 1u);
  BOOST_TEST(hits_in(machine.disk, text.substr(0, 9)) == 0u);

  BOOST_TEST(machine.settle(*row));
  machine.clock.advance(machine.limits.checkpoint_interval);
  machine.io.restart();
  machine.io.poll();
  BOOST_TEST(hits_in(machine.disk, sealed.substr(0, 24)) == 0u);
  BOOST_TEST(hits_in(machine.disk, key.substr(40)) == 0u);
  machine.stop();
}

BOOST_AUTO_TEST_CASE(a_failed_sync_ends_the_store_until_it_is_opened_again) {
  StoreMachine machine;
  BOOST_TEST_REQUIRE(machine.start());
  const auto before = machine.accept("before");
  auto made = machine.new_case("during");
  machine.disk.fail_next_syncs = 1;
  WriteGroup group;
  group.accepts.push_back(std::move(made));
  const auto failed = machine.database->commit(group);
  BOOST_TEST_REQUIRE(!failed.ok());
  BOOST_TEST(failed.error().code == "disk_failed");
  BOOST_TEST((failed.error().kind == hub::ErrorKind::config));
  BOOST_TEST(machine.database->commit({}).error().code == "disk_failed");  // a sync is never tried again
  machine.crash();
  machine.disk.crash();
  BOOST_TEST_REQUIRE(machine.start());
  BOOST_TEST(*machine.text_of(*before) == "before");
  BOOST_TEST(machine.accept("after").has_value());
}

BOOST_AUTO_TEST_CASE(on_a_full_disk_new_cases_are_refused_settles_go_on_and_room_returns) {
  SmallDisk disk;
  if (!disk.is_mounted) {
    BOOST_TEST_MESSAGE("skipped: mounting a small disk needs root");
    return;
  }
  SqliteSettings settings;
  settings.reserve_bytes = 24u << 20;  // more than the journal may hold, as by default
  const auto database = open_sqlite((disk.path / "hub.db").string(), settings);
  BOOST_TEST_REQUIRE(database.ok());
  std::vector<CaseRow> rows;
  std::optional<hub::Error> refusal;
  for (std::uint32_t number = 1; !refusal && number < 5000; ++number) {
    WriteGroup group;
    group.accepts.push_back(plain_case(number));
    group.accepts.back().sealed.content.assign(30'000, 'c');
    const auto committed = (*database)->commit(group);
    if (committed.ok()) {
      rows.push_back(committed->rows.at(0));
    } else {
      refusal = committed.error();
    }
  }
  BOOST_TEST_REQUIRE(refusal.has_value());
  BOOST_TEST(refusal->code == "disk_full");
  BOOST_TEST((refusal->kind == hub::ErrorKind::transient));
  BOOST_TEST(rows.size() > 20u);

  for (std::size_t i = 0; i < rows.size(); ++i)
    remove(**database, rows[i], static_cast<std::uint32_t>(i + 1));
  for (int i = 0; i < 3; ++i) BOOST_TEST((*database)->checkpoint().ok());
  BOOST_TEST(std::filesystem::exists(disk.path / "hub.db.reserve"));
  WriteGroup again;
  again.accepts.push_back(plain_case(9999));
  BOOST_TEST((*database)->commit(again).ok());
  BOOST_TEST(*(*database)->certificate_count() == static_cast<std::int64_t>(rows.size()));
}

BOOST_AUTO_TEST_SUITE_END()
