// Cases of a tenant that lets nothing be held: in memory until confirmed, and never anywhere else.
#include <boost/test/unit_test.hpp>

#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;
using hub::testing::WriteFault;

namespace {

constexpr char kMapping[] = R"(mapping: passing
target: memory
records:
  case:
    object: Case
    key: Key
    fields: {Subject: "{{ case.id }}"}
  late:
    object: Note
    key: Key
    late: true
    parent: {record: case, field: Case}
    fields: {Notes: "{{ wrapup.notes }}"}
)";

using Contents = std::vector<std::pair<std::string, std::vector<std::byte>>>;

struct Bench : EngineBench {
  explicit Bench(
      const ConnectorTraits& traits = MemoryTarget::default_traits(),
      std::function<void(TenantSetup&)> change = [](TenantSetup&) {})
      : EngineBench(kMapping, traits, [change](TenantSetup& tenant) {
          tenant.max_hold = milliseconds(0);
          change(tenant);
        }) {}

  static std::string word_of(const Result<Accepted>& taken) {
    if (!taken.ok()) return taken.error().code;
    return std::string(taken->is_duplicate ? "duplicate" : "taken") +
           (taken->is_confirmed ? "" : ", unconfirmed");
  }
  std::string pass(const std::string& event_id, const std::string& case_id, const std::string& notes = "") {
    return word_of(offer(event_id, case_id,
                         R"({"case":{"id":")" + case_id + R"("},"wrapup":{"notes":")" + notes + "\"}}"));
  }
  // Starts without waiting for the end.
  void begin(const std::string& event_id, std::string& answer, bool is_update = false) {
    spawn(io.get_executor(), pass_into(event_id, answer, is_update));
    io.restart();
    io.poll();
  }
  void restart() {
    shut_down();
    boot();
  }
  std::size_t certificates() { return static_cast<std::size_t>(*database->certificate_count()); }

 private:
  Task<void> pass_into(std::string event_id, std::string& answer, bool is_update) {
    const std::string data = R"({"case":{"id":"c1"},"wrapup":{"notes":"late"}})";
    NewEvent event;
    event.tenant = "acme";
    event.source = "/engage/acme";
    event.event_id = event_id;
    event.case_id = "c1";
    event.data = data;
    event.is_update = is_update;
    const auto taken = co_await engine->accept(std::move(event));
    answer = word_of(taken);
  }
};

ConnectorTraits look_up_only() {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.key_guarantee = LookUpOnly{5s, 1s};
  return traits;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pass_through)

BOOST_AUTO_TEST_CASE(a_case_is_confirmed_before_the_answer_and_no_byte_is_written) {
  Bench bench;
  bench.run_for(1ms);
  const Contents before = bench.disk.contents();
  const auto syncs = bench.disk.syncs;
  BOOST_TEST(bench.pass("e1", "c1") == "taken");
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST(bench.target->read_calls == 1);
  BOOST_TEST(bench.disk.syncs == syncs);
  BOOST_TEST((bench.disk.contents() == before));
  BOOST_TEST(bench.engine->passed_cases() == 1u);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.certificates() == 0u);
  BOOST_TEST((bench.engine->where_is("acme", "c1")->place == Whereabouts::Place::gone));
}

BOOST_AUTO_TEST_CASE(the_same_bench_sees_writes_of_a_case_that_is_held) {
  Bench bench(MemoryTarget::default_traits(), [](TenantSetup& tenant) { tenant.max_hold = 1h; });
  const Contents before = bench.disk.contents();
  BOOST_TEST(bench.pass("e1", "c1") == "taken, unconfirmed");
  BOOST_TEST((bench.disk.contents() != before));
}

