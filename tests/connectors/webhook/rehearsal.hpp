// The declared connector over loopback HTTP to the shipped simulator. One thread.
#pragma once

#include <cstdlib>

#include "connectors/connectors.hpp"
#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "tests/support/run_task.hpp"
#include "tools/simulators/webhook/simulator.hpp"

namespace hub::connectors::webhook {

using simulators::webhook::Simulator;

struct Rehearsal {
  Rehearsal() {
    setenv("HUB_TEST_RECEIVER_SECRET", "hub-secret", 1);
    add_all(registry);
  }
  ~Rehearsal() {
    bool stopped = false;
    spawn(io.get_executor(), simulator->stop(), [&] { stopped = true; });
    io.restart();
    while (!stopped) io.run_one();
  }

  static http::ClientSettings loopback() {
    http::ClientSettings settings;
    settings.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
    return settings;
  }
  // Everything that this receiver can do; `base_url` and `more` may say otherwise.
  static std::string settings_for(const std::string& base_url, const std::string& more = {}) {
    return "base_url: " + base_url + "\ntoken_url: " + base_url +
           "/oauth2/token\nclient_id: hub\nauth: client_credentials\n"
           "read_back: GET /{object}/{id}\nid_at: $.id\nlook_up: GET /{object}?external_id={key}\n"
           "look_up_at: $.items\nerase: DELETE /{object}/{id}\ndescribe: GET /schemas/{object}\n"
           "probe: GET /health\nerror_code_at: $.code\nerror_fields_at: $.errors\n" +
           more;
  }
  static std::string usual(const std::string& base_url) {
    return settings_for(base_url,
                        "write: PUT /{object}/{key}\nclient_secret: env:HUB_TEST_RECEIVER_SECRET\n");
  }

  delivery::Connector& declare(const std::string& yaml, http::Client* other = nullptr) {
    const ConnectorKind* kind = registry.find("webhook");
    config::Problems problems;
    const auto documents = config::parse_yaml(yaml, "receiver.yaml", problems);
    const config::Settings settings = config::read_settings(kind->spec, documents.front(), problems);
    BOOST_REQUIRE_MESSAGE(problems.empty(), (problems.empty() ? "" : problems.front().text()));
    auto created = kind->create(settings, {other ? *other : client, clock});
    BOOST_REQUIRE_MESSAGE(created.ok(), (created.ok() ? "" : created.error().message));
    connector = std::move(*created);
    return *connector;
  }

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    spawn(io.get_executor(), testing::keep_result(std::move(task), result));
    io.restart();
    while (!result) io.run_one();
    return std::move(*result);
  }
  void break_with(std::string kind, std::string operation, std::string text = {}, std::int64_t status = 503) {
    simulators::Fault fault;
    fault.kind = std::move(kind);
    fault.operation = std::move(operation);
    fault.text = std::move(text);
    fault.status = status;
    simulator->faults().add(std::move(fault));
  }

  Registry registry;
  IoContext io{1};
  SystemClock clock{io};
  std::unique_ptr<Simulator> simulator = Simulator::start(io, clock, {}).value();
  http::CurlClient client{io, loopback()};
  std::unique_ptr<delivery::Connector> connector;
};

}  // namespace hub::connectors::webhook
