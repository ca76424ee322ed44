#include <boost/test/unit_test.hpp>

#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;

namespace {

constexpr char kMapping[] = R"(mapping: late
target: memory
records:
  case:
    object: Case
    key: Key
    fields: {Subject: "{{ case.id }}", Notes: "{{ wrapup.notes }}", Score: "{{ survey.score }}"}
  late:
    object: Note
    key: Key
    late: true
    parent: {record: case, field: Case}
    fields: {Notes: "{{ wrapup.notes }}"}
)";

struct Bench : EngineBench {
  explicit Bench(std::function<void(TenantSetup&)> change,
                 const ConnectorTraits& traits = MemoryTarget::default_traits())
      : EngineBench(kMapping, traits, std::move(change)) {}
  Bench() : Bench([](TenantSetup& tenant) { tenant.allows_updates = true; }) {}

  Task<void> take(NewEvent event, std::string data, std::string& answer) {
    event.tenant = "acme";
    event.source = "/engage/acme";
    event.case_id = "c1";
    event.data = data;
    const auto taken = co_await engine->accept(std::move(event));
    answer = !taken.ok() ? taken.error().code : taken->is_duplicate ? "duplicate" : "accepted";
  }
  std::string closed(const char* event_id = "closed") {
    std::string answer;
    NewEvent event;
    event.event_id = event_id;
    run(take(event, R"({"case":{"id":"c1"},"wrapup":{"notes":"first"}})", answer));
    return answer;
  }
  std::string news(const std::string& notes, const char* event_id = "news") {
    std::string answer;
    NewEvent event;
    event.event_id = event_id;
    event.is_update = true;
    run(take(event, R"({"case":{"id":"c1"},"wrapup":{"notes":")" + notes + "\"}}", answer));
    return answer;
  }
  // Fields of the records of an object, as JSON.
  std::vector<std::string> records(std::string_view object) const {
    std::vector<std::string> found;
    for (const auto& [key, record] : target->records)
      if (record.object == object) found.push_back(record.fields);
    return found;
  }
  std::vector<std::string> outcomes() {
    std::vector<std::string> found;
    const auto views = *database->certificates(-1, 100);
    for (const auto& view : views) {
      const auto at = view.entry.find("\"outcome\":\"") + 11;
      found.push_back(view.entry.substr(at, view.entry.find('"', at) - at));
    }
    return found;
  }
  void restart() {
    shut_down();
    boot();
  }
};

bool has(const std::vector<std::string>& records, std::string_view text) {
  return records.size() == 1 && records.front().find(text) != std::string::npos;
}

