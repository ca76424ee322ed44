// A shipped mapping and the real connector, declared in YAML, before a simulator: what the engine does with
// one attempt, and what `target check` would say. One thread.
#pragma once

#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/delivery/existing_records.hpp"
#include "core/mapping/tools/publishing.hpp"
#include "core/model/json.hpp"
#include "tests/core/http/running_server.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/make_connector.hpp"
#include "tests/support/on_loopback.hpp"

namespace hub::connectors {

template <class Simulator>
struct ShippedRehearsal : testing::OnLoopback<Simulator> {
  template <class Settings>
  ShippedRehearsal(std::string connector_kind, const std::string& mapping_file, Settings settings)
      : testing::OnLoopback<Simulator>(std::move(settings)), kind(std::move(connector_kind)) {
    std::ifstream file(mapping_file);
    std::ostringstream text;
    text << file.rdbuf();
    config::Problems problems;
    mapping = mapping::Mapping::compile(text.str(), mapping_file, problems);
    BOOST_REQUIRE_MESSAGE(mapping != nullptr, (problems.empty() ? mapping_file : problems.front().text()));
  }

  void declare(const std::string& yaml, http::Client* other = nullptr) {
    connector = testing::make_connector(kind, yaml, {other ? *other : this->client, this->clock}).value();
  }
  // `event` is the data of a closed case.
  delivery::CaseRecords map(const std::string& event) {
    const model::Value data = *parser.parse(arena.copy(event), arena);
    const mapping::MapContext context{key, WallTime(), "UTC", {}, {}, {}, {}, {}, nullptr};
    auto records = mapping->map(data, context, arena);
    BOOST_REQUIRE(records.ok());
    return {std::move(*records)};
  }
  std::vector<delivery::CaseOutcome> attempt(std::vector<delivery::CaseRecords> cases) {
    delivery::MatchClaims claims{std::array<std::byte, 32>{}};
    delivery::MatchClaims::Hold hold(claims);
    delivery::ExistingRecords existing(*connector, hold, arena);
    for (const auto& error : this->run(existing.resolve(cases)))
      BOOST_REQUIRE_MESSAGE(!error.has_value(), (error ? error->message : ""));
    delivery::BatchDelivery delivery(*connector, this->clock, arena, {2, milliseconds(1)});
    return this->run(delivery.run(std::move(cases)));
  }
  // Each of them is confirmed.
  void deliver(std::vector<delivery::CaseRecords> cases) {
    for (const auto& outcome : attempt(std::move(cases)))
      BOOST_TEST(!outcome.error.has_value(), (outcome.error ? outcome.error->message : ""));
  }
  // API calls that the simulator has counted.
  std::size_t calls() {
    const http::Response state = this->request("GET", "/_control/state");
    const auto json = parser.parse(state.body.view(), arena);
    return static_cast<std::size_t>(json->find("api_calls")->as_integer());
  }

  std::string probe_says() {
    const auto result = this->run(connector->probe());
    return result.ok() ? "works" : result.error().message;
  }
  std::string mapping_says(std::vector<std::string> objects) {
    const auto schema = this->run(connector->describe(std::move(objects)));
    if (!schema.ok()) return schema.error().message;
    const auto fit = mapping::fit(*mapping, *schema);
    return fit.findings.empty() ? "fits" : fit.findings.front();
  }
  // What a probe says of a server whose certificate is out of date; `yaml_for` gives the settings for its
  // address.
  template <class YamlFor>
  std::string expired_certificate_says(YamlFor yaml_for) {
    testing::CertificateAuthority authority;
    const auto expired = authority.issue("expired", "/CN=server", "IP:127.0.0.1", "-days -1");
    http::ServerSettings old;
    old.tls = http::TlsSettings{expired.certificate, expired.key, ""};
    testing::RunningServer running(
        old, [](http::Request, const http::Peer&) -> Task<http::Response> { co_return http::Response{}; });
    http::ClientSettings trusting = testing::loopback();
    trusting.ca_file = authority.ca_file();
    http::CurlClient verifying(this->io, std::move(trusting));
    declare(yaml_for("https://127.0.0.1:" + std::to_string(running.port())), &verifying);
    std::string said = probe_says();
    connector.reset();
    return said;
  }

  std::string kind;
  model::Arena arena;
  model::JsonParser parser;
  std::array<std::byte, 32> key{};
  std::shared_ptr<const mapping::Mapping> mapping;
  std::unique_ptr<delivery::Connector> connector;
};

// What an administrator is told of each mistake: no two alike.
class Mistakes {
 public:
  const std::string& tell(const char* mistake, const std::string& text) {
    BOOST_TEST_MESSAGE(mistake << ": " << text);
    const auto [said, is_new] = said_.insert(text);
    BOOST_TEST(is_new, text << " was said before");
    return *said;
  }

 private:
  std::set<std::string> said_;
};

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace hub::connectors
