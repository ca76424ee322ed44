// Somebody removes a field at the target: cases wait and an alarm names it, and nothing dies.
#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;

namespace {

constexpr char kMapping[] =
    "mapping: m\ntarget: memory\nrecords:\n  case: {object: Case, key: Key, fields: {Subject: \"{{ case.id "
    "}}\"}}\n";
constexpr char kWithoutSubject[] =
    "mapping: m\ntarget: memory\nrecords:\n  case: {object: Case, key: Key, fields: {Title: \"{{ case.id "
    "}}\"}}\n";
const std::string kNoSubject = "Case has no field 'Subject', or the hub's user has no permission for it";

Schema schema_with(std::vector<std::string> fields) {
  Schema schema;
  SchemaObject& object = schema.objects.emplace_back();
  object.name = "Case";
  SchemaField& key = object.fields.emplace_back();
  key.name = "Key";
  key.usable_as_key = key.unique = true;
  for (std::string& name : fields) object.fields.emplace_back().name = std::move(name);
  return schema;
}

struct Bench : EngineBench {
  Bench() : EngineBench(kMapping) {
    target->schema = schema_with({"Subject", "Title"});
    run_for(20min);  // the first look found nobody at home
    BOOST_TEST(target->describe_calls > 0);
    BOOST_TEST(alarms.empty());
  }
  void accept(const std::string& case_id) {
    BOOST_TEST(offer(case_id, case_id, R"({"case":{"id":")" + case_id + R"("}})").ok());
  }
  Result<store::Publication> publish(const std::string& text) {
    std::optional<Result<store::Publication>> answer;
    run(publish_into({"acme", "memory", "m.yaml", text, "anna"}, answer));
    return *answer;
  }
  LaneView lane() const { return engine->lanes().front(); }

 private:
  Task<void> publish_into(MappingProposal proposal, std::optional<Result<store::Publication>>& answer) {
    answer = co_await engine->publish(std::move(proposal));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(engine_drift)

BOOST_AUTO_TEST_CASE(cases_wait_while_a_field_is_missing_and_go_when_it_is_back) {
  Bench bench;
  bench.target->schema = schema_with({"Title"});
  bench.accept("c1");
  bench.run_for(1s);
  BOOST_TEST_REQUIRE(bench.alarms.size() == 1u);
  BOOST_TEST(bench.alarms[0].at(0) == "mapping 'm' version 1, record 'case': " + kNoSubject);
  bench.accept("c2");
  bench.run_for(3h + 10s);
  BOOST_TEST(bench.target->write_calls == 1);
  BOOST_TEST(bench.lane().dead_letters == 0u);
  BOOST_TEST(bench.lane().waiting == 2u);
  BOOST_TEST(bench.lane().drift.size() == 1u);
  BOOST_TEST((bench.lane().status.state == LaneState::waiting));
  BOOST_TEST(bench.lane().status.trouble.find("has no field 'Subject'") != std::string::npos);
  BOOST_TEST(bench.alarms.size() == 1u);

  bench.target->schema = schema_with({"Subject"});
  bench.run_for(5min);
  BOOST_TEST(bench.target->records.size() == 2u);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.lane().drift.empty());
  BOOST_TEST(bench.alarms.back().empty());
}

BOOST_AUTO_TEST_CASE(a_daily_look_finds_it_before_any_case_fails) {
  Bench bench;
  bench.target->schema = schema_with({"Title"});
  bench.run_for(25h);
  BOOST_TEST(bench.alarms.size() == 1u);
  bench.accept("c1");
  bench.run_for(1h);
  BOOST_TEST(bench.target->write_calls == 0);
  BOOST_TEST(bench.lane().waiting == 1u);
}

BOOST_AUTO_TEST_CASE(a_start_finds_it_too) {
  Bench bench;
  bench.target->schema = schema_with({"Title"});
  bench.shut_down();
  bench.boot();
  bench.run_for(1s);
  BOOST_TEST(bench.alarms.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_repaired_mapping_serves_new_cases_while_the_old_ones_wait) {
  Bench bench;
  bench.target->schema = schema_with({"Title"});
  bench.accept("c1");
  bench.run_for(1s);
  BOOST_TEST(bench.publish(kWithoutSubject).ok());
  bench.accept("c2");
  bench.run_for(5min);
  BOOST_TEST(bench.target->records.size() == 1u);
  BOOST_TEST(bench.lane().waiting == 1u);
  BOOST_TEST(bench.lane().drift.size() == 1u);
  bench.target->schema = schema_with({"Title", "Subject"});
  bench.run_for(5min);
  BOOST_TEST(bench.engine->live_cases() == 0u);
}

BOOST_AUTO_TEST_CASE(a_record_that_is_refused_though_its_mapping_fits_is_a_dead_letter) {
  Bench bench;
  bench.target->truncated_field = "Subject";
  const int looked = bench.target->describe_calls;
  bench.accept("c1");
  bench.run_for(1min);
  BOOST_TEST(bench.target->describe_calls > looked);
  BOOST_TEST(bench.lane().dead_letters == 1u);
  BOOST_TEST(bench.alarms.empty());
}

BOOST_AUTO_TEST_CASE(a_target_that_is_away_raises_no_alarm_and_takes_none_back) {
  Bench bench;
  bench.target->schema = schema_with({"Title"});
  bench.run_for(25h);
  bench.target->is_down = true;
  bench.run_for(25h);
  BOOST_TEST(bench.alarms.size() == 1u);
  BOOST_TEST(bench.lane().drift.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_the_target_lacks_cannot_be_published) {
  Bench bench;
  bench.target->schema = schema_with({"Subject"});
  const auto refused = bench.publish(kWithoutSubject);
  BOOST_TEST(refused.error().message.find("m.yaml:4:") == 0u, refused.error().message);
  BOOST_TEST(refused.error().message.find("Case has no field 'Title'") != std::string::npos);
  bench.target->is_down = true;
  BOOST_TEST(bench.publish(kWithoutSubject).ok());
}

BOOST_AUTO_TEST_SUITE_END()