std::function<void(TenantSetup&)> with_window(milliseconds window) {
  return [window](TenantSetup& tenant) { tenant.settle_window = window; };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(late_news)

BOOST_AUTO_TEST_CASE(news_within_the_settle_window_are_part_of_the_case) {
  Bench bench(with_window(10min));
  BOOST_TEST(bench.closed() == "accepted");
  bench.run_for(9min);
  BOOST_TEST(bench.target->records.empty());
  BOOST_TEST(bench.news("second") == "accepted");
  bench.run_for(2min);
  BOOST_TEST(has(bench.records("Case"), "second"));
  BOOST_TEST(bench.records("Note").empty());
  BOOST_TEST(bench.outcomes() == std::vector<std::string>{"delivered"}, boost::test_tools::per_element());
  BOOST_TEST(bench.news("second") == "duplicate");
  BOOST_TEST(bench.closed() == "duplicate");
  BOOST_TEST(bench.news("other words") == "content_conflict");
}

BOOST_AUTO_TEST_CASE(a_settle_window_and_what_was_added_in_it_survive_a_restart) {
  Bench bench(with_window(10min));
  bench.closed();
  bench.run_for(2min);
  BOOST_TEST(bench.news("second") == "accepted");
  bench.restart();
  BOOST_TEST(bench.news("second") == "duplicate");
  bench.run_for(7min);
  BOOST_TEST(bench.target->records.empty());
  BOOST_TEST(bench.news("third", "more news") == "accepted");
  bench.run_for(2min);
  BOOST_TEST(has(bench.records("Case"), "third"));
  bench.restart();
  BOOST_TEST(bench.news("second") == "duplicate");
  BOOST_TEST(bench.news("third", "more news") == "duplicate");
  bench.run_for(31 * 24h);
  BOOST_TEST(bench.closed() == "accepted");
}

BOOST_AUTO_TEST_CASE(news_of_a_case_that_waits_for_its_target_are_part_of_it) {
  Bench bench(with_window(0min));
  bench.target->is_down = true;
  bench.closed();
  bench.run_for(1min);
  BOOST_TEST(bench.news("second") == "accepted");
  bench.target->is_down = false;
  bench.run_for(10min);
  BOOST_TEST(has(bench.records("Case"), "second"));
  BOOST_TEST(bench.engine->live_cases() == 0u);
}

BOOST_AUTO_TEST_CASE(after_deletion_the_tenant_decides_what_becomes_of_news) {
  Bench ignoring(with_window(0min));
  ignoring.closed();
  ignoring.run_for(1min);
  BOOST_TEST(ignoring.news("second") == "duplicate");
  ignoring.run_for(1min);
  BOOST_TEST(has(ignoring.records("Case"), "first"));

  Bench allowing;
  allowing.closed();
  allowing.run_for(1min);
  BOOST_TEST(allowing.news("second") == "accepted");
  allowing.run_for(1min);
  BOOST_TEST(has(allowing.records("Case"), "first"));
  BOOST_TEST(has(allowing.records("Note"), "second"));
  BOOST_TEST(allowing.target->records.size() == 2u);
  BOOST_TEST(allowing.database->certificates(0, 1)->front().entry.find("\"update\":true") !=
             std::string::npos);
  BOOST_TEST(allowing.news("second") == "duplicate");
  allowing.run_for(1h);
  BOOST_TEST(allowing.news("second") == "duplicate");
  BOOST_TEST(allowing.closed("closed again") == "duplicate");
}

BOOST_AUTO_TEST_CASE(news_never_overtake_their_case_nor_each_other) {
  Bench bench;
  bench.target->stale_reads = 2;  // the case is at the target, and not confirmed yet
  bench.closed();
  bench.run_for(10ms);
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST(bench.news("second") == "accepted");
  BOOST_TEST(bench.news("third", "more news") == "accepted");
  BOOST_TEST(bench.engine->live_cases() == 2u);  // the third is part of the second, which waits
  bench.run_for(10ms);
  BOOST_TEST(bench.records("Note").empty());
  bench.restart();
  bench.run_for(10min);
  BOOST_TEST(has(bench.records("Note"), "third"));
  BOOST_TEST(has(bench.records("Case"), "first"));
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.target->duplicates == 0);
}

BOOST_AUTO_TEST_CASE(news_that_come_before_their_case_wait_for_it) {
  for (const bool with_restart : {false, true}) {
    Bench bench(with_window(0min));
    BOOST_TEST(bench.news("second") == "accepted");
    bench.run_for(1h);
    BOOST_TEST(bench.target->records.empty());
    if (with_restart) bench.restart();
    BOOST_TEST(bench.closed() == "accepted");
    bench.run_for(1min);
    BOOST_TEST(has(bench.records("Case"), "second"));  // what came first is the later word
    BOOST_TEST(has(bench.records("Case"), "c1"));
    BOOST_TEST(bench.outcomes() == std::vector<std::string>{"delivered"}, boost::test_tools::per_element());
    BOOST_TEST(bench.news("second") == "duplicate");
    BOOST_TEST(bench.closed() == "duplicate");
  }
}

BOOST_AUTO_TEST_CASE(news_whose_case_never_comes_expire) {
  Bench bench;
  bench.news("second");
  bench.run_for(73h);
  BOOST_TEST(bench.target->records.empty());
  BOOST_TEST(bench.outcomes() == std::vector<std::string>{"expired"}, boost::test_tools::per_element());
  BOOST_TEST(bench.news("second") == "duplicate");
  bench.restart();
  BOOST_TEST(bench.news("second") == "duplicate");
  BOOST_TEST(bench.closed() == "accepted");  // late as it is, it is the case
  bench.run_for(1min);
  BOOST_TEST(has(bench.records("Case"), "first"));
}

