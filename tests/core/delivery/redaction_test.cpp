// What is taken out of a case on its way, and what the certificate says of it.
#include <boost/test/unit_test.hpp>

#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;

namespace {

constexpr char kMapping[] = R"(mapping: redacted
target: memory
records:
  case:
    object: Case
    key: Key
    fields: {Subject: "{{ survey.comment }}", Notes: "{{ wrapup.notes }}"}
    redact: {Subject: [email]}
)";

constexpr char kData[] =
    R"({"case":{"id":"c1"},"survey":{"comment":"kim@example.com and kim@example.org, ORD-17"},)"
    R"("wrapup":{"notes":"order ORD-17, card 4111111111111111"}})";

// The target never sees order numbers, whatever its mapping says.
void want_order_numbers_out(TenantSetup& tenant) {
  auto profile = std::make_shared<redaction::Profile>();
  BOOST_REQUIRE(profile->rules.add({"order_no", "ORD-[0-9]+"}).ok());
  profile->everywhere.emplace().wanted = {redaction::KindSet(), 1};
  tenant.lanes.front().redaction = profile;
}

std::string last_certificate(EngineBench& bench) {
  return bench.database->certificates(-1, 10)->back().entry;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(redaction_on_the_way)

BOOST_AUTO_TEST_CASE(the_certificate_counts_what_was_taken_out_by_kind_and_names_nothing) {
  EngineBench bench(kMapping, testing::MemoryTarget::default_traits(), want_order_numbers_out);
  BOOST_REQUIRE(bench.offer("e1", "c1", kData).ok());
  bench.run_for(5s);
  BOOST_REQUIRE(bench.target->records.size() == 1u);
  const std::string certificate = last_certificate(bench);
  BOOST_TEST(certificate.find(R"("redacted":{"email":2,"tenant_rules":2})") != std::string::npos,
             certificate);
  BOOST_TEST(certificate.find("ORD-17") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_counts_survive_a_restart_between_sending_and_confirmation) {
  EngineBench bench(kMapping, testing::MemoryTarget::default_traits(), want_order_numbers_out);
  bench.target->write_faults = {testing::WriteFault::lost_after_commit};
  bench.target->on_write = [&bench] { bench.target->is_down = true; };
  BOOST_REQUIRE(bench.offer("e1", "c1", kData).ok());
  bench.run_for(5s);
  bench.shut_down();
  bench.target->is_down = false;
  bench.boot();
  bench.run_for(1h);
  BOOST_TEST(bench.target->write_calls == 1);
  BOOST_TEST(last_certificate(bench).find(R"("redacted":{"email":2,"tenant_rules":2})") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_certificate_is_silent_where_nothing_was_taken_out) {
  EngineBench bench(kMapping);
  BOOST_REQUIRE(bench.offer("e1", "c1", R"({"case":{"id":"c1"}})").ok());
  bench.run_for(5s);
  BOOST_TEST(last_certificate(bench).find("redacted") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
