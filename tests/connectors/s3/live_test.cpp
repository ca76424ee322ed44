// The shipped mapping and the connector before a real store, which the environment names; radosgw_test.py
// starts one. Without one there is nothing to test.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/async/system_clock.hpp"
#include "core/delivery/batch_delivery.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/json.hpp"
#include "tests/support/make_connector.hpp"
#include "tests/support/on_loopback.hpp"

namespace hub::connectors::s3 {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

struct Live {
  Live() {
    std::ifstream file(HUB_SOURCE_DIR "/mappings/s3/default.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    config::Problems problems;
    mapping = mapping::Mapping::compile(text.str(), "default.yaml", problems);
    BOOST_REQUIRE(mapping != nullptr);
    connector =
        testing::make_connector(
            "s3",
            "base_url: " + variable("HUB_TEST_S3_URL") + "\nbucket: " + variable("HUB_TEST_S3_BUCKET") +
                "\naccess_key_id: " + variable("HUB_TEST_S3_KEY") +
                "\nprefix: live/\nsecret_access_key: env:HUB_TEST_S3_SECRET\n" + variable("HUB_TEST_S3_MORE"),
            {client, clock})
            .value();
  }

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    spawn(io.get_executor(), testing::keep_result(std::move(task), result));
    io.restart();
    while (!result) io.run_one();
    return std::move(*result);
  }
  std::vector<model::Record> records_of(int number, const std::string& notes) {
    const std::string event = R"({"case":{"id":"L-)" + std::to_string(number) +
                              R"(","channel":"chat"},"wrapup":{"notes":")" + notes +
                              R"("},"transcript":{"messages":[{"at":"2026-11-01T09:59:00Z","role":"visitor",)"
                              R"("type":"text","text":"Hello & <welcome> \u0000 😟"}]}})";
    const model::Value data = *parser.parse(arena.copy(event), arena);
    const mapping::MapContext context{key, WallTime(), "UTC", {}, {}, {}, {}, {}, nullptr};
    auto records = mapping->map(data, context, arena);
    BOOST_REQUIRE(records.ok());
    return std::move(*records);
  }
  void deliver(const std::vector<model::Record>& records, bool look_up_first = false) {
    delivery::BatchDelivery delivery(*connector, clock, arena, {2, milliseconds(1)});
    std::vector<delivery::CaseRecords> cases;
    for (const model::Record& record : records) cases.push_back({{record}, look_up_first});
    for (const auto& outcome : run(delivery.run(std::move(cases))))
      BOOST_TEST(!outcome.error.has_value(), (outcome.error ? outcome.error->message : ""));
  }
  bool is_there(const model::Record& record) {
    const auto found = run(connector->look_up(std::span(&record, 1)));
    BOOST_REQUIRE(found.front().ok());
    return found.front()->has_value();
  }

  IoContext io{1};
  SystemClock clock{io};
  http::CurlClient client{io, testing::loopback()};
  model::Arena arena;
  model::JsonParser parser;
  std::array<std::byte, 32> key{};
  std::shared_ptr<const mapping::Mapping> mapping;
  std::unique_ptr<delivery::Connector> connector;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(s3_live)

BOOST_AUTO_TEST_CASE(cases_are_delivered_repeated_replaced_and_erased) {
  if (variable("HUB_TEST_S3_URL").empty()) {
    BOOST_TEST_MESSAGE("skipped: no store is named");
    return;
  }
  Live live;
  std::vector<model::Record> records, changed;
  for (int i = 0; i < 20; ++i) {
    records.push_back(live.records_of(i, "").front());
    changed.push_back(live.records_of(i, "A note more").front());
  }
  live.deliver(records);
  live.deliver(records);
  live.deliver(records, true);
  live.deliver(changed);
  std::vector<delivery::ReadRequest> requests;
  for (const model::Record& record : records) requests.push_back({&record, {}});
  for (const auto& erased : live.run(live.connector->erase(requests))) BOOST_TEST(erased.ok());
  for (const model::Record& record : records) BOOST_TEST(!live.is_there(record));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::s3
