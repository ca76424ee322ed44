#include "tools/simulators/engage/sender.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/core/ingest/door_fixture.hpp"
#include "tools/simulators/engage/rehearsal.hpp"

using namespace hub::simulators::engage;
using namespace hub::ingest::testing;
using namespace std::chrono_literals;

namespace {

// A hub behind no network at all: requests go straight into a front door, unless the script says otherwise.
class HubBehindClient final : public hub::http::Client {
 public:
  explicit HubBehindClient(Door& door) : door_(door) {}

  enum class Fate { arrives, refused, answer_lost, full_for_7_s };
  std::deque<Fate> fates;  // of the next requests
  std::vector<hub::MonotonicTime> sent_at;
  std::vector<std::string> message_ids;

  hub::Task<hub::Result<hub::http::Response>> send(hub::http::Request request) override {
    sent_at.push_back(door_.clock.now());
    message_ids.emplace_back(request.headers.find("webhook-id").value_or("none"));
    const Fate fate = fates.empty() ? Fate::arrives : fates.front();
    if (!fates.empty()) fates.pop_front();
    if (fate == Fate::refused) co_return hub::transient_error("refused", "");
    if (fate == Fate::full_for_7_s) {
      hub::http::Response full;
      full.status = 503;
      full.headers.add("Retry-After", "7");
      co_return full;
    }
    request.url = "/v1/cases";
    auto answer = co_await door_.door().handle(std::move(request), peer_);
    if (fate == Fate::answer_lost) co_return hub::unknown_outcome("reset", "");
    co_return answer;
  }

 private:
  Door& door_;
  hub::http::Peer peer_;
};

struct Bench {
  Door door;
  HubBehindClient client{door};

  SenderSettings settings(SendMode mode = SendMode::batched) {
    const auto secret = std::move(hub::http::parse_hmac_secret(kSecretText)).value();
    SenderSettings result;
    result.signer.hmac_secret.assign(secret.data(), secret.size());
    result.mode = mode;
    result.batch_events = 10;
    result.connections = 1;
    return result;
  }
  SendFigures run(SenderSettings sender_settings, std::uint64_t events) {
    EventSender sender(client, door.clock, door.io.get_executor(), std::move(sender_settings));
    bool is_done = false;
    auto source = made_up_events(GeneratorSettings{.messages_max = 5}, events);
    hub::spawn(door.io.get_executor(), sender.run(std::move(source)), [&] { is_done = true; });
    hub::testing::run_until(door.io, door.clock, [&] { return is_done; });
    BOOST_REQUIRE(is_done);
    return sender.figures();
  }
  std::set<std::string> arrived() const {
    std::set<std::string> ids;
    for (const auto& seen : door.intake.seen) ids.insert(seen.event_id);
    return ids;
  }
};

using Fate = HubBehindClient::Fate;

}  // namespace

BOOST_AUTO_TEST_SUITE(sender)

BOOST_AUTO_TEST_CASE(everything_is_acknowledged_in_every_mode) {
  for (const SendMode mode : {SendMode::structured, SendMode::binary, SendMode::batched}) {
    Bench bench;
    auto settings = bench.settings(mode);
    settings.connections = 3;
    const SendFigures figures = bench.run(settings, 95);
    BOOST_TEST(figures.events == 95u);
    BOOST_TEST(figures.accepted == 95u);
    BOOST_TEST(figures.rejected == 0u);
    BOOST_TEST(figures.requests == (mode == SendMode::batched ? 10u : 95u));
    BOOST_TEST(bench.arrived().size() == 95u);
  }
}

BOOST_AUTO_TEST_CASE(a_refused_connection_is_tried_again_with_the_same_message_id) {
  Bench bench;
  bench.client.fates = {Fate::refused, Fate::refused, Fate::arrives};
  const SendFigures figures = bench.run(bench.settings(), 10);
  BOOST_TEST(figures.accepted == 10u);
  BOOST_TEST(figures.unanswered == 2u);
  BOOST_TEST(bench.client.message_ids.front() == bench.client.message_ids.back());
  BOOST_TEST(bench.client.sent_at.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_leads_to_a_retry_and_duplicates_are_counted) {
  Bench bench;
  bench.client.fates = {Fate::answer_lost};
  for (int i = 0; i < 10; ++i) bench.door.intake.answers.push_back(hub::ingest::Accepted{});
  for (int i = 0; i < 10; ++i) {
    bench.door.intake.answers.push_back(
        hub::ingest::Accepted{hub::ingest::AcceptStatus::duplicate, std::nullopt});
  }
  const SendFigures figures = bench.run(bench.settings(), 10);
  BOOST_TEST(figures.accepted == 10u);
  BOOST_TEST(figures.duplicates == 10u);
  BOOST_TEST(bench.arrived().size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_full_hub_is_left_alone_as_long_as_it_asks) {
  Bench bench;
  bench.client.fates = {Fate::full_for_7_s};
  const SendFigures figures = bench.run(bench.settings(), 10);
  BOOST_TEST(figures.accepted == 10u);
  BOOST_TEST(figures.told_to_wait == 1u);
  BOOST_TEST((bench.client.sent_at.at(1) - bench.client.sent_at.at(0) >= 7s));
}

BOOST_AUTO_TEST_CASE(of_a_batch_only_what_may_pass_is_sent_again) {
  Bench bench;
  bench.door.intake.answers = {hub::ingest::Accepted{}, hub::transient_error("busy", ""),
                               hub::invalid_error("content_conflict", ""), hub::ingest::Accepted{}};
  const SendFigures figures = bench.run(bench.settings(), 4);
  BOOST_TEST(figures.accepted == 3u);
  BOOST_TEST(figures.rejected == 1u);
  BOOST_TEST(figures.requests == 2u);
  BOOST_TEST(figures.problems.at(0) == "urn:connector-hub:problem:content-conflict");
  BOOST_TEST(bench.door.intake.seen.size() == 5u);
  BOOST_TEST(bench.client.message_ids.at(0) != bench.client.message_ids.at(1));
}

BOOST_AUTO_TEST_CASE(what_is_refused_for_good_is_not_sent_again) {
  Bench bench;
  auto settings = bench.settings();
  settings.signer.hmac_secret = "another secret of some length";
  const SendFigures figures = bench.run(settings, 20);
  BOOST_TEST(figures.rejected == 20u);
  BOOST_TEST(figures.requests == 2u);
  BOOST_TEST(bench.door.intake.seen.empty());
}

BOOST_AUTO_TEST_CASE(a_rate_is_kept) {
  Bench bench;
  auto settings = bench.settings();
  settings.events_per_second = 100;
  bench.run(settings, 50);
  const auto& times = bench.client.sent_at;
  BOOST_REQUIRE(times.size() == 5u);
  BOOST_TEST((times.back() - times.front()).count() == 400'000);
}

BOOST_AUTO_TEST_SUITE_END()
