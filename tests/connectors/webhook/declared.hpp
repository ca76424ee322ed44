// A target as an administrator declares it, in YAML, before scripted answers. One thread.
#pragma once

#include <string>
#include <vector>

#include "core/model/json.hpp"
#include "tests/support/make_connector.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::webhook {

struct Declared {
  using Created = Result<std::unique_ptr<delivery::Connector>>;

  Declared() {
    shape.name = "case";
    shape.object = "cases";
    shape.key_field = "external_id";
    child_shape = shape;
    child_shape.name = "transcript";
    child_shape.object = "transcripts";
    child_shape.stage = 1;
    child_shape.parent = 0;
    child_shape.parent_field = "case";
    child_shape.parent_key_field = "external_id";
  }

  // The settings are complete with `yaml` and a base address.
  Created create(const std::string& yaml) {
    return testing::make_connector("webhook", "base_url: https://records.example/api/\n" + yaml,
                                   {http, clock});
  }
  delivery::Connector& declare(const std::string& yaml) {
    auto created = create(yaml);
    BOOST_REQUIRE_MESSAGE(created.ok(), (created.ok() ? "" : created.error().message));
    connector = std::move(*created);
    return *connector;
  }
  std::string complaint(const std::string& yaml) {
    const auto created = create(yaml);
    return created.ok() ? "none" : created.error().message;
  }

  void expect(std::string method, std::string path_end, int status, std::string_view body) {
    http.expect(std::move(method), std::move(path_end), testing::json_answer(status, body));
  }
  std::string header(std::string_view name) const {
    return std::string(http.last().headers.find(name).value_or("(none)"));
  }

  model::Value json(std::string_view text) { return *parser.parse(text, arena); }
  model::Record record(std::string_view fields = R"({"subject":"Hello"})") {
    return testing::make_record(shape, "key-1", {}, 0, json(fields));
  }
  model::Record child() {
    return testing::make_record(child_shape, "key-1-1", "key-1", 1, json(R"({"text":"Hi"})"));
  }

  template <class T>
  T run(Task<T> task) {
    return testing::run_task(io, clock, std::move(task));
  }
  Result<delivery::StoredRecord> write(const model::Record& one) {
    return run(connector->write(std::span(&one, 1))).front();
  }
  Result<std::optional<delivery::StoredRecord>> look_up(const model::Record& one) {
    return run(connector->look_up(std::span(&one, 1))).front();
  }
  Result<std::optional<model::Value>> read(const model::Record& one, std::string id = {}) {
    const delivery::ReadRequest request{&one, std::move(id)};
    return run(connector->read_back(std::span(&request, 1), arena)).front();
  }
  Result<void> erase(const model::Record& one, std::string id = {}) {
    const delivery::ReadRequest request{&one, std::move(id)};
    return run(connector->erase(std::span(&request, 1))).front();
  }

  IoContext io;
  testing::VirtualClock clock;
  model::Arena arena;
  model::JsonParser parser;
  model::RecordShape shape, child_shape;
  testing::ScriptedClient http;
  std::unique_ptr<delivery::Connector> connector;
};

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace hub::connectors::webhook
