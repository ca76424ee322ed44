#include "core/store/outbox.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/store/recording_store.hpp"
#include "tests/core/store/rows.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub::store;
using hub::Task;
using hub::testing::plain_settlement;
using Lines = std::vector<std::string>;

namespace {

hub::Error disk_full() {
  return hub::transient_error("disk_full", "the disk is full");
}

hub::Error disk_failed() {
  hub::Error error = hub::config_error("the disk failed");
  error.code = "disk_failed";
  return error;
}

struct Fixture {
  Fixture() { limits.group_max = 10; }
  ~Fixture() { io.poll(); }

  Outbox& outbox() {
    if (!made) {
      Outbox::Parts parts{
          database, vault, worker, worker, clock, io.get_executor(), [this](hub::Error error) {
            fatal.push_back(std::move(error));
          }};
      made = std::make_unique<Outbox>(parts, limits);
    }
    return *made;
  }
  // One case each; the outcome goes into `accepted` or `refused`, and into the diary.
  Task<void> accept_one() {
    NewCase new_case;
    new_case.sealed = std::move(*vault.seal("", ""));
    auto row = co_await outbox().accept(std::move(new_case));
    diary.lines.push_back(row.ok() ? "accepted" : "refused");
    if (row.ok()) {
      accepted.push_back(*row);
    } else {
      refused.push_back(row.error());
    }
  }
  Task<void> settle_rows(std::vector<CaseRow> rows) {
    std::vector<Settlement> settlements;
    for (const CaseRow row : rows)
      settlements.push_back(plain_settlement(row, static_cast<std::uint32_t>(row)));
    auto settled = co_await outbox().settle(std::move(settlements));
    diary.lines.push_back(settled.ok() ? "settled" : "not settled");
  }
  void start(Task<void> task) { hub::spawn(io.get_executor(), std::move(task)); }
  void run(Task<void> task) {
    bool done = false;
    hub::spawn(io.get_executor(), std::move(task), [&done] { done = true; });
    hub::testing::run_until(io, clock, [&done] { return done; });
    BOOST_TEST(done);
  }
  void poll() {
    io.restart();
    io.poll();
  }
  void drain() { run(outbox().drain()); }

