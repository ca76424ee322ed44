// The API over its fakes, asked as a client would: one key for each role, the answer as status and JSON.
#pragma once

#include <optional>

#include "core/model/json.hpp"
#include "core/policy/credential.hpp"
#include "tests/core/admin/fakes.hpp"

namespace hub::admin::testing {

struct Answer {
  int status = 0;
  std::string body;
  std::optional<std::string> retry_after;
};

class RunningApi {
 public:
  RunningApi()
      : api_({control, views, platform, figures, log, clock,
              KeyRing({key("admin", Role::admin), key("operator", Role::operator_),
                       key("viewer", Role::viewer), key("auditor", Role::auditor),
                       key("partner", Role::partner)})}) {}

  // `who` is a role's word, which is also its key's text; empty: without a key.
  Answer ask(const std::string& who, const std::string& method, const std::string& target,
             const std::string& body = {}) {
    http::Request request;
    request.method = method;
    request.url = target;
    if (!who.empty()) request.headers.add("Authorization", "Bearer " + who + "-key");
    request.body.append(body);
    Answer answer;
    io_.restart();
    spawn(io_.get_executor(), fetch(std::move(request), answer));
    io_.run();
    return answer;
  }

  FakeControl control;
  FakeViews views;
  FakePlatform platform;
  metrics::Registry figures;
  NoLog log;
  hub::testing::VirtualClock clock;

 private:
  static AdminKey key(const std::string& role, Role value) {
    return {role + "-person", value, policy::bearer_hash(role + "-key")};
  }
  Task<void> fetch(http::Request request, Answer& answer) {
    const http::Peer peer;
    const http::Response response = co_await api_.handle(std::move(request), peer);
    answer.status = response.status;
    answer.body = std::string(response.body.view());
    if (const auto wait = response.headers.find("Retry-After")) answer.retry_after = std::string(*wait);
  }

  IoContext io_;
  Api api_;
};

// The body as a value that lives as long as this object.
class Json {
 public:
  explicit Json(const std::string& text) {
    auto parsed = parser_.parse(text, arena_);
    if (parsed) value_ = *parsed;
  }
  const model::Value& operator*() const { return value_; }
  const model::Value* operator->() const { return &value_; }

 private:
  model::Arena arena_;
  model::JsonParser parser_;
  model::Value value_;
};

}  // namespace hub::admin::testing
