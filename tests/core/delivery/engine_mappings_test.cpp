#include <algorithm>

#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;

namespace {

std::string mapping_with(const std::string& subject) {
  return "mapping: m\ntarget: memory\nrecords:\n  case: {object: Case, key: Key, fields: {Subject: \"" +
         subject + "\"}}\n";
}
const std::string kFirst = mapping_with("first {{ case.id }}");
const std::string kSecond = mapping_with("second {{ case.id }}");
const std::string kThird = mapping_with("third {{ case.id }}");

struct Bench : EngineBench {
  explicit Bench(std::function<void(TenantSetup&)> change_tenant = [](TenantSetup&) {})
      : EngineBench(kFirst, MemoryTarget::default_traits(), std::move(change_tenant)) {}

  void restart(const std::string& configured) {
    shut_down();
    mapping = configured;
    boot();
  }
  void accept(const std::string& case_id) {
    BOOST_TEST(
        offer(case_id, case_id, R"({"case":{"id":")" + case_id + R"("},"wrapup":{"notes":"words"}})").ok());
  }
  Result<store::Publication> publish(const std::string& text, const std::string& target_name = "memory") {
    std::optional<Result<store::Publication>> answer;
    run(publish_into({"acme", target_name, "m.yaml", text, "anna"}, answer));
    return *answer;
  }
  Result<store::Publication> roll_back(store::MappingVersion version) {
    std::optional<Result<store::Publication>> answer;
    run(roll_back_into(version, answer));
    return *answer;
  }
  std::string retry_with(store::MappingVersion version) {
    std::optional<Result<std::size_t>> answer;
    run(retry_into(version, answer));
    return answer->ok() ? std::to_string(**answer) : answer->error().code;
  }
  std::string how_current_came() {
    const auto all = *database->publications("acme", "memory", 10);
    return std::string(store::to_string(all.front().origin)) + " by " + all.front().author;
  }
  // What the target holds, sorted.
  std::vector<std::string> stored() const {
    std::vector<std::string> all;
    for (const auto& [key, record] : target->records) all.push_back(record.fields);
    std::ranges::sort(all);
    return all;
  }

