// Tenants and targets that come, and terms that change, while the engine runs.
#include <algorithm>

#include "core/delivery/replaceable_connector.hpp"
#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;
using hub::testing::SharedTarget;

namespace {

std::string mapping_with(const std::string& subject) {
  return "mapping: m\ntarget: memory\nrecords:\n  case: {object: Case, key: Key, fields: {Subject: \"" +
         subject + "\"}}\n";
}

struct Bench : EngineBench {
  Bench() : EngineBench(mapping_with("first {{ case.id }}")), other(std::make_shared<MemoryTarget>(clock)) {}

  LaneSetup lane_to(std::shared_ptr<MemoryTarget> where, const std::string& name,
                    const std::string& text = mapping_with("other {{ case.id }}")) {
    LaneSetup lane;
    lane.target = name;
    lane.mapping_file = name + ".yaml";
    lane.mapping_text = text;
    lane.connector = std::make_unique<SharedTarget>(std::move(where), clock);
    return lane;
  }
  Result<void> done(Task<Result<void>> task) {
    std::optional<Result<void>> answer;
    run(keep(std::move(task), answer));
    return *answer;
  }
  bool accept(const std::string& case_id, const std::string& tenant = "acme") {
    const std::string source = "/engage/" + tenant, data = R"({"case":{"id":")" + case_id + R"("}})";
    NewEvent event;
    event.tenant = tenant;
    event.source = source;
    event.event_id = event.case_id = case_id;
    event.data = data;
    std::optional<Result<Accepted>> answer;
    run(accept_into(std::move(event), answer));
    return answer->ok();
  }
  static std::vector<std::string> stored(const MemoryTarget& where) {
    std::vector<std::string> all;
    for (const auto& [key, record] : where.records) all.push_back(record.fields);
    std::ranges::sort(all);
    return all;
  }
  bool has(const MemoryTarget& where, const std::string& text) {
    return std::ranges::any_of(stored(where),
                               [&](const std::string& one) { return one.find(text) != one.npos; });
  }

  std::shared_ptr<MemoryTarget> other;

