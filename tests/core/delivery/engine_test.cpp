#include "tests/core/delivery/engine_bench.hpp"

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

struct Bench : EngineBench {
  explicit Bench(
      const ConnectorTraits& traits = MemoryTarget::default_traits(),
      std::function<void(TenantSetup&)> change = [](TenantSetup&) {})
      : EngineBench(kMapping, traits, std::move(change)) {}

  std::string accept(const std::string& event_id, const std::string& case_id,
                     const std::string& text = "hello") {
    const std::string data =
        R"({"case":{"id":")" + case_id + R"("},"transcript":{"messages":[{"text":")" + text + "\"}]}}";
    const auto taken = offer(event_id, case_id, data);
    return !taken.ok() ? taken.error().code : taken->is_duplicate ? "duplicate" : "accepted";
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

BOOST_AUTO_TEST_CASE(what_became_of_a_case_is_known_while_it_waits_and_after_it_is_gone) {
  using Place = Whereabouts::Place;
  Bench bench;
  BOOST_TEST((bench.engine->where_is("acme", "c1")->place == Place::never_seen));
  BOOST_TEST(bench.engine->where_is("nobody", "c1").error().code == "unknown_tenant");
  bench.target->is_down = true;
  bench.accept("e1", "c1");
  bench.run_for(1s);
  BOOST_TEST((bench.engine->where_is("acme", "c1")->place == Place::waiting));
  bench.target->is_down = false;
  bench.run_for(1h);
  bench.accept("e2", "c2");
  bench.run_for(1s);
  const auto expect_gone = [&] {
    const auto where = *bench.engine->where_is("acme", "c2");
    BOOST_TEST((where.place == Place::gone));
    const auto entry = bench.database->certificates(where.certificate - 1, 1)->front().entry;
    BOOST_TEST(entry == bench.last_certificate());
  };
  expect_gone();
  bench.shut_down();
  bench.boot();
  expect_gone();
  bench.run_for(31 * 24h);
  BOOST_TEST((bench.engine->where_is("acme", "c2")->place == Place::never_seen));
}

BOOST_AUTO_TEST_CASE(a_refused_case_is_known_as_one_until_it_is_taken) {
  using Place = Whereabouts::Place;
  Bench bench;
  bench.engine->note_refusal("acme", "c1", "invalid-case");
  BOOST_TEST((bench.engine->where_is("acme", "c1")->place == Place::refused));
  BOOST_TEST(bench.engine->where_is("acme", "c1")->reason == "invalid-case");
  bench.accept("e1", "c1");
  bench.run_for(1s);
  BOOST_TEST((bench.engine->where_is("acme", "c1")->place == Place::gone));
}

BOOST_AUTO_TEST_CASE(refusals_are_remembered_up_to_a_limit) {
  RefusalBook book(2);
  const auto ref = [](const char* id) { return model::keyed_hash(std::array<std::byte, 32>{}, "case", id); };
  for (const char* id : {"c1", "c2", "c2", "c3"}) book.add(ref(id), id);
  BOOST_TEST(book.find(ref("c1")) == nullptr);
  BOOST_TEST(*book.find(ref("c2")) == "c2");
  BOOST_TEST(*book.find(ref("c3")) == "c3");
}

BOOST_AUTO_TEST_CASE(how_long_an_event_is_known_is_the_tenants_choice) {
  Bench bench(MemoryTarget::default_traits(), [](TenantSetup& tenant) { tenant.tombstone_days = 2; });
  BOOST_TEST(bench.accept("e1", "c1") == "accepted");
  bench.run_for(47h);
  BOOST_TEST(bench.accept("e1", "c1") == "duplicate");
  bench.run_for(3 * 24h);
  BOOST_TEST(bench.accept("e1", "c1") == "accepted");
}

BOOST_AUTO_TEST_CASE(what_counts_as_proof_is_the_targets_setting) {
  const auto expect_level = [](model::Confirmation confirmation, const char* level, int reads) {
    Bench bench(MemoryTarget::default_traits(),
                [&](TenantSetup& tenant) { tenant.lanes.front().confirmation = confirmation; });
    bench.accept("e1", "c1");
    bench.run_for(1s);
    BOOST_TEST(bench.engine->live_cases() == 0u);
    BOOST_TEST((bench.target->read_calls > 0) == (reads > 0), level);
    const std::string word = "\"level\":\"" + std::string(level) + '"';
    BOOST_TEST(bench.last_certificate().find(word) != std::string::npos, level);
  };
  expect_level(model::Confirmation::accepted, "C1", 0);
  expect_level(model::Confirmation::stored, "C2", 0);
  expect_level(model::Confirmation::read_back, "C3", 1);
}

// Only a read-back sees what the target made of the values.
BOOST_AUTO_TEST_CASE(a_weaker_proof_does_not_see_a_truncated_text) {
  Bench bench(MemoryTarget::default_traits(),
              [](TenantSetup& tenant) { tenant.lanes.front().confirmation = model::Confirmation::stored; });
  bench.target->truncated_field = "Body";
  bench.accept("e1", "c1");
  bench.run_for(1min);
  BOOST_TEST(bench.dead_letters() == 0u);
  BOOST_TEST(bench.engine->live_cases() == 0u);
}

BOOST_AUTO_TEST_CASE(a_target_that_cannot_be_read_is_confirmed_as_stored_and_never_as_read_back) {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.can_read_back = false;
  Bench bench(traits);
  bench.accept("e1", "c1");
  bench.run_for(1s);
  BOOST_TEST(bench.last_certificate().find("\"level\":\"C2\"") != std::string::npos);

  TenantSetup other;
  other.name = "other";
  LaneSetup lane;
  lane.target = "memory";
  lane.mapping_text = kMapping;
  lane.connector = std::make_unique<testing::SharedTarget>(bench.target, bench.clock);
  lane.confirmation = model::Confirmation::read_back;
  other.lanes.push_back(std::move(lane));
  const auto refused = bench.engine->add_tenant(std::move(other));
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(to_string(refused.error().kind) == "config");
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
