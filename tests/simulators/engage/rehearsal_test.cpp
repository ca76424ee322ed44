// The platform, a sender and a front door, over real sockets on one loop.
#include <boost/test/unit_test.hpp>

#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "tests/core/ingest/door_fixture.hpp"
#include "tools/simulators/engage/rehearsal.hpp"
#include "tools/simulators/engage/sender.hpp"

using namespace hub::simulators::engage;
using namespace hub::ingest::testing;
using namespace std::chrono_literals;

namespace {

class Rehearsal {
 public:
  explicit Rehearsal(hub::milliseconds fetch_deadline = 15s)
      : clock_(io_), client_(io_, client_settings()), book_(both_credentials()) {
    simulator_ = std::move(Simulator::start(io_, clock_, {.api_token = "of-the-hub"})).value();
    std::vector<hub::ingest::FetchHost> hosts = {{simulator_->host(), "Bearer of-the-hub"}};
    fetcher_.emplace(client_, clock_, std::move(hosts));
    hub::ingest::FrontDoorSettings settings;
    settings.limits.fetch.deadline = fetch_deadline;
    door_.emplace(hub::ingest::FrontDoor::Parts{book_, intake, *fetcher_, clock_, io_.get_executor(),
                                                hub::ingest::standard_verifiers(clock_), tracking},
                  settings);
    server_ =
        std::move(hub::http::Server::start(io_, {},
                                           [this](hub::http::Request request, const hub::http::Peer& peer) {
                                             return door_->handle(std::move(request), peer);
                                           }))
            .value();
  }
  ~Rehearsal() {
    run(server_->drain());
    run(simulator_->stop());
  }

  FakeIntake intake;
  hub::testing::FakeTracking tracking;

  Simulator& simulator() { return *simulator_; }

  void run(hub::Task<void> task) {
    bool is_done = false;
    hub::spawn(io_.get_executor(), std::move(task), [&] { is_done = true; });
    io_.restart();
    while (!is_done && io_.run_one() > 0) {
    }
    BOOST_REQUIRE(is_done);
  }
  // Each event is tried until it is taken or refused for good.
  SendFigures send(RehearsalSettings settings, SendMode mode) {
    SenderSettings sender_settings;
    sender_settings.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/v1/cases";
    const auto secret = std::move(hub::http::parse_hmac_secret(kSecretText)).value();
    sender_settings.signer.hmac_secret.assign(secret.data(), secret.size());
    sender_settings.mode = mode;
    EventSender sender(client_, clock_, io_.get_executor(), std::move(sender_settings));
    run(sender.run(rehearse(*simulator_, std::move(settings))));
    return sender.figures();
  }
  hub::http::Response request(const char* method, const std::string& url, std::string_view body = {}) {
    hub::http::Request request;
    request.method = method;
    request.url = url;
    request.headers.add("Authorization", "Bearer of-the-hub");
    request.body.append(body);
    std::optional<hub::Result<hub::http::Response>> answer;
    run(hub::testing::keep_result(client_.send(std::move(request)), answer));
    BOOST_REQUIRE((answer && answer->ok()));
    return std::move(**answer);
  }

 private:
  static hub::http::ClientSettings client_settings() {
    hub::http::ClientSettings settings;
    settings.guard = std::move(hub::http::AddressGuard::with_allowed({"127.0.0.1/32"})).value();
    return settings;
  }

