// The simulator behind its real HTTP server, and a client that says what a test tells it to. One thread; its
// time is virtual.
#pragma once

#include <boost/test/unit_test.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "core/http/curl_client.hpp"
#include "core/model/json.hpp"
#include "tests/support/virtual_clock.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::simulators::salesforce {

struct Answer {
  int status = 0;  // 0: the connection ended without an answer
  http::Headers headers;
  std::string body;

  std::string header(std::string_view name) const {
    return std::string(headers.find(name).value_or("absent"));
  }

  // The text at "/0/errors/0/statusCode"; JSON for what is no text; "absent" when there is nothing.
  std::string at(std::string_view pointer) const {
    model::Arena arena;
    model::JsonParser parser;
    const auto json = parser.parse(body, arena);
    const model::Value* found = json.ok() ? &*json : nullptr;
    while (found && !pointer.empty()) {
      pointer.remove_prefix(1);
      const std::string_view step = pointer.substr(0, pointer.find('/'));
      pointer.remove_prefix(step.size());
      found = child(*found, step);
    }
    if (!found) return "absent";
    if (found->is_string()) return std::string(found->as_string());
    Buffer text;
    model::write_json(*found, text);
    return std::string(text.view());
  }

 private:
  static const model::Value* child(const model::Value& parent, std::string_view step) {
    if (!parent.is_array()) return parent.find(step);
    std::size_t index = 0;
    std::from_chars(step.data(), step.data() + step.size(), index);
    return index < parent.as_array().size() ? &parent.as_array()[index] : nullptr;
  }
};

class SimulatedOrg {
 public:
  static constexpr const char* kData = "/services/data/v62.0";
  static constexpr const char* kLogin =
      "grant_type=client_credentials&client_id=hub&client_secret=hub-secret";

  explicit SimulatedOrg(SimulatorSettings settings = {})
      : simulator_(Simulator::start(io, clock, std::move(settings)).value()) {
    token = log_in().at("/access_token");
  }
  ~SimulatedOrg() {
    bool stopped = false;
    spawn(io.get_executor(), simulator_->stop(), [&] { stopped = true; });
    while (!stopped) io.run_one();
  }

  Answer log_in(std::string_view form = kLogin) {
    return send("POST", "/services/oauth2/token", form,
                {{"Content-Type", "application/x-www-form-urlencoded"}});
  }
  // Below /services/data/v62.0.
  Answer get(std::string_view path) { return call("GET", path); }
  Answer post(std::string_view path, std::string_view json) { return call("POST", path, json); }
  Answer patch(std::string_view path, std::string_view json) { return call("PATCH", path, json); }
  Answer remove(std::string_view path) { return call("DELETE", path); }
  Answer call(std::string method, std::string_view path, std::string_view json = {}) {
    return authorised(std::move(method), kData + std::string(path), json);
  }
  Answer authorised(std::string method, const std::string& path, std::string_view json = {}) {
    return send(std::move(method), path, json,
                {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}});
  }
  Answer send(std::string method, const std::string& path, std::string_view body,
              std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::Request request;
    request.method = std::move(method);
    request.url = simulator_->base_url() + path;
    request.body = Buffer(body);
    for (auto& [name, value] : headers) request.headers.add(std::move(name), std::move(value));
    std::optional<Answer> answer;
    spawn(io.get_executor(), keep_answer(std::move(request), answer));
    while (!answer) {
      if (io.poll_one() == 0 && !clock.advance_to_next_timer()) io.run_one();
    }
    return std::move(*answer);
  }

  Answer control(std::string method, const std::string& what, std::string_view json = {}) {
    return send(std::move(method), "/_control/" + what, json);
  }
  // {"kind":..., "operation":...}
  void break_with(std::string_view fault) {
    BOOST_REQUIRE_EQUAL(control("POST", "faults", fault).status, 200);
  }
  void heal() { BOOST_REQUIRE_EQUAL(control("DELETE", "faults").status, 200); }
  std::string live(const std::string& object) { return control("GET", "state").at("/records/" + object); }

  Answer upsert_case(const std::string& key, std::string_view json = R"({"Subject":"a"})") {
    return patch("/sobjects/Case/Hub_Key__c/" + key, json);
  }
  Answer read_case(const std::string& key) { return get("/sobjects/Case/Hub_Key__c/" + key); }
  const std::string& base_url() const { return url_; }

  IoContext io{1};
  testing::VirtualClock clock;
  std::string token;

 private:
  static http::ClientSettings loopback() {
    http::ClientSettings settings;
    settings.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
    return settings;
  }
  Task<void> keep_answer(http::Request request, std::optional<Answer>& answer) {
    auto response = co_await client_.send(std::move(request));
    answer.emplace();
    if (!response.ok()) co_return;
    answer->status = response->status;
    answer->headers = std::move(response->headers);
    answer->body = response->body.view();
  }

  std::unique_ptr<Simulator> simulator_;
  std::string url_ = simulator_->base_url();
  http::CurlClient client_{io, loopback()};
};

// {"allOrNone":...,"records":[{"attributes":{"type":"Case"},FIELDS}, ...]}
inline std::string collection(const std::vector<std::string>& records, bool all_or_none = false,
                              const std::string& type = "Case") {
  std::string json = std::string("{\"allOrNone\":") + (all_or_none ? "true" : "false") + ",\"records\":[";
  for (const std::string& fields : records) {
    if (json.back() != '[') json += ',';
    json += "{\"attributes\":{\"type\":\"" + type + "\"}," + fields + "}";
  }
  return json + "]}";
}

// One request of a composite or a graph; `path` as in SimulatedOrg::call().
inline std::string request(const std::string& method, const std::string& path, const std::string& reference,
                           const std::string& body = "") {
  return R"({"method":")" + method + R"(","url":")" + SimulatedOrg::kData + path + R"(","referenceId":")" +
         reference + "\"" + (body.empty() ? "" : ",\"body\":" + body) + "}";
}

}  // namespace hub::simulators::salesforce