 private:
  Task<void> publish_into(MappingProposal proposal, std::optional<Result<store::Publication>>& answer) {
    answer = co_await engine->publish(std::move(proposal));
  }
  Task<void> retry_into(store::MappingVersion version, std::optional<Result<std::size_t>>& answer) {
    std::vector<store::DeliveryKey> keys{{1, 1}};
    answer = co_await engine->retry(std::move(keys), version);
  }
  Task<void> roll_back_into(store::MappingVersion version,
                            std::optional<Result<store::Publication>>& answer) {
    std::string tenant = "acme", target_name = "memory", author = "bert";
    answer =
        co_await engine->roll_back(std::move(tenant), std::move(target_name), version, std::move(author));
  }
};

std::string subject(const std::string& text) {
  return R"({"Subject":")" + text + "\"}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(engine_mappings)

BOOST_AUTO_TEST_CASE(a_case_keeps_the_mapping_of_the_moment_it_was_accepted_also_over_a_restart) {
  Bench bench;
  bench.target->is_down = true;
  bench.accept("c1");
  BOOST_TEST(bench.publish(kSecond).ok());
  bench.accept("c2");
  bench.restart(kThird);
  bench.accept("c3");
  bench.target->is_down = false;
  bench.run_for(10min);
  const std::vector<std::string> wanted = {subject("first c1"), subject("second c2"), subject("third c3")};
  BOOST_TEST(bench.stored() == wanted, boost::test_tools::per_element());
  BOOST_TEST(bench.engine->live_cases() == 0u);
}

BOOST_AUTO_TEST_CASE(the_certificate_names_the_version_that_was_used) {
  Bench bench;
  const auto made = bench.publish(kSecond);
  bench.accept("c1");
  bench.run_for(1s);
  const std::string entry = bench.database->certificates(-1, 10)->back().entry;
  BOOST_TEST(entry.find("\"mapping\":" + std::to_string(made->version)) != std::string::npos, entry);
}

BOOST_AUTO_TEST_CASE(the_configured_file_is_published_when_it_changes_and_only_then) {
  Bench bench;
  BOOST_TEST(bench.how_current_came() == "configuration by configuration");
  BOOST_TEST(bench.publish(kSecond)->author == "anna");
  bench.restart(kFirst);
  BOOST_TEST(bench.how_current_came() == "published by anna");
  BOOST_TEST(bench.database->publications("acme", "memory", 10)->size() == 2u);
  bench.restart(kThird);
  BOOST_TEST(bench.how_current_came() == "configuration by configuration");
  bench.accept("c1");
  bench.run_for(1s);
  BOOST_TEST(bench.stored().front() == subject("third c1"));
}

BOOST_AUTO_TEST_CASE(a_rollback_is_a_publication_of_the_earlier_text) {
  Bench bench;
  const auto first = bench.engine->lanes().front().mapping;
  const auto second = bench.publish(kSecond)->version;
  const auto back = bench.roll_back(first);
  BOOST_TEST(back.ok());
  BOOST_TEST(back->version == first);
  BOOST_TEST(back->number == 3);
  BOOST_TEST(bench.how_current_came() == "rolled_back by bert");
  BOOST_TEST(bench.engine->lanes().front().mapping == first);
  bench.restart(kFirst);
  bench.accept("c1");
  bench.run_for(1s);
  BOOST_TEST(bench.stored().front() == subject("first c1"));
  BOOST_TEST(bench.roll_back(second)->version == second);  // known from the store alone
  BOOST_TEST(bench.roll_back(second + 1).error().code == "unknown_version");
}

BOOST_AUTO_TEST_CASE(a_dead_letter_goes_again_with_another_version_and_the_certificate_names_both) {
  Bench bench;
  bench.target->truncated_field = "Subject";
  bench.accept("c1");
  bench.run_for(1min);
  BOOST_TEST(bench.engine->lanes().front().dead_letters == 1u);
  const auto repaired = bench.publish(kSecond)->version;
  BOOST_TEST(bench.retry_with(repaired + 1) == "unknown_version");
  bench.target->is_down = true;
  BOOST_TEST(bench.retry_with(repaired) == "1");
  bench.run_for(1s);
  bench.restart(kFirst);  // what was chosen is durable
  bench.target->truncated_field.clear();
  bench.target->is_down = false;
  bench.run_for(10min);
  const std::vector<std::string> wanted = {subject("second c1")};
  BOOST_TEST(bench.stored() == wanted, boost::test_tools::per_element());
  BOOST_TEST(bench.target->duplicates == 0);
  const std::string entry = bench.database->certificates(-1, 10)->back().entry;
  BOOST_TEST(entry.find("\"mapping\":2,\"accepted_mapping\":1,") != std::string::npos, entry);
}

BOOST_AUTO_TEST_CASE(what_is_current_already_is_published_no_second_time) {
  Bench bench;
  BOOST_TEST(bench.publish(kFirst)->number == 1);
  BOOST_TEST(bench.database->publications("acme", "memory", 10)->size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_mapping_with_problems_is_refused_with_all_of_them_and_changes_nothing) {
  Bench bench;
  const auto refused = bench.publish(mapping_with("{{ case.idd }}{{ case.id | upcas }}"));
  BOOST_TEST(refused.error().code == "mapping_refused");
  BOOST_TEST(refused.error().message.starts_with("m.yaml:4:"), refused.error().message);
  BOOST_TEST(refused.error().message.find("'upcase'") != std::string::npos, refused.error().message);
  BOOST_TEST(bench.publish(kSecond, "nowhere").error().code == "unknown_lane");
  std::string other = kSecond;
  other.replace(other.find("target: memory"), 14, "target: sheets");
  BOOST_TEST(bench.publish(other).error().message.find("m.yaml:2:9: this mapping writes to 'sheets'") == 0u);
  BOOST_TEST(bench.database->publications("acme", "memory", 10)->size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_mapping_that_sends_free_text_where_it_is_forbidden_cannot_be_published) {
  Bench bench([](TenantSetup& tenant) { tenant.lanes.front().max_class = model::DataClass::pseudonymous; });
  const auto refused = bench.publish(mapping_with("{{ wrapup.notes }}"));
  BOOST_TEST(refused.error().code == "mapping_refused");
  BOOST_TEST(refused.error().message.starts_with("m.yaml:4:"), refused.error().message);
  BOOST_TEST(refused.error().message.find(
                 "'Subject' would hold free text, and this target may see pseudonymous") != std::string::npos,
             refused.error().message);
  BOOST_TEST(bench.publish(mapping_with("{{ wrapup.notes | token }}")).ok());
}

BOOST_AUTO_TEST_SUITE_END()
