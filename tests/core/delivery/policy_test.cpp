// What becomes of deliveries that the tenant's policy does not allow, and which rules a certificate names.
#include <boost/test/unit_test.hpp>

#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::model::DataClass;
using policy::Operation;
using policy::RefusalAction;

namespace {

constexpr char kMapping[] = R"(mapping: m
target: memory
records:
  case: {object: Case, key: Key, fields: {Subject: "{{ case.id }}", Notes: "{{ wrapup.notes }}"}}
)";

// Everything on the node; up to a class at the target.
std::shared_ptr<const policy::Terms> terms(policy::Limit at_target, WallTime ends = WallTime::max()) {
  auto terms = std::make_shared<policy::Terms>();
  for (const Operation operation : {Operation::accept, Operation::store, Operation::process})
    terms->grant(operation, {"here", policy::kAllClasses});
  for (int i = 0; at_target && i <= static_cast<int>(*at_target); ++i)
    terms->grant(Operation::deliver,
                 {i < 2 ? "keyed" : "people", policy::bit_of(static_cast<DataClass>(i)), ends});
  return terms;
}

struct Bench {
  policy::Limit limit = DataClass::free_text;
  WallTime ends = WallTime::max();
  policy::Refusal refusal;
  bool required = true;
  EngineBench hub;

  explicit Bench(policy::Refusal on_refusal, policy::Limit first = DataClass::free_text,
                 WallTime rule_ends = WallTime::max())
      : limit(first),
        ends(rule_ends),
        refusal(on_refusal),
        hub(kMapping, testing::MemoryTarget::default_traits(), [this](TenantSetup& tenant) {
          tenant.lanes.front().terms = terms(limit, ends);
          tenant.lanes.front().refusal = refusal;
          tenant.lanes.front().required = required;
        }) {}

  void accept(const std::string& id) {
    BOOST_REQUIRE(hub.offer(id, id, R"({"case":{"id":")" + id + R"("},"wrapup":{"notes":"words"}})").ok());
  }
  void restart(policy::Limit next) {
    hub.shut_down();
    limit = next;
    hub.boot();
  }
  std::string state(store::CaseRow row = 1) const {
    const auto state = hub.engine->state_of({row, 1});
    return state ? std::string(to_string(*state)) : "gone";
  }
  std::string last_certificate() const {
    const auto all = hub.database->certificates(-1, 10);
    return all->empty() ? "" : all->back().entry;
  }
  bool certifies(const std::string& what) const { return last_certificate().find(what) != std::string::npos; }
  std::string stored() const {
    return hub.target->records.empty() ? "" : hub.target->records.begin()->second.fields;
  }
};

policy::Refusal refusal(RefusalAction action, RefusalAction then = RefusalAction::reject) {
  return {action, 2h, then};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_of_deliveries)

BOOST_AUTO_TEST_CASE(the_certificate_names_the_rules_that_allowed_each_operation) {
  Bench bench(refusal(RefusalAction::reject));
  bench.accept("c1");
  bench.hub.run_for(5s);
  BOOST_TEST(bench.certifies(R"("allowed":{"accept":["here"],"store":["here"],"process":["here"]})"),
             bench.last_certificate());
  BOOST_TEST(bench.certifies(R"("rules":["keyed","people"])"), bench.last_certificate());
}

BOOST_AUTO_TEST_CASE(what_is_rejected_waits_for_a_person_and_nothing_has_left) {
  Bench bench(refusal(RefusalAction::reject), DataClass::pseudonymous);
  bench.accept("c1");
  bench.hub.run_for(1min);
  BOOST_TEST(bench.state() == "dead_letter");
  BOOST_TEST(bench.hub.target->write_calls == 0);
}

BOOST_AUTO_TEST_CASE(what_is_parked_waits_without_harm_to_others_and_then_goes_as_the_policy_says) {
  Bench bench(refusal(RefusalAction::park, RefusalAction::drop), std::nullopt);
  bench.accept("c1");
  bench.hub.run_for(1h);
  BOOST_TEST(bench.state() == "retrying");
  BOOST_TEST(bench.hub.target->probe_calls == 0);  // the target is not to blame
  bench.hub.run_for(61min);
  BOOST_TEST(bench.state() == "gone");
  BOOST_TEST(bench.certifies(R"("outcome":"refused")"), bench.last_certificate());
  BOOST_TEST(bench.certifies(R"("state":"refused")"), bench.last_certificate());
  BOOST_TEST(bench.hub.target->write_calls == 0);
}