BOOST_AUTO_TEST_CASE(a_repeated_event_is_known_as_long_as_the_process_lives_and_harmless_after_it) {
  Bench bench;
  BOOST_TEST(bench.pass("e1", "c1") == "taken");
  BOOST_TEST(bench.pass("e1", "c1") == "duplicate");
  BOOST_TEST(bench.pass("e1", "c1", "other words") == "content_conflict");
  BOOST_TEST(bench.pass("e2", "c1") == "duplicate");
  bench.restart();
  BOOST_TEST(bench.pass("e1", "c1") == "taken");
  BOOST_TEST(bench.target->records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_case_that_does_not_arrive_in_time_stays_with_its_caller) {
  Bench bench;
  bench.target->is_down = true;
  const MonotonicTime begun = bench.clock.now();
  BOOST_TEST(bench.pass("e1", "c1") == "not_confirmed");
  BOOST_TEST((bench.clock.now() - begun == 20s));
  BOOST_TEST((bench.engine->where_is("acme", "c1")->place == Whereabouts::Place::never_seen));
  BOOST_TEST(bench.engine->lanes().front().waiting == 0u);
  bench.run_for(10h);
  BOOST_TEST(bench.certificates() == 0u);
  bench.target->is_down = false;
  bench.run_for(2min);
  BOOST_TEST(bench.target->records.empty());
  BOOST_TEST(bench.pass("e1", "c1") == "taken");
  BOOST_TEST(bench.target->records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_target_that_refuses_the_case_for_good_says_so_at_once) {
  Bench bench;
  bench.target->truncated_field = "Subject";
  BOOST_TEST(bench.pass("e1", "c1") == "target_refused");
  BOOST_TEST(bench.engine->lanes().front().dead_letters == 0u);
  bench.target->truncated_field.clear();
  BOOST_TEST(bench.pass("e1", "c1") == "taken");
}

BOOST_AUTO_TEST_CASE(a_second_copy_waits_for_the_first_and_is_its_duplicate) {
  Bench bench;
  bench.target->write_faults = {WriteFault::refused_before};
  std::string first, second;
  bench.begin("e1", first);
  bench.begin("e1", second);
  BOOST_TEST(second == "");
  bench.run_for(10s);
  BOOST_TEST(first == "taken");
  BOOST_TEST(second == "duplicate");
  BOOST_TEST(bench.target->records.size() == 1u);
}

// A write whose answer was lost, then the caller tries again: with a target that takes one key twice, only
// looking tells.
BOOST_AUTO_TEST_CASE(a_try_after_a_lost_answer_makes_no_second_record) {
  for (const WriteFault fault : {WriteFault::lost_after_commit, WriteFault::commits_late}) {
    Bench bench(look_up_only());
    bench.target->late_commit = 4s;
    bench.target->visibility_lag = 900ms;
    bench.run_for(10s);
    bench.target->write_faults = {fault};
    std::string answer;
    for (int i = 0; i < 5 && answer != "taken" && answer != "duplicate"; ++i) answer = bench.pass("e1", "c1");
    BOOST_TEST((answer == "taken" || answer == "duplicate"));
    bench.run_for(1h);
    BOOST_TEST(bench.target->records.size() == 1u);
    BOOST_TEST(bench.target->duplicates == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_try_after_a_kill_waits_until_a_look_up_proves_something) {
  Bench bench(look_up_only());
  bench.target->late_commit = 4s;
  bench.run_for(10s);
  bench.target->write_faults = {WriteFault::commits_late};
  std::string lost;
  bench.begin("e1", lost);
  bench.run_for(1s);
  BOOST_TEST(bench.target->records.empty());
  BOOST_TEST(lost == "");
  bench.restart();  // the process that sent it is gone, and with it all that was known
  BOOST_TEST(lost == "not_confirmed");
  std::string answer;
  for (int i = 0; i < 3 && answer != "taken"; ++i) answer = bench.pass("e1", "c1");
  BOOST_TEST(answer == "taken");
  bench.run_for(1h);
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST(bench.target->duplicates == 0);
}

BOOST_AUTO_TEST_CASE(late_news_pass_if_the_tenant_allows_and_are_ignored_otherwise) {
  Bench bench(MemoryTarget::default_traits(), [](TenantSetup& tenant) { tenant.allows_updates = true; });
  std::string answer;
  BOOST_TEST(bench.pass("e1", "c1") == "taken");
  bench.begin("news", answer, true);
  bench.run_for(1s);
  BOOST_TEST(answer == "taken");
  BOOST_TEST(bench.target->records.size() == 2u);

  Bench other;
  other.begin("news", answer, true);
  other.run_for(1s);
  BOOST_TEST(answer == "duplicate, unconfirmed");
  BOOST_TEST(other.target->records.empty());
}

BOOST_AUTO_TEST_CASE(a_target_that_is_not_required_keeps_nobody_waiting_longer_than_the_time_allows) {
  std::shared_ptr<MemoryTarget> second;
  Bench* self = nullptr;
  Bench bench(MemoryTarget::default_traits(), [&](TenantSetup& tenant) {
    if (!self) return;
    LaneSetup lane;
    lane.target = "archive";
    lane.mapping_file = "mapping.yaml";
    lane.mapping_text = kMapping;
    lane.required = false;
    lane.connector = std::make_unique<testing::SharedTarget>(second, self->clock);
    tenant.lanes.push_back(std::move(lane));
  });
  self = &bench;
  second = std::make_shared<MemoryTarget>(bench.clock, MemoryTarget::default_traits());
  bench.restart();
  BOOST_TEST(bench.pass("e1", "c1") == "taken");
  BOOST_TEST(second->records.size() == 1u);
  second->is_down = true;
  BOOST_TEST(bench.pass("e2", "c2") == "taken");
  BOOST_TEST(bench.target->records.size() == 2u);
  BOOST_TEST(second->records.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
