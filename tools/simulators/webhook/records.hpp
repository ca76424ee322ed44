// What the receiver keeps: records of a few objects, checked against their JSON Schemas. One thread.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/model/value.hpp"

namespace hub::simulators::webhook {

struct Row {
  std::string id, key;
  std::string fields, before;  // as JSON objects; `before`: one write ago, empty when there was none
  bool is_deleted = false;
};

// A field of the request and what is wrong with it.
using Complaints = std::vector<std::pair<std::string, std::string>>;

class Records {
 public:
  static constexpr std::string_view kKeyField = "external_id";

  // The JSON Schema of an object; nothing for another name.
  static std::optional<std::string_view> schema_of(std::string_view object);
  static std::vector<std::string_view> objects();

  // What the schema says against it: unknown fields, wrong types, texts that are too long, no key.
  static Complaints complaints(std::string_view object, const model::Value& fields);

  // Precondition of both: there are no complaints. `shortened`: a text field that is stored cut in half.
  Row& create(std::string_view object, const model::Value& fields, std::string_view shortened);
  void replace(Row& row, const model::Value& fields, std::string_view shortened);

  // Live rows only.
  Row* find(std::string_view object, std::string_view id);
  std::vector<Row*> find_by_key(std::string_view object, std::string_view key);
  std::size_t count(std::string_view object);
  // Rows beyond one for each key.
  std::size_t duplicates(std::string_view object);

 private:
  std::map<std::string, std::deque<Row>, std::less<>> rows_;
  std::multimap<std::string, Row*> by_key_;      // object/key
  std::unordered_map<std::string, Row*> by_id_;  // object/id
  std::uint64_t last_id_ = 0;
};

// The record as answers show it: its id and its fields.
void write_row(const Row& row, bool is_stale, Buffer& out);

}  // namespace hub::simulators::webhook
