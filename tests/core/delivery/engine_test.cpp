#include "core/delivery/engine.hpp"

#include <boost/test/unit_test.hpp>

#include "core/async/worker.hpp"
#include "core/store/sqlite/sqlite_database.hpp"
#include "core/vault/root_key.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_vfs.hpp"
#include "tests/support/memory_target.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;
using hub::testing::WriteFault;

namespace {

constexpr char kMapping[] = R"(mapping: two-records
target: memory
records:
  case:
    object: Case
    key: Key
    fields: {Subject: "{{ case.id }}"}
  transcript:
    object: Transcript
    key: Key
    parent: {record: case, field: Case}
    fields: {Body: "{% for m in transcript.messages %}{{ m.text }}{% endfor %}"}
)";

// An engine with one tenant and one target, over a disk in memory, on virtual time.
struct Bench {
  SeededRandom random{7};
  testing::VirtualClock clock;
  simulation::SimulatedDisk disk{random};
  simulation::SimulatedVfs vfs{disk, random};
  IoContext io{1};
  LoopWorker worker{io.get_executor()};
  vault::RootKey root = vault::RootKey::from_bytes(std::array<std::byte, 32>{});
  std::shared_ptr<MemoryTarget> target;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Outbox> outbox;
  std::unique_ptr<Engine> engine;

  explicit Bench(ConnectorTraits traits = MemoryTarget::default_traits()) {
    target = std::make_shared<MemoryTarget>(clock, traits);
    vault = std::move(*vault::Vault::open({"/keys", 64, 300s}, disk, root, clock, random));
    store::SqliteSettings sqlite;
    sqlite.vfs = vfs.name();
    sqlite.exclusive = true;
    sqlite.reserve_bytes = 0;
    database = std::move(*store::open_sqlite("/hub.db", sqlite));
    outbox = std::make_unique<store::Outbox>(store::Outbox::Parts{*database, *vault, worker, worker, clock,
                                                                  io.get_executor(), [](const Error&) {}},
                                             store::OutboxLimits{});
    engine = std::make_unique<Engine>(
        Engine::Parts{*outbox, *database, *vault, clock, random, io.get_executor()}, EngineSettings{});
    TenantSetup tenant;
    tenant.name = "acme";
    LaneSetup lane;
    lane.target = "memory";
    lane.mapping_file = "two-records.yaml";
    lane.mapping_text = kMapping;
    lane.connector = std::make_unique<testing::SharedTarget>(target, clock);
    tenant.lanes.push_back(std::move(lane));
    BOOST_REQUIRE(engine->add_tenant(std::move(tenant)).ok());
    BOOST_REQUIRE(engine->recover().ok());
    engine->start();
  }
  ~Bench() {
    run(engine->stop());
    run(outbox->drain());
  }

  void run(Task<void> task) {
    bool done = false;
    spawn(io.get_executor(), std::move(task), [&] { done = true; });
    BOOST_REQUIRE(testing::run_until(io, clock, [&] { return done; }));
  }
  void run_for(milliseconds time) {
    const MonotonicTime end = clock.now() + time;
    clock.call_at(end, [] {});
    testing::run_until(io, clock, [&] { return clock.now() >= end; });
  }
  std::string accept(const std::string& event_id, const std::string& case_id,
                     const std::string& text = "hello") {
    std::string answer;
    run(accept_into(event_id, case_id, text, answer));
    return answer;
  }
  Task<void> accept_into(std::string event_id, std::string case_id, std::string text, std::string& answer) {
    const std::string data =
        R"({"case":{"id":")" + case_id + R"("},"transcript":{"messages":[{"text":")" + text + "\"}]}}";
    NewEvent event;
    event.tenant = "acme";
    event.source = "/engage/acme";
    event.event_id = event_id;
    event.case_id = case_id;
    event.data = data;
    const auto taken = co_await engine->accept(std::move(event));
    answer = !taken.ok() ? taken.error().code : taken->is_duplicate ? "duplicate" : "accepted";
  }
  std::size_t dead_letters() const { return engine->lanes().front().dead_letters; }
  std::string last_certificate() {
    return database->certificates(*database->certificate_count() - 2, 10)->back().entry;
  }
  Task<void> retry_into(std::size_t& count) {
    std::vector<store::DeliveryKey> keys{{1, 1}};
    const auto retried = co_await engine->retry(std::move(keys));
    count = *retried;
  }
  Task<void> discard_into(std::size_t& count) {
    std::vector<store::DeliveryKey> keys{{1, 1}};
    const auto discarded = co_await engine->discard(std::move(keys));
    count = *discarded;
  }
};

