// A connector's target before a script of its vendor's answers, on virtual time. What a test of one vendor
// adds are its shapes and records. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/delivery/connector.hpp"
#include "core/model/json.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::testing {

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

template <class Target>
struct ScriptedTarget {
  // The target is made with these arguments, and with the client and the clock of the script.
  template <class... Arguments>
  explicit ScriptedTarget(Arguments&&... arguments)
      : target(std::forward<Arguments>(arguments)..., http, clock) {}

  void expect(std::string method, std::string path_end, int status, std::string_view body) {
    http.expect(std::move(method), std::move(path_end), json_answer(status, body));
  }
  std::string_view sent() const { return http.last().body.view(); }

  model::Value json(std::string_view text) { return *parser.parse(text, arena); }
  // Linked to that record of the target's, if any.
  model::Record record(const model::RecordShape& shape, std::string_view key, std::string_view parent_id,
                       std::uint32_t part, std::string_view fields) {
    auto made = make_record(shape, arena.copy(key), {}, part, json(fields));
    made.parent_id = arena.copy(parent_id);
    return made;
  }

  template <class T>
  T run(Task<T> task) {
    return run_task(io, clock, std::move(task));
  }
  std::vector<Result<delivery::StoredRecord>> write(std::vector<model::Record> batch) {
    return run(target.write(batch));
  }
  std::vector<Result<std::optional<delivery::StoredRecord>>> look_up(std::vector<model::Record> batch) {
    return run(target.look_up(batch));
  }
  std::vector<Result<std::optional<model::Value>>> read(std::vector<delivery::ReadRequest> batch) {
    return run(target.read_back(batch, arena));
  }

  IoContext io;
  VirtualClock clock;
  model::Arena arena;
  model::JsonParser parser;
  ScriptedClient http;
  Target target;
};

}  // namespace hub::testing