  hub::IoContext io_{1};
  hub::SystemClock clock_;
  hub::http::CurlClient client_;
  hub::ingest::CredentialBook book_;
  std::unique_ptr<Simulator> simulator_;
  std::optional<hub::ingest::Fetcher> fetcher_;
  std::optional<hub::ingest::FrontDoor> door_;
  std::unique_ptr<hub::http::Server> server_;
};

RehearsalSettings thin_cases(std::uint64_t events) {
  RehearsalSettings settings;
  settings.generator.messages_max = 20;
  settings.generator.makes_updates = false;
  settings.events = events;
  settings.thin_every = 1;
  return settings;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rehearsal)

BOOST_AUTO_TEST_CASE(full_and_thin_events_arrive_in_every_mode_with_their_attachments) {
  for (const SendMode mode : {SendMode::structured, SendMode::binary, SendMode::batched}) {
    Rehearsal rehearsal;
    RehearsalSettings settings;
    settings.generator.messages_max = 50;
    settings.events = 120;
    settings.thin_every = 3;
    const SendFigures figures = rehearsal.send(settings, mode);
    BOOST_TEST(figures.accepted == 120u);
    for (const std::string& problem : figures.problems) BOOST_ERROR(problem);
    BOOST_TEST(rehearsal.simulator().calls().at("read_case") > 20u);
    std::uint64_t fetched = 0;
    for (const auto& seen : rehearsal.intake.seen) {
      BOOST_TEST(seen.data.find("start_code") == std::string::npos);
      BOOST_TEST(seen.data.find("\"ip\":") == std::string::npos);
      for (auto at = seen.data.find("bytes_base64"); at != std::string::npos;
           at = seen.data.find("bytes_base64", at + 1)) {
        ++fetched;
      }
    }
    BOOST_TEST(fetched == rehearsal.simulator().platform().attachments());
  }
}

BOOST_AUTO_TEST_CASE(the_platforms_copy_is_read_deleted_and_then_gone) {
  Rehearsal rehearsal;
  const GeneratedEvent event = CaseGenerator({.attachments_url = rehearsal.simulator().api_url()}).next();
  rehearsal.simulator().platform().keep(event);
  const std::string url = rehearsal.simulator().api_url() + "/cases/" + event.case_id;
  BOOST_TEST(rehearsal.request("GET", url).body.view() == event.data);
  BOOST_REQUIRE(!event.attachments.empty());
  const std::string attachment = rehearsal.simulator().api_url() + "/attachments/" + event.attachments[0].id;
  BOOST_TEST(rehearsal.request("GET", attachment).body.view() == event.attachments[0].bytes);
  BOOST_TEST(rehearsal.request("DELETE", url).status == 204);
  BOOST_TEST(rehearsal.request("GET", url).status == 410);
  BOOST_TEST(rehearsal.request("GET", attachment).status == 410);
  BOOST_TEST(rehearsal.request("DELETE", url).status == 410);
  BOOST_TEST(rehearsal.request("GET", rehearsal.simulator().api_url() + "/cases/never-was").status == 404);
  BOOST_TEST(rehearsal.request("POST", rehearsal.simulator().api_url() + "/callbacks", "{}").status == 204);
  BOOST_TEST(rehearsal.simulator().callbacks().size() == 1u);
  BOOST_TEST(rehearsal.request("GET", rehearsal.simulator().base_url() + "/_control/state")
                 .body.view()
                 .starts_with(R"({"cases":0,"attachments":0,"deleted_cases":1,"callbacks":1,)"));
}

BOOST_AUTO_TEST_CASE(faults_are_set_counted_and_healed_over_the_control_path) {
  Rehearsal rehearsal;
  const std::string faults = rehearsal.simulator().base_url() + "/_control/faults";
  const std::string url = rehearsal.simulator().api_url() + "/cases/never-was";
  BOOST_TEST(rehearsal.request("POST", faults, R"({"kind":"earthquake"})").status == 400);
  const char* const fault =
      R"({"kind":"status","operation":"read_case","status":500,"skip":1,"retry_after":"7"})";
  BOOST_TEST(rehearsal.request("POST", faults, fault).status == 200);
  BOOST_TEST(rehearsal.request("GET", url).status == 404);
  const auto struck = rehearsal.request("GET", url);
  BOOST_TEST(struck.status == 500);
  BOOST_TEST(header(struck, "Retry-After") == "7");
  BOOST_TEST(rehearsal.request("GET", url).status == 404);
  BOOST_TEST(rehearsal.request("POST", faults, R"({"kind":"status","times":-1})").status == 200);
  BOOST_TEST(rehearsal.request("GET", url).status == 503);
  BOOST_TEST(rehearsal.request("DELETE", faults).status == 200);
  BOOST_TEST(rehearsal.request("GET", url).status == 404);
}

BOOST_AUTO_TEST_CASE(faults_that_last_refuse_the_event_and_nothing_is_stored) {
  struct Case {
    Fault fault;
    const char* problem;
  };
  const Case cases[] = {
      {{.kind = FaultKind::status, .operation = "read_case", .times = -1, .status = 410}, "fetch-gone"},
      {{.kind = FaultKind::oversize, .operation = "read_case", .times = -1, .bytes = 9 << 20},
       "fetch-too-large"},
      {{.kind = FaultKind::malformed, .operation = "read_case", .times = -1}, "fetch-malformed"},
  };
  for (const Case& c : cases) {
    Rehearsal rehearsal;
    rehearsal.simulator().faults().add(c.fault);
    const SendFigures figures = rehearsal.send(thin_cases(1), SendMode::structured);
    BOOST_TEST(figures.rejected == 1u);
    BOOST_TEST(figures.problems.at(0).find(c.problem) != std::string::npos, figures.problems.at(0));
    BOOST_TEST(rehearsal.intake.seen.empty());
    rehearsal.simulator().faults().clear();
    BOOST_TEST(rehearsal.send(thin_cases(1), SendMode::structured).accepted == 1u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