  hub::testing::Diary diary;
  hub::testing::RecordingVault vault{diary};
  hub::testing::RecordingDatabase database{diary};
  hub::testing::VirtualClock clock;
  hub::IoContext io;
  hub::LoopWorker worker{io.get_executor()};
  OutboxLimits limits;
  std::vector<hub::Error> fatal, refused;
  std::vector<CaseRow> accepted;
  std::unique_ptr<Outbox> made;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(outbox, Fixture)

BOOST_AUTO_TEST_CASE(a_lone_case_is_committed_at_once_and_answered_after_key_and_row) {
  run(accept_one());
  BOOST_TEST((diary.lines == Lines{"write_keys 1", "commit accepts=1 deleting=0 finished=0", "accepted"}));
  drain();
}

BOOST_AUTO_TEST_CASE(what_arrives_during_a_commit_goes_with_the_next_one_in_few_full_groups) {
  for (int i = 0; i < 95; ++i) start(accept_one());
  poll();
  BOOST_TEST(accepted.size() == 95u);
  BOOST_TEST(database.largest_group == 10u);
  BOOST_TEST(diary.count("commit") <= 11u);
  BOOST_TEST(std::is_sorted(accepted.begin(), accepted.end()));
  drain();
}

BOOST_AUTO_TEST_CASE(a_settle_returns_when_certificate_key_and_rows_have_gone_in_this_order) {
  run(settle_rows({1, 2}));
  const Lines order(diary.lines.begin(), diary.lines.begin() + 3);
  BOOST_TEST((order == Lines{"commit accepts=0 deleting=2 finished=0", "destroy_keys 2",
                             "commit accepts=0 deleting=0 finished=2"}));
  BOOST_TEST(diary.count("settled") == 1u);
  drain();
  BOOST_TEST(diary.count("checkpoint") == 1u);
}

BOOST_AUTO_TEST_CASE(rows_of_destroyed_keys_always_go_with_the_next_group) {
  start(settle_rows({1}));
  for (int i = 0; i < 5; ++i) start(accept_one());
  poll();
  BOOST_TEST(diary.count("commit accepts=5 deleting=0 finished=1") == 1u);
  drain();
}

BOOST_AUTO_TEST_CASE(a_refused_commit_takes_the_keys_back_and_the_next_case_goes_through) {
  database.commit_errors = {disk_full()};
  run(accept_one());
  BOOST_TEST((diary.lines ==
              Lines{"write_keys 1", "commit accepts=1 deleting=0 finished=0", "destroy_keys 1", "refused"}));
  BOOST_TEST(refused.at(0).code == "disk_full");
  BOOST_TEST(fatal.empty());
  run(accept_one());
  BOOST_TEST(accepted.size() == 1u);
  drain();
}

BOOST_AUTO_TEST_CASE(settles_go_on_when_there_is_no_room_for_new_cases) {
  start(accept_one());  // under way: the others share the next group
  start(accept_one());
  start(settle_rows({1}));
  database.commit_errors = {disk_full(), disk_full()};
  poll();
  BOOST_TEST(refused.size() == 2u);
  BOOST_TEST(diary.count("settled") == 1u);
  BOOST_TEST(diary.count("commit accepts=0 deleting=1") == 1u);
  drain();
}

BOOST_AUTO_TEST_CASE(rows_that_could_not_go_are_tried_again_and_the_settle_waits) {
  database.commit_errors.clear();
  start(settle_rows({1}));
  bool first = true;
  const auto fail_the_second = [&] {
    if (std::exchange(first, false)) database.commit_errors = {disk_full()};
  };
  while (diary.count("destroy_keys") == 0) io.poll_one();
  fail_the_second();
  poll();
  BOOST_TEST(diary.count("settled") == 0u);
  clock.advance(limits.checkpoint_interval);
  poll();
  BOOST_TEST(diary.count("settled") == 1u);
  BOOST_TEST(diary.count("destroy_keys") == 1u);
  drain();
}

BOOST_AUTO_TEST_CASE(a_failed_disk_ends_everything_and_acknowledges_nothing) {
  database.commit_errors = {disk_failed()};
  for (int i = 0; i < 25; ++i) start(accept_one());
  start(settle_rows({1}));
  poll();
  BOOST_TEST(accepted.empty());
  BOOST_TEST(refused.size() == 25u);
  BOOST_TEST(diary.count("not settled") == 1u);
  BOOST_TEST(diary.count("commit") == 1u);
  BOOST_TEST(diary.count("destroy_keys") == 0u);
  BOOST_TEST_REQUIRE(fatal.size() == 1u);
  BOOST_TEST(fatal[0].code == "disk_failed");
  run(accept_one());
  BOOST_TEST(refused.back().code == "disk_failed");
  drain();
}

BOOST_AUTO_TEST_CASE(a_key_file_that_cannot_be_trusted_is_fatal_too) {
  vault.destroy_error = disk_failed();
  run(settle_rows({1}));
  BOOST_TEST(fatal.size() == 1u);
  BOOST_TEST(diary.count("commit accepts=0 deleting=0 finished=1") == 0u);
  BOOST_TEST(diary.lines.back() == "not settled");
  drain();
}

BOOST_AUTO_TEST_CASE(a_failed_turn_of_epochs_is_fatal) {
  vault.turn_error = disk_failed();
  auto turn = [&]() -> Task<void> {
    const auto turned = co_await outbox().turn_epochs();
    BOOST_TEST(!turned.ok());
  };
  run(turn());
  BOOST_TEST(fatal.size() == 1u);
  drain();
}

BOOST_AUTO_TEST_CASE(too_many_waiting_cases_are_refused_and_their_slots_released) {
  limits.waiting_max = 4;
  for (int i = 0; i < 8; ++i) start(accept_one());
  poll();
  BOOST_TEST(accepted.size() == 5u);  // one under way, four waiting
  BOOST_TEST(refused.size() == 3u);
  BOOST_TEST(refused.at(0).code == "busy");
  BOOST_TEST(diary.count("release") == 3u);
  run(accept_one());
  BOOST_TEST(accepted.size() == 6u);
  drain();
}

BOOST_AUTO_TEST_CASE(the_journal_is_emptied_at_most_and_at_latest_once_an_interval) {
  run(settle_rows({1}));
  poll();
  BOOST_TEST(diary.count("checkpoint") == 1u);
  for (std::int64_t row = 2; row < 12; ++row) run(settle_rows({row}));
  poll();
  BOOST_TEST(diary.count("checkpoint") == 1u);
  clock.advance(limits.checkpoint_interval);
  poll();
  BOOST_TEST(diary.count("checkpoint") == 2u);
  clock.advance(limits.checkpoint_interval * 5);
  poll();
  BOOST_TEST(diary.count("checkpoint") == 2u);  // nothing to empty
  drain();
  BOOST_TEST(diary.count("checkpoint") == 2u);
}

BOOST_AUTO_TEST_CASE(flush_returns_when_everything_handed_over_before_is_durable) {
  for (int i = 0; i < 15; ++i) start(accept_one());
  auto flush = [&]() -> Task<void> {
    const auto flushed = co_await outbox().flush();
    BOOST_TEST(flushed.ok());
    diary.lines.push_back("flushed");
  };
  start(flush());
  poll();
  BOOST_TEST(diary.count("accepted") == 15u);
  BOOST_TEST(diary.lines.back() == "flushed");
  drain();
}

BOOST_AUTO_TEST_CASE(a_drained_outbox_has_finished_what_it_had_and_takes_no_more) {
  for (int i = 0; i < 25; ++i) start(accept_one());
  start(settle_rows({1}));
  auto drain_it = [&]() -> Task<void> {
    co_await outbox().drain();
    diary.lines.push_back("drained");
  };
  start(drain_it());
  poll();
  BOOST_TEST(accepted.size() == 25u);
  BOOST_TEST(diary.count("settled") == 1u);
  BOOST_TEST(diary.lines.back() == "drained");
  run(accept_one());
  BOOST_TEST(refused.back().code == "stopping");
  BOOST_TEST(diary.count("release") == 1u);
}

BOOST_AUTO_TEST_CASE(reads_run_on_the_reader_and_bring_their_answer) {
  auto look = [&]() -> Task<void> {
    auto count = [](Database& any) { return any.certificate_count(); };
    const auto answer = co_await outbox().read(count);
    BOOST_TEST(*answer == 42);
  };
  run(look());
  drain();
}

BOOST_AUTO_TEST_SUITE_END()