 private:
  static Task<void> keep(Task<Result<void>> task, std::optional<Result<void>>& answer) {
    answer = co_await std::move(task);
  }
  Task<void> accept_into(NewEvent event, std::optional<Result<Accepted>>& answer) {
    answer = co_await engine->accept(std::move(event));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(engine_live)

BOOST_AUTO_TEST_CASE(a_target_that_comes_gets_the_cases_accepted_from_then_on) {
  Bench bench;
  BOOST_TEST(bench.accept("c1"));
  bench.run_for(1s);
  BOOST_TEST_REQUIRE(
      bench.done(bench.engine->admit_target("acme", bench.lane_to(bench.other, "second"))).ok());
  BOOST_TEST(bench.accept("c2"));
  bench.run_for(1s);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST((bench.has(*bench.target, "c1") && bench.has(*bench.target, "c2")));
  BOOST_TEST((!bench.has(*bench.other, "c1") && bench.has(*bench.other, "c2")));
}

BOOST_AUTO_TEST_CASE(a_tenant_that_comes_is_served_like_the_others_and_after_a_restart_too) {
  Bench bench;
  const auto setup = [&] {
    TenantSetup tenant;
    tenant.name = "globex";
    tenant.lanes.push_back(bench.lane_to(bench.other, "crm"));
    return tenant;
  };
  BOOST_TEST(!bench.accept("g1", "globex"));
  BOOST_TEST_REQUIRE(bench.done(bench.engine->admit_tenant(setup())).ok());
  BOOST_TEST(bench.accept("g1", "globex"));
  bench.run_for(1s);
  BOOST_TEST(bench.has(*bench.other, "g1"));
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(!bench.done(bench.engine->admit_tenant(setup())).ok(), "once is enough");
}

BOOST_AUTO_TEST_CASE(a_tenant_from_another_cell_knows_what_was_delivered_there) {
  Bench old_cell, new_cell;
  const auto setup = [](Bench& bench) {
    TenantSetup tenant;
    tenant.name = "globex";
    tenant.lanes.push_back(bench.lane_to(bench.other, "crm"));
    return tenant;
  };
  BOOST_TEST_REQUIRE(old_cell.done(old_cell.engine->admit_tenant(setup(old_cell))).ok());
  BOOST_TEST(old_cell.accept("g1", "globex"));
  old_cell.run_for(1s);
  const auto past = old_cell.database->memory(*old_cell.database->tenant_id("globex"), {}, 10);
  BOOST_TEST_REQUIRE(past->memory.tombstones.size() == 1u);
  const auto id = *new_cell.database->tenant_id("globex");
  BOOST_TEST_REQUIRE(new_cell.database->remember(id, past->memory, true).ok());
  TenantSetup moved = setup(new_cell);
  const auto key = *old_cell.engine->id_key("globex");
  const auto* bytes = reinterpret_cast<const char*>(key.data());
  moved.id_key.emplace(bytes, bytes + key.size());
  BOOST_TEST_REQUIRE(new_cell.done(new_cell.engine->admit_tenant(std::move(moved))).ok());
  BOOST_TEST(new_cell.accept("g1", "globex"));
  BOOST_TEST(new_cell.accept("g2", "globex"));
  new_cell.run_for(1s);
  BOOST_TEST(new_cell.engine->duplicate_events() == 1u);
  BOOST_TEST((!new_cell.has(*new_cell.other, "g1") && new_cell.has(*new_cell.other, "g2")));
}

BOOST_AUTO_TEST_CASE(events_of_a_tenant_that_moves_to_another_cell_are_to_come_again) {
  Bench bench;
  const std::string data = R"({"case":{"id":"c1"}})";
  BOOST_TEST_REQUIRE(bench.engine->close("acme", true).ok());
  const auto moving = bench.offer("e1", "c1", data);
  BOOST_TEST_REQUIRE(!moving.ok());
  BOOST_TEST((moving.error().kind == ErrorKind::transient && moving.error().code == "tenant_moving"));
  BOOST_TEST_REQUIRE(bench.engine->close("acme").ok());
  BOOST_TEST(bench.offer("e1", "c1", data).error().code == "tenant_leaving");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_served_is_not_admitted) {
  Bench bench;
  BOOST_TEST(
      bench.done(bench.engine->admit_target("nobody", bench.lane_to(bench.other, "crm"))).error().code ==
      "unknown_tenant");
  BOOST_TEST(!bench.done(bench.engine->admit_target("acme", bench.lane_to(bench.other, "memory"))).ok());
  const auto broken =
      bench.done(bench.engine->admit_target("acme", bench.lane_to(bench.other, "x", "nonsense")));
  BOOST_TEST_REQUIRE(!broken.ok());
  BOOST_TEST(broken.error().message.find("x.yaml") != std::string::npos);
  BOOST_TEST(bench.engine->lanes().size() == 1u);
  BOOST_TEST(bench.accept("c1"));
  bench.run_for(1s);
  BOOST_TEST(bench.engine->live_cases() == 0u);
}

BOOST_AUTO_TEST_CASE(a_changed_mapping_file_is_the_mapping_of_cases_accepted_from_then_on) {
  Bench bench;
  LaneSetup terms;
  terms.target = "memory";
  terms.mapping_file = "next.yaml";
  terms.mapping_text = mapping_with("next {{ case.id }}");
  BOOST_TEST_REQUIRE(bench.done(bench.engine->change_target("acme", std::move(terms))).ok());
  BOOST_TEST(bench.accept("c1"));
  bench.run_for(1s);
  BOOST_TEST(bench.has(*bench.target, "next c1"));
}

BOOST_AUTO_TEST_CASE(terms_that_the_mapping_in_use_would_break_are_refused) {
  Bench bench;
  LaneSetup terms;
  terms.target = "memory";
  terms.mapping_file = "mapping.yaml";
  terms.mapping_text = mapping_with("first {{ case.id }}");
  terms.max_class = model::DataClass::none;  // the id of a case is a pseudonym
  const auto refused = bench.done(bench.engine->change_target("acme", std::move(terms)));
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "mapping_refused");
  TenantSetup tenant;
  tenant.name = "acme";
  tenant.allows_updates = true;
  BOOST_TEST(bench.done(bench.engine->change_tenant(tenant)).error().code == "mapping_refused");
}

BOOST_AUTO_TEST_CASE(a_tenant_keeps_its_cases_from_the_moment_that_it_says_so) {
  Bench bench;
  TenantSetup tenant;
  tenant.name = "acme";
  tenant.keep.otherwise.period = 24h;
  BOOST_TEST_REQUIRE(bench.done(bench.engine->change_tenant(tenant)).ok());
  bench.run_for(1ms);  // a case of the same moment came before
  BOOST_TEST(bench.accept("c1"));
  bench.run_for(1s);
  BOOST_TEST(bench.engine->live_cases() == 1u);
  bench.run_for(25h);
  BOOST_TEST(bench.engine->live_cases() == 0u);
}

BOOST_AUTO_TEST_CASE(a_connector_is_exchanged_only_for_one_that_finds_records_again_in_the_same_way) {
  Bench bench;
  ReplaceableConnector connector(std::make_unique<SharedTarget>(bench.target, bench.clock));
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.batch_records_max = 7;
  const auto larger = std::make_shared<MemoryTarget>(bench.clock, traits);
  traits.key_guarantee = LookUpOnly{std::chrono::seconds(60), std::chrono::seconds(5)};
  const auto slower = std::make_shared<MemoryTarget>(bench.clock, traits);
  const SharedTarget doubtful(slower, bench.clock);
  BOOST_TEST(!connector.can_become(doubtful));
  auto next = std::make_unique<SharedTarget>(larger, bench.clock);
  BOOST_TEST_REQUIRE(connector.can_become(*next));
  const ConnectorTraits& seen = connector.traits();
  connector.become(std::move(next));
  BOOST_TEST(seen.batch_records_max == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
