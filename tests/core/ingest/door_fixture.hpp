// A front door with everything around it replaced: time, network and intake. One thread.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/base64.hpp"
#include "core/ingest/front_door.hpp"
#include "tests/support/fake_tracking.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::ingest::testing {

// Remembers what it was given, and answers as it was told.
class FakeIntake final : public Intake {
 public:
  struct Seen {
    std::string tenant, source, event_id, case_id, time, traceparent, data;
    EventType type;
    WallTime closed_at;
    std::optional<std::chrono::seconds> wait;
  };
  std::vector<Seen> seen;
  std::deque<Result<Accepted>> answers;  // then: accepted
  std::set<std::string> known_ids;
  std::map<std::string, std::string> refused;  // cases, with the reason

  Task<Result<Accepted>> accept(IncomingCase incoming) override {
    seen.push_back({incoming.tenant, incoming.source, incoming.event_id, incoming.case_id, incoming.time,
                    incoming.traceparent, std::string(incoming.data.view()), incoming.type,
                    incoming.closed_at, incoming.wait});
    if (answers.empty()) co_return Accepted{};
    Result<Accepted> answer = std::move(answers.front());
    answers.pop_front();
    co_return answer;
  }
  bool knows_event(std::string_view, std::string_view, std::string_view event_id) const override {
    return known_ids.count(std::string(event_id)) > 0;
  }
  void note_refusal(std::string_view, std::string_view case_id, std::string_view reason) override {
    refused.emplace(case_id, reason);
  }
};

inline const std::string kSecretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
inline const std::string kBearerKey = "hubk_0123456789ab_c2VjcmV0LW9mLXRoZS1wYXJ0bmVyLWluLXRlc3Rz";

inline Credential tenant_credential() {
  Credential credential;
  credential.name = "acme-engage";
  credential.tenant = "acme";
  credential.hmac_secrets.push_back(std::move(http::parse_hmac_secret(kSecretText)).value());
  return credential;
}

inline Credential partner_credential() {
  Credential credential;
  credential.name = "partner";
  credential.sources = {{"/engage/us/north", "north"}, {"/engage/us/south", "south"}};
  const auto parts = split_bearer_key(kBearerKey);
  credential.bearer_keys.push_back({std::string(parts->id), hash_of_key(parts->secret)});
  return credential;
}

inline std::vector<Credential> both_credentials() {
  std::vector<Credential> credentials;
  credentials.push_back(tenant_credential());
  credentials.push_back(partner_credential());
  return credentials;
}

// An event in structured form; `data` as JSON.
inline std::string event_text(const std::string& id, const std::string& data,
                              const std::string& source = "/engage/us/acme", const std::string& more = "") {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":")" + source +
         R"(","type":"com.vergic.engage.case.closed.v1","time":"2026-11-01T23:43:47Z","data":)" + data +
         more + "}";
}

inline std::string case_text(const std::string& case_id, const std::string& more = "") {
  return R"({"case":{"id":")" + case_id + R"(","channel":"chat","closed_at":"2026-11-01T23:43:47.199Z"})" +
         more + "}";
}

class Door {
 public:
  explicit Door(FrontDoorSettings settings = {}, std::vector<Credential> credentials = both_credentials())
      : book_(std::move(credentials)),
        fetcher_(client, clock, {{"files.example.com", "Bearer of-the-platform"}}),
        door_({book_, intake, fetcher_, clock, io.get_executor(), standard_verifiers(clock), tracking},
              settings) {}

  IoContext io{1};
  hub::testing::VirtualClock clock;
  hub::testing::ScriptedClient client;
  FakeIntake intake;
  hub::testing::FakeTracking tracking;

  FrontDoor& door() { return door_; }

  static http::Request post(std::string_view content_type, std::string_view body) {
    http::Request request;
    request.method = "POST";
    request.url = "/v1/cases";
    request.headers.add("Content-Type", std::string(content_type));
    request.body.append(body);
    return request;
  }
  static http::Request structured(std::string_view body) {
    return post("application/cloudevents+json", body);
  }
  static http::Request batch(std::string_view body) {
    return post("application/cloudevents-batch+json", body);
  }

  // With the tenant's secret, at the time the clock shows.
  http::Request signed_now(http::Request request, const std::string& message_id = "msg_1") {
    const auto secret = std::move(http::parse_hmac_secret(kSecretText)).value();
    const auto now = std::chrono::floor<std::chrono::seconds>(clock.wall_now().time_since_epoch());
    const std::string timestamp = std::to_string(now.count());
    const auto signature =
        http::sign_hmac({message_id, timestamp, request.body.view()}, {secret.data(), secret.size()});
    request.headers.add("webhook-id", message_id);
    request.headers.add("webhook-timestamp", timestamp);
    request.headers.add("webhook-signature", signature);
    return request;
  }
  static http::Request as_partner(http::Request request) {
    request.headers.add("Authorization", "Bearer " + kBearerKey);
    return request;
  }

  http::Response send(http::Request request, const http::Peer& peer = {"127.0.0.1", ""}) {
    io.restart();
    return hub::testing::run_task(io, clock, door_.handle(std::move(request), peer));
  }
  // Signed, structured.
  http::Response send_event(const std::string& text) { return send(signed_now(structured(text))); }

 private:
  CredentialBook book_;
  Fetcher fetcher_;
  FrontDoor door_;
};

inline std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or("absent"));
}

// The last part of a problem's type; "none" when the body is no problem.
inline std::string problem_name(const http::Response& response) {
  const std::string_view start = R"({"type":"urn:connector-hub:problem:)";
  const std::string_view body = response.body.view();
  if (!body.starts_with(start)) return "none";
  return std::string(body.substr(start.size(), body.find('"', start.size()) - start.size()));
}

inline bool points_at(const http::Response& response, std::string_view pointer) {
  const std::string wanted = "\"pointer\":\"" + std::string(pointer) + '"';
  return response.body.view().find(wanted) != std::string_view::npos;
}

}  // namespace hub::ingest::testing
