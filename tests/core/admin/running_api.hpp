// The API over its fakes, asked as a client would: one key for each role, the answer as status and JSON.
#pragma once

#include <optional>

#include "core/model/json.hpp"
#include "core/policy/credential.hpp"
#include "tests/core/admin/fakes.hpp"
#include "tests/support/fake_tracking.hpp"

namespace hub::admin::testing {

struct Answer {
  int status = 0;
  std::string body;
  std::optional<std::string> retry_after, cookie;
};

class RunningApi {
 public:
  RunningApi()
      : api_({control,
              views,
              platform,
              audit,
              secrets,
              book,
              removals,
              moves,
              tracking,
              key_store,
              figures,
              log,
              log_level,
              clock,
              KeyRing({key("admin", Role::admin), key("operator", Role::operator_),
                       key("viewer", Role::viewer), key("auditor", Role::auditor),
                       key("partner", Role::partner)}),
              random,
              io_.get_executor(),
              hierarchy,
              key_worker_,
              sessions}) {}
  // Some tenants are another node's.
  explicit RunningApi(Elsewhere& elsewhere)
      : api_({control,
              views,
              platform,
              audit,
              secrets,
              book,
              removals,
              moves,
              tracking,
              key_store,
              figures,
              log,
              log_level,
              clock,
              KeyRing({key("operator", Role::operator_), key("viewer", Role::viewer)}),
              random,
              io_.get_executor(),
              hierarchy,
              key_worker_,
              sessions,
              nullptr,
              &elsewhere}) {}
  // With these keys, and partners whose tenants are given.
  RunningApi(std::vector<AdminKey> keys, const policy::Resources& resources)
      : hierarchy(resources),
        api_({control,
              views,
              platform,
              audit,
              secrets,
              book,
              removals,
              moves,
              tracking,
              key_store,
              figures,
              log,
              log_level,
              clock,
              KeyRing(std::move(keys)),
              random,
              io_.get_executor(),
              hierarchy,
              key_worker_,
              sessions}) {}

  // `who` is a role's word, which is also its key's text; empty: without a key.
  Answer ask(const std::string& who, const std::string& method, const std::string& target,
             const std::string& body = {}) {
    http::Request request;
    request.method = method;
    request.url = target;
    if (!who.empty()) request.headers.add("Authorization", "Bearer " + who + "-key");
    return send(std::move(request), body);
  }

  // As our own page in a browser asks, with this Cookie header.
  Answer ask_from_page(const std::string& cookie, const std::string& method, const std::string& target,
                       const std::string& body = {}, const std::string& origin = "http://hub:8481") {
    http::Request request;
    request.method = method;
    request.url = target;
    request.headers.add("Host", "hub:8481");
    request.headers.add("Origin", origin);
    request.headers.add("X-Hub-Console", "1");
    if (!cookie.empty()) request.headers.add("Cookie", cookie);
    return send(std::move(request), body);
  }

  Api& api() { return api_; }

  Answer send(http::Request request, const std::string& body) {
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
  FakeAudit audit;
  FakeSecrets secrets;
  FakeBook book;
  FakeRemovals removals;
  FakeMoves moves;
  hub::testing::FakeTracking tracking;
  FakeKeys key_store;
  metrics::Registry figures;
  NoLog log;
  hub::testing::VirtualClock clock;
  log::Level least = log::Level::info;
  log::TimedLevel log_level{log::Level::info, [this](log::Level level) { least = level; }, log, clock};
  SeededRandom random{7};
  Sessions sessions{clock, random, false};
  Hierarchy hierarchy;

 private:
  static AdminKey key(const std::string& role, Role value) {
    return {role + "-person", value, policy::bearer_hash(role + "-key")};
  }
  Task<void> fetch(http::Request request, Answer& answer) {
    const http::Peer peer;
    const http::Response response = co_await api_.handle(std::move(request), peer);
    answer.status = response.status;
    answer.body = std::string(response.body.view());
    if (response.stream) {
      const Buffer first = co_await response.stream();
      answer.body += first.view();
    }
    if (const auto cookie = response.headers.find("Set-Cookie")) answer.cookie = std::string(*cookie);
    if (const auto wait = response.headers.find("Retry-After")) answer.retry_after = std::string(*wait);
  }

  IoContext io_;
  LoopWorker key_worker_{io_.get_executor()};
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
