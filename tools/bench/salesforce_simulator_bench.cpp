// What the Salesforce simulator itself can do: collections of 200 cases over its real HTTP server, created,
// updated and read back. `bench_salesforce_simulator [CALLS [CONNECTIONS]]` prints one JSON object.
// The simulator has a thread of its own, so that its processor time is told apart from the load's.
#include <pthread.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>

#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace {

using hub::simulators::salesforce::Simulator;

constexpr int kRecordsPerCall = 200;

double seconds_of(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// The simulator on its thread.
class Subject {
 public:
  Subject() : thread_([this] { run(); }) { url_ = ready_.get_future().get(); }
  ~Subject() {
    io_.stop();
    thread_.join();
  }
  const std::string& url() const { return url_; }
  double processor_seconds() {
    clockid_t clock{};
    pthread_getcpuclockid(thread_.native_handle(), &clock);
    return seconds_of(clock);
  }

 private:
  void run() {
    hub::SystemClock clock(io_);
    const auto simulator = Simulator::start(io_, clock, {}).value();
    ready_.set_value(simulator->base_url());
    io_.run();
  }

  hub::IoContext io_{1};
  std::promise<std::string> ready_;
  std::string url_;
  std::thread thread_;
};

std::string upsert_body(int call) {
  std::string json = "{\"allOrNone\":false,\"records\":[";
  for (int i = 0; i < kRecordsPerCall; ++i) {
    if (i > 0) json += ',';
    json += "{\"attributes\":{\"type\":\"Case\"},\"Hub_Key__c\":\"key-" + std::to_string(call) + "-" +
            std::to_string(i) +
            "\",\"Subject\":\"A question about a bill\",\"Status\":\"Closed\",\"Origin\":\"Chat\","
            "\"Chat_Channel__c\":\"chat\",\"Chat_Started__c\":\"2026-03-01T10:00:00Z\","
            "\"Chat_Ended__c\":\"2026-03-01T10:20:00Z\",\"Message_Count__c\":24,\"Description\":\"" +
            std::string(800, 'd') + "\"}";
  }
  return json + "]}";
}

std::string retrieve_body(std::string_view upsert_answer) {
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  const auto results = parser.parse(upsert_answer, arena);
  std::string json = "{\"ids\":[";
  for (const auto& result : results->as_array()) {
    if (json.back() != '[') json += ',';
    json += "\"" + std::string(result.text_at("id")) + "\"";
  }
  return json +
         "],\"fields\":[\"Hub_Key__c\",\"Subject\",\"Status\",\"Origin\",\"Chat_Channel__c\","
         "\"Chat_Started__c\",\"Chat_Ended__c\",\"Message_Count__c\",\"Description\"]}";
}

class Load {
 public:
  Load(Subject& subject, int calls, int connections)
      : subject_(subject),
        calls_(calls),
        connections_(connections),
        answers_(static_cast<std::size_t>(calls)) {
    const std::string form = "grant_type=client_credentials&client_id=hub&client_secret=hub-secret";
    run("login", "POST", "/services/oauth2/token", 1, [&](int) { return form; });
    hub::model::Arena arena;
    hub::model::JsonParser parser;
    token_ = parser.parse(answers_.front(), arena)->text_at("access_token");
  }

  void run_all() {
    const std::string data = "/services/data/v62.0/composite/sobjects/Case";
    std::printf("{\"records_per_call\":%d,\"calls\":%d,\"connections\":%d", kRecordsPerCall, calls_,
                connections_);
    run("create", "PATCH", data + "/Hub_Key__c", calls_, upsert_body);
    run("update", "PATCH", data + "/Hub_Key__c", calls_, upsert_body);
    run("retrieve", "POST", data, calls_,
        [&](int call) { return retrieve_body(answers_[static_cast<std::size_t>(call)]); });
    std::printf("}\n");
  }

 private:
  template <class Body>
  void run(const char* name, const char* method, const std::string& path, int calls, Body body) {
    std::vector<std::string> bodies;
    for (int call = 0; call < calls; ++call) bodies.push_back(body(call));
    next_ = 0;
    failed_ = 0;
    const double processor = subject_.processor_seconds();
    const auto start = std::chrono::steady_clock::now();
    int lanes = std::min(connections_, calls);
    for (int lane = lanes; lane > 0; --lane)
      hub::spawn(io_.get_executor(), send_bodies(method, path, bodies), [&] { --lanes; });
    io_.restart();
    while (lanes > 0) io_.run_one();
    if (token_.empty()) return;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const double records = static_cast<double>(calls) * kRecordsPerCall;
    std::printf(
        ",\"%s\":{\"records_per_second\":%.0f,\"simulator_microseconds_per_record\":%.2f,\"failed\":%d}",
        name, records / wall.count(), (subject_.processor_seconds() - processor) * 1e6 / records, failed_);
  }

  hub::Task<void> send_bodies(const char* method, const std::string& path,
                              const std::vector<std::string>& bodies) {
    while (next_ < bodies.size()) {
      const std::size_t call = next_++;
      hub::http::Request request;
      request.method = method;
      request.url = subject_.url() + path;
      request.headers.add("Content-Type",
                          token_.empty() ? "application/x-www-form-urlencoded" : "application/json");
      request.headers.add("Authorization", "Bearer " + token_);
      request.body.append(bodies[call]);
      const auto answer = co_await client_.send(std::move(request));
      const bool is_good = answer.ok() && answer->status == 200;
      failed_ += is_good ? 0 : 1;
      if (is_good && !answer->body.view().starts_with("[{\"attributes")) answers_[call] = answer->body.view();
    }
  }

  static hub::http::ClientSettings loopback() {
    hub::http::ClientSettings settings;
    settings.guard = hub::http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
    return settings;
  }

  Subject& subject_;
  int calls_, connections_;
  hub::IoContext io_{1};
  hub::http::CurlClient client_{io_, loopback()};
  std::string token_;
  std::vector<std::string> answers_;
  std::size_t next_ = 0;
  int failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const int calls = argc > 1 ? std::atoi(argv[1]) : 200;
  const int connections = argc > 2 ? std::atoi(argv[2]) : 2;
  if (calls < 1 || connections < 1) {
    std::fprintf(stderr, "usage: bench_salesforce_simulator [CALLS [CONNECTIONS]]\n");
    return 2;
  }
  Subject subject;
  Load(subject, calls, connections).run_all();
  return 0;
}
