#include <boost/test/unit_test.hpp>

#include "core/alerts/alerter.hpp"
#include "core/alerts/webhook_notifier.hpp"
#include "core/http/standard_webhooks.hpp"
#include "tests/core/admin/fakes.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

using namespace hub;
using namespace hub::alerts;
using namespace std::chrono_literals;

namespace {

const WallTime kStart{milliseconds(1'793'600'000'000)};

Reading reading(bool is_bad, std::string tenant = "acme") {
  return {"dead_letters", std::move(tenant), "crm", is_bad, "3 deliveries need a person"};
}

class FakeNotifier final : public Notifier {
 public:
  struct Seen {
    std::vector<Alert> taken;
    int refusals = 0;  // of the next attempts
    int attempts = 0;
  };
  explicit FakeNotifier(Seen& seen) : seen_(seen) {}
  std::string_view name() const override { return "fake"; }
  Task<Result<void>> notify(Alert alert) override {
    ++seen_.attempts;
    if (seen_.refusals > 0) {
      --seen_.refusals;
      co_return transient_error("refused", "not now");
    }
    seen_.taken.push_back(alert);
    co_return Result<void>();
  }

 private:
  Seen& seen_;
};

struct Bench {
  IoContext io{1};
  hub::testing::VirtualClock clock;
  admin::testing::NoLog log;
  std::vector<Reading> now;
  FakeNotifier::Seen first, second;
  std::unique_ptr<Alerter> alerter;

  Bench() {
    Alerter::Parts parts{clock, log, io.get_executor(), [this] { return now; }, {}};
    parts.notifiers.push_back(std::make_unique<FakeNotifier>(first));
    parts.notifiers.push_back(std::make_unique<FakeNotifier>(second));
    alerter = std::make_unique<Alerter>(std::move(parts), AlerterSettings{});
    alerter->start();
  }
  ~Bench() {
    bool done = false;
    spawn(io.get_executor(), alerter->stop(), [&] { done = true; });
    hub::testing::run_until(io, clock, [&] { return done; });
  }
  void run_for(milliseconds time) {
    const MonotonicTime end = clock.now() + time;
    clock.call_at(end, [] {});
    hub::testing::run_until(io, clock, [&] { return clock.now() >= end; });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(alerts)

BOOST_AUTO_TEST_CASE(an_alert_fires_once_repeats_after_a_while_and_ends) {
  Watch watch(4h);
  BOOST_TEST(watch.look({reading(false)}, kStart).empty());
  const auto fired = watch.look({reading(true)}, kStart + 1min);
  BOOST_REQUIRE(fired.size() == 1u);
  BOOST_TEST(!fired.front().is_over);
  BOOST_TEST(watch.look({reading(true)}, kStart + 2min).empty());
  BOOST_TEST(watch.look({reading(true), reading(true, "globex")}, kStart + 3min).size() == 1u);
  const auto again = watch.look({reading(true), reading(true, "globex")}, kStart + 1min + 4h);
  BOOST_REQUIRE(again.size() == 1u);
  BOOST_TEST((again.front().since == kStart + 1min));
  BOOST_TEST(again.front().id != fired.front().id);
  const auto over = watch.look({reading(false), reading(true, "globex")}, kStart + 4h + 2min);
  BOOST_REQUIRE(over.size() == 1u);
  BOOST_TEST(over.front().is_over);
  BOOST_TEST(watch.firing() == 1u);
}

BOOST_AUTO_TEST_CASE(a_notifier_that_fails_is_asked_again_and_holds_up_no_other) {
  Bench bench;
  bench.first.refusals = 3;
  bench.now = {reading(true)};
  bench.run_for(12s);
  BOOST_TEST(bench.second.taken.size() == 1u);
  BOOST_TEST(bench.first.taken.empty());
  BOOST_TEST(bench.log.events.size() == 1u);
  bench.run_for(20s);
  BOOST_REQUIRE(bench.first.taken.size() == 1u);
  BOOST_TEST(bench.first.attempts == 4);
  bench.now = {reading(false)};
  bench.run_for(12s);
  BOOST_TEST(bench.first.taken.back().is_over);
  BOOST_TEST(bench.alerter->firing() == 0u);
}

BOOST_AUTO_TEST_CASE(a_webhook_is_signed_and_says_what_is_wrong) {
  const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  IoContext io{1};
  hub::testing::VirtualClock clock;
  hub::testing::ScriptedClient client;
  WebhookNotifier webhook(client, clock, "https://ops.example/alerts",
                          std::move(http::parse_hmac_secret(secret)).value());
  Watch watch(4h);
  const Alert alert = watch.look({reading(true)}, kStart).front();
  client.expect("POST", "/alerts", hub::testing::json_answer(204, ""));
  BOOST_TEST(hub::testing::run_task(io, clock, webhook.notify(alert)).ok());
  const http::Request& sent = client.last();
  BOOST_TEST(sent.body.view() ==
             R"({"type":"alert.firing","timestamp":"2026-11-02T06:13:20.000Z","data":{"kind":"dead_letters",)"
             R"("tenant":"acme","target":"crm","since":"2026-11-02T06:13:20.000Z",)"
             R"("text":"3 deliveries need a person"}})");
  const auto header = [&](std::string_view name) { return sent.headers.find(name).value_or(""); };
  std::vector<WipedBytes> secrets;
  secrets.push_back(std::move(http::parse_hmac_secret(secret)).value());
  BOOST_TEST(http::has_valid_signature({header("webhook-id"), header("webhook-timestamp"), sent.body.view()},
                                       header("webhook-signature"), secrets, {}));
  client.expect("POST", "/alerts", hub::testing::json_answer(500, ""));
  io.restart();
  BOOST_TEST(!hub::testing::run_task(io, clock, webhook.notify(alert)).ok());
}

BOOST_AUTO_TEST_SUITE_END()