BOOST_AUTO_TEST_CASE(what_is_redacted_goes_without_the_fields_that_are_not_allowed) {
  Bench bench(refusal(RefusalAction::redact), DataClass::pseudonymous);
  bench.accept("c1");
  bench.hub.run_for(5s);
  BOOST_TEST(bench.stored().find("c1") != std::string::npos, bench.stored());
  BOOST_TEST(bench.stored().find("words") == std::string::npos, bench.stored());
  BOOST_TEST(bench.certifies(R"("outcome":"delivered")"), bench.last_certificate());
  BOOST_TEST(bench.certifies(R"("rules":["keyed"])"), bench.last_certificate());
}

BOOST_AUTO_TEST_CASE(what_is_dropped_is_forgotten_and_certified_as_refused) {
  Bench bench(refusal(RefusalAction::drop), DataClass::pseudonymous);
  bench.accept("c1");
  bench.hub.run_for(5s);
  BOOST_TEST(bench.state() == "gone");
  BOOST_TEST(bench.hub.engine->live_cases() == 0u);
  BOOST_TEST(bench.certifies(R"("outcome":"refused")"), bench.last_certificate());
  BOOST_TEST(bench.hub.target->write_calls == 0);
}

BOOST_AUTO_TEST_CASE(a_change_never_widens_for_cases_accepted_before_also_over_a_restart) {
  Bench bench(refusal(RefusalAction::park), DataClass::pseudonymous);
  bench.accept("c1");
  bench.hub.run_for(1min);
  bench.restart(DataClass::free_text);
  bench.hub.run_for(1min);
  bench.accept("c2");
  bench.hub.run_for(5min);
  BOOST_TEST(bench.state(1) == "retrying");
  BOOST_TEST(bench.state(2) == "gone");
  bench.restart(DataClass::free_text);
  bench.hub.run_for(5min);
  BOOST_TEST(bench.state(1) == "retrying");
  BOOST_TEST(bench.hub.target->records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_change_that_narrows_holds_for_cases_accepted_before) {
  Bench bench(refusal(RefusalAction::park));
  bench.hub.target->is_down = true;
  bench.accept("c1");
  bench.hub.run_for(10s);
  bench.restart(DataClass::pseudonymous);
  bench.hub.target->is_down = false;
  bench.hub.run_for(10min);
  BOOST_TEST(bench.state() == "retrying");
  BOOST_TEST(bench.hub.target->records.empty());
}

BOOST_AUTO_TEST_CASE(a_rule_that_ends_stops_what_has_not_left) {
  Bench bench(refusal(RefusalAction::drop), DataClass::free_text, testing::VirtualClock().wall_now() + 1h);
  bench.accept("c1");
  bench.hub.run_for(1min);
  BOOST_TEST(bench.certifies(R"("outcome":"delivered")"), bench.last_certificate());
  bench.hub.run_for(1h);
  bench.accept("c2");
  bench.hub.run_for(1min);
  BOOST_TEST(bench.certifies(R"("outcome":"refused")"), bench.last_certificate());
}

BOOST_AUTO_TEST_CASE(a_case_refused_at_the_door_leaves_a_certificate_and_nothing_else) {
  Bench bench(refusal(RefusalAction::drop));
  const auto offer = [&](const std::string& event) {
    NewEvent refused;
    refused.tenant = "acme";
    refused.source = "/engage/acme";
    refused.event_id = event;
    refused.case_id = "c1";
    refused.data = R"({"case":{"id":"c1"},"wrapup":{"notes":"words"}})";
    refused.is_refused = true;
    return refused;
  };
  std::optional<Result<Accepted>> first, second;
  const auto accept = [&](NewEvent event, std::optional<Result<Accepted>>& answer) -> Task<void> {
    answer = co_await bench.hub.engine->accept(std::move(event));
  };
  bench.hub.run(accept(offer("e1"), first));
  bench.hub.run(accept(offer("e2"), second));
  BOOST_REQUIRE((first->ok() && second->ok()));
  BOOST_TEST((*second)->is_duplicate);
  bench.hub.run_for(5s);
  BOOST_TEST(bench.hub.engine->live_cases() == 0u);
  BOOST_TEST(bench.certifies(R"("outcome":"refused")"), bench.last_certificate());
  BOOST_TEST(bench.certifies(R"("targets":[])"), bench.last_certificate());
  BOOST_TEST(bench.hub.database->certificates(-1, 10)->size() == 1u);
  BOOST_TEST(bench.hub.target->write_calls == 0);
}

BOOST_AUTO_TEST_SUITE_END()
