#include "core/ingest/platform_client.hpp"

#include <boost/test/unit_test.hpp>

#include "core/http/standard_webhooks.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub;
using namespace hub::ingest;

namespace {

const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct Bench {
  IoContext io{1};
  hub::testing::VirtualClock clock;
  hub::testing::ScriptedClient client;
  std::unique_ptr<PlatformClient> platform;

  explicit Bench(const std::string& verb = "DELETE") {
    PlatformCalls calls;
    calls.purge_url = "https://engage.example/cases/{case}";
    calls.purge_verb = verb;
    calls.check_url = "https://engage.example/cases/{case}/copy";
    calls.callbacks_url = "https://engage.example/callbacks";
    calls.secret = std::move(http::parse_hmac_secret(kSecret)).value();
    calls.authorization = "Bearer token";
    platform = std::make_unique<PlatformClient>(client, clock, std::move(calls));
  }
  Result<void> purge() {
    io.restart();
    return hub::testing::run_task(io, clock, platform->purge("id_1", "C 1"));
  }
  Result<bool> is_absent() {
    io.restart();
    return hub::testing::run_task(io, clock, platform->is_absent("C1"));
  }
  bool is_signed(const http::Request& request) const {
    std::vector<WipedBytes> secrets;
    secrets.push_back(std::move(http::parse_hmac_secret(kSecret)).value());
    const auto header = [&](std::string_view name) { return request.headers.find(name).value_or(""); };
    return http::has_valid_signature({header("webhook-id"), header("webhook-timestamp"), request.body.view()},
                                     header("webhook-signature"), secrets, {});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(platform_client)

BOOST_AUTO_TEST_CASE(a_purge_is_signed_and_what_is_gone_counts_as_deleted) {
  for (const int status : {200, 204, 404, 410}) {
    Bench bench;
    bench.client.expect("DELETE", "/cases/C%201", hub::testing::json_answer(status, ""));
    BOOST_TEST(bench.purge().ok(), status);
    BOOST_TEST(bench.is_signed(bench.client.last()));
    BOOST_TEST(bench.client.last().headers.find("Authorization").value_or("") == "Bearer token");
  }
  Bench posting("POST");
  posting.client.expect("POST", "/cases/C%201", hub::testing::json_answer(202, ""));
  BOOST_TEST(posting.purge().ok());
  BOOST_TEST(posting.client.last().body.view() == R"({"case":"C 1"})");
  BOOST_TEST(posting.is_signed(posting.client.last()));
}

BOOST_AUTO_TEST_CASE(refusals_and_failures_keep_their_kind) {
  const auto expect_kind = [](int status, ErrorKind kind) {
    Bench bench;
    bench.client.expect("DELETE", "/cases/C%201", hub::testing::json_answer(status, ""));
    const auto purged = bench.purge();
    BOOST_TEST(!purged.ok(), status);
    BOOST_TEST(to_string(purged.error().kind) == to_string(kind), status);
  };
  expect_kind(400, ErrorKind::invalid);
  expect_kind(401, ErrorKind::auth);
  expect_kind(429, ErrorKind::rate_limited);
}

BOOST_AUTO_TEST_CASE(the_copy_is_read_back) {
  Bench bench;
  for (const auto& [status, absent] : {std::pair(404, true), std::pair(410, true), std::pair(200, false)}) {
    bench.client.expect("GET", "/cases/C1/copy", hub::testing::json_answer(status, "{}"));
    BOOST_TEST(*bench.is_absent() == absent, status);
  }
  bench.client.expect("GET", "/cases/C1/copy", hub::testing::json_answer(503, ""));
  BOOST_TEST(!bench.is_absent().ok());
}

BOOST_AUTO_TEST_CASE(a_callback_says_what_became_of_the_case) {
  Bench bench;
  bench.client.expect("POST", "/callbacks", hub::testing::json_answer(204, ""));
  delivery::SourceMessage message{
      "id_2", "case.deleted", "acme", "C1", "delivered", 7, WallTime(milliseconds(1'793'600'000'123))};
  const auto told = hub::testing::run_task(bench.io, bench.clock, bench.platform->tell(message));
  BOOST_TEST(told.ok());
  BOOST_TEST(bench.client.last().body.view() ==
             R"({"type":"case.deleted","timestamp":"2026-11-02T06:13:20.123Z","data":{"tenant":"acme",)"
             R"("case":"C1","outcome":"delivered","certificate":7}})");
  BOOST_TEST(bench.client.last().headers.find("webhook-id").value_or("") == "id_2");
  BOOST_TEST(bench.is_signed(bench.client.last()));
}

BOOST_AUTO_TEST_SUITE_END()