BOOST_AUTO_TEST_CASE(a_case_and_its_news_in_one_moment_are_one_delivery) {
  Bench bench(with_window(1min));
  std::vector<std::string> answers(3);
  int open = 3;
  const auto spawn_event = [&](std::size_t index, const char* id, bool is_update, const std::string& data) {
    NewEvent event;
    event.event_id = id;
    event.is_update = is_update;
    spawn(bench.io.get_executor(), bench.take(event, data, answers[index]), [&] { --open; });
  };
  spawn_event(0, "news", true, R"({"case":{"id":"c1"},"survey":{"score":5}})");
  spawn_event(1, "closed", false, R"({"case":{"id":"c1"},"wrapup":{"notes":"first"}})");
  spawn_event(2, "more news", true, R"({"case":{"id":"c1"},"wrapup":{"notes":"third"}})");
  BOOST_REQUIRE(hub::testing::run_until(bench.io, bench.clock, [&] { return open == 0; }));
  BOOST_TEST(answers == (std::vector<std::string>{"accepted", "accepted", "accepted"}),
             boost::test_tools::per_element());
  bench.run_for(2min);
  BOOST_TEST(has(bench.records("Case"), "third"));
  BOOST_TEST(has(bench.records("Case"), "5"));
  BOOST_TEST(bench.outcomes() == std::vector<std::string>{"delivered"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(news_behind_a_case_that_is_given_up_end_with_it) {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.key_guarantee = LookUpOnly{60s, 5s};  // what may be there in part is not written anew
  Bench bench([](TenantSetup& tenant) { tenant.allows_updates = true; }, traits);
  const std::array<std::byte, 32> key = bench.vault->derive_key("ids/acme");
  bench.target->poison_keys = {model::record_key(key, "c1", "case", 0)};
  bench.closed();
  bench.run_for(1min);
  BOOST_TEST(bench.news("second") == "accepted");
  bench.run_for(1h);
  BOOST_TEST(bench.engine->live_cases() == 2u);
  std::vector<store::DeliveryKey> keys{{1, 1}};
  const auto discard = [&]() -> Task<void> {
    const auto done = co_await bench.engine->discard(std::move(keys));
    BOOST_TEST(*done == 1u);
  };
  bench.run(discard());
  bench.run_for(1min);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.target->records.empty());
  BOOST_TEST(bench.outcomes() == (std::vector<std::string>{"discarded", "discarded"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_key_of_replaced_content_is_destroyed) {
  Bench bench(with_window(10min));
  bench.closed();
  const auto sealed = bench.database->load(std::vector<store::CaseRow>{1})->front();
  bench.news("second");
  model::Arena arena;
  const std::array<std::byte, 32> key = bench.vault->derive_key("ids/acme");
  const std::string bound = bound_to("acme", model::keyed_hash(key, "case", "c1"));
  bench.run_for(1s);
  const std::string_view old(sealed.bytes.data(), sealed.bytes.size());
  BOOST_TEST(!bench.vault->open_sealed(sealed.key, old, bound, arena).ok());
  const auto now = bench.database->load(std::vector<store::CaseRow>{1})->front();
  BOOST_TEST(bench.vault->open_sealed(now.key, {now.bytes.data(), now.bytes.size()}, bound, arena).ok());
}

BOOST_AUTO_TEST_CASE(updates_need_a_mapping_that_takes_them) {
  Bench bench(with_window(0min));
  TenantSetup tenant;
  tenant.name = "globex";
  tenant.allows_updates = true;
  LaneSetup lane;
  lane.target = "memory";
  lane.mapping_file = "mapping.yaml";
  lane.mapping_text = "mapping: m\ntarget: memory\nrecords:\n  r: {object: O, key: K, fields: {F: x}}\n";
  lane.connector = std::make_unique<hub::testing::SharedTarget>(bench.target, bench.clock);
  tenant.lanes.push_back(std::move(lane));
  const auto added = bench.engine->add_tenant(std::move(tenant));
  BOOST_TEST(!added.ok());
  BOOST_TEST(added.error().message.find("late: true") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