ConnectorTraits look_up_only() {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.key_guarantee = LookUpOnly{60s, 5s};
  return traits;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(engine)

BOOST_AUTO_TEST_CASE(a_case_is_delivered_confirmed_certified_and_forgotten) {
  Bench bench;
  BOOST_TEST(bench.accept("e1", "c1") == "accepted");
  bench.run_for(1s);
  BOOST_TEST(bench.target->records.size() == 2u);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  const std::string certificate = bench.last_certificate();
  BOOST_TEST(certificate.find("\"outcome\":\"delivered\"") != std::string::npos);
  BOOST_TEST(certificate.find("\"level\":\"C3\"") != std::string::npos);
  BOOST_TEST(certificate.find("hello") == std::string::npos);
  BOOST_TEST(certificate.find("c1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_event_is_taken_once_also_long_after_its_case_is_gone) {
  Bench bench;
  BOOST_TEST(bench.accept("e1", "c1") == "accepted");
  BOOST_TEST(bench.accept("e1", "c1") == "duplicate");
  bench.run_for(1h);
  BOOST_TEST(bench.accept("e1", "c1") == "duplicate");
  BOOST_TEST(bench.accept("e1", "c1", "other words") == "content_conflict");
  BOOST_TEST(bench.accept("e2", "c1") == "duplicate");
  bench.run_for(31 * 24h);
  BOOST_TEST(bench.accept("e1", "c1") == "accepted");
  bench.run_for(1s);
  BOOST_TEST(bench.target->records.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_pause_between_parent_and_child_makes_no_second_parent) {
  Bench bench(look_up_only());
  bench.target->write_faults = {WriteFault::none, WriteFault::auth};
  bench.accept("e1", "c1");
  bench.run_for(1h);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.target->duplicates == 0);
  BOOST_TEST(bench.target->records.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_write_that_commits_late_makes_no_second_record) {
  Bench bench(look_up_only());
  bench.target->late_commit = 50s;
  bench.target->write_faults = {WriteFault::commits_late};
  bench.accept("e1", "c1");
  bench.run_for(1h);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.target->duplicates == 0);
}

BOOST_AUTO_TEST_CASE(what_a_target_answers_and_does_not_store_is_not_deleted) {
  Bench bench;
  bench.target->write_faults = {WriteFault::accepted_and_lost};
  bench.accept("e1", "c1");
  bench.run_for(10s);
  BOOST_TEST(bench.engine->live_cases() == 1u);
  bench.run_for(10min);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.target->records.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_waits_for_a_person_who_retries_it) {
  Bench bench;
  bench.target->truncated_field = "Body";
  bench.accept("e1", "c1");
  bench.run_for(1h);
  BOOST_TEST(bench.dead_letters() == 1u);
  BOOST_TEST(bench.engine->live_cases() == 1u);
  bench.target->truncated_field.clear();
  std::size_t retried = 0;
  bench.run(bench.retry_into(retried));
  BOOST_TEST(retried == 1u);
  bench.run_for(1min);
  BOOST_TEST(bench.engine->live_cases() == 0u);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_that_a_person_discards_is_certified_as_discarded) {
  Bench bench;
  bench.target->truncated_field = "Body";
  bench.accept("e1", "c1");
  bench.run_for(1h);
  std::size_t discarded = 0;
  bench.run(bench.discard_into(discarded));
  BOOST_TEST(discarded == 1u);
  bench.run_for(1s);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.last_certificate().find("\"outcome\":\"discarded\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_case_that_waits_longer_than_its_max_hold_is_shredded_and_certified_as_expired) {
  Bench bench;
  bench.target->is_down = true;
  bench.accept("e1", "c1");
  bench.run_for(71h);
  BOOST_TEST(bench.engine->live_cases() == 1u);
  bench.run_for(2h);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.target->records.empty());
  BOOST_TEST(bench.last_certificate().find("\"outcome\":\"expired\"") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
