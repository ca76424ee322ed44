// Any bytes as what a vendor answers, for every connector of this build: each call ends with a result,
// whatever came. Records are those of the shipped mapping.
#include <array>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <memory>
#include <sstream>

#include "connectors/connectors.hpp"
#include "core/base/assert.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/json.hpp"
#include "tests/support/virtual_clock.hpp"

namespace {

using namespace hub;

const std::string kSource = HUB_SOURCE_DIR;
constexpr std::array kStatuses = {200, 201, 202, 204, 207, 400, 401, 403, 404, 409, 412, 422, 429, 500};
// What waits for a job asks again; no answer of these makes it go on for ever.
constexpr int kCallsMax = 64;

std::string whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Gives the same bytes to every call but those for a token.
class AnsweringClient final : public http::Client {
 public:
  void begin(std::string_view input) {
    calls_ = 0;
    status_ = kStatuses[input.empty() ? 0 : static_cast<unsigned char>(input[0]) % kStatuses.size()];
    body_ = input.substr(std::min<std::size_t>(1, input.size()));
  }

  Task<Result<http::Response>> send(http::Request request) override {
    if (++calls_ > kCallsMax) co_return transient_error("enough", "there were enough calls");
    http::Response answer;
    answer.headers.add("Content-Type", "application/json");
    answer.headers.add("Retry-After", std::string(body_.substr(0, body_.find('\n'))));
    if (request.url.find("token") != std::string::npos) {
      answer.status = 200;
      answer.body.append(R"({"access_token":"t","token_type":"bearer","expires_in":3600,)"
                         R"("instance_url":"https://acme.my.salesforce.com"})");
    } else {
      answer.status = status_;
      answer.body.append(body_);
    }
    co_return answer;
  }

 private:
  int calls_ = 0, status_ = 200;
  std::string_view body_;
};

// A connector as its example sets it up, with the records that its mapping makes of a sample case.
struct Site {
  std::unique_ptr<delivery::Connector> connector;
  std::shared_ptr<const mapping::Mapping> mapping;
  std::vector<model::Record> records;  // of the first shape
};

class Bench {
 public:
  Bench() {
    connectors::add_all(registry_);
    const std::string samples = whole(kSource + "/config/samples/cases.jsonl");
    const auto event = parser_.parse(std::string_view(samples).substr(0, samples.find('\n')), arena_);
    HUB_ASSERT(event.ok());
    for (const connectors::ConnectorKind& kind : registry_.kinds()) sites_.push_back(make_site(kind, *event));
  }

  void answer(std::string_view input) {
    for (Site& site : sites_) {
      client_.begin(input);
      bool is_done = false;
      spawn(io_.get_executor(), use(site), [&is_done] { is_done = true; });
      HUB_ASSERT(testing::run_until(io_, clock_, [&is_done] { return is_done; }));
    }
  }

 private:
  Site make_site(const connectors::ConnectorKind& kind, const model::Value& event) {
    Site site;
    config::Problems problems;
    std::string example = kSource + "/config/targets/" + kind.spec.name + ".yaml";
    if (!std::ifstream(example)) example = kSource + "/config/examples/" + kind.spec.name + ".yaml";
    const std::vector<config::Node> documents = config::load_yaml(example, problems);
    const config::Settings settings = read_settings(kind.spec, *documents.at(0).find("settings"), problems);
    HUB_ASSERT(problems.empty());
    give_secrets(*documents.at(0).find("settings"));
    auto connector = kind.create(settings, {client_, clock_});
    HUB_ASSERT(connector.ok());
    site.connector = std::move(*connector);
    const std::string file = kSource + "/mappings/" + kind.spec.name + "/default.yaml";
    site.mapping = mapping::Mapping::compile(whole(file), file, problems);
    HUB_ASSERT(site.mapping != nullptr);
    auto records = site.mapping->map(*event.find("data"),
                                     {kKey, WallTime(milliseconds(1)), "UTC", {}, {}, {}, {}, {}}, arena_);
    HUB_ASSERT(records.ok());
    for (model::Record& record : *records)
      if (record.shape == records->front().shape) site.records.push_back(record);
    return site;
  }

  static void give_secrets(const config::Node& settings) {
    for (const auto& [name, value] : settings.members)
      if (value.text.starts_with("env:"))
        ::setenv(value.text.c_str() + 4, "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", 1);
  }

  Task<void> use(Site& site) {
    delivery::Connector& connector = *site.connector;
    const std::size_t count = site.records.size();
    static_cast<void>(co_await connector.probe());
    std::vector<std::string> objects{site.records.front().shape->object};
    static_cast<void>(co_await connector.describe(std::move(objects)));
    const auto written = co_await connector.write(site.records);
    HUB_ASSERT(written.size() == count);
    const auto found = co_await connector.look_up(site.records);
    HUB_ASSERT(found.size() == count);
    std::vector<delivery::ReadRequest> reads;
    for (const model::Record& record : site.records) reads.push_back({&record, "1"});
    model::Arena arena;
    const auto read = co_await connector.read_back(reads, arena);
    HUB_ASSERT(read.size() == count);
    const auto erased = co_await connector.erase(reads);
    HUB_ASSERT(erased.size() == count);
  }

  static constexpr std::array<std::byte, 32> kKey{};
  IoContext io_{1};
  testing::VirtualClock clock_;
  AnsweringClient client_;
  model::Arena arena_;
  model::JsonParser parser_;
  connectors::Registry registry_;
  std::deque<Site> sites_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Bench bench;
  bench.answer({reinterpret_cast<const char*>(data), size});
  return 0;
}
