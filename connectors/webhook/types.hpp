// What an administrator declares, read: calls with places to fill in, and paths into answers. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"
#include "core/delivery/connector.hpp"

namespace hub::connectors::webhook {

// What stands in the place of {object}, {key}, {parent} and {id} of an address, percent-encoded.
struct Places {
  std::string_view object, key, parent, id;
};

// "PUT /cases/{key}".
struct Call {
  std::string method, path;

  // Fails with config: no method, no path, or a place that is none of Places.
  static Result<Call> parse(std::string_view text);
  bool names(std::string_view place) const { return path.find('{' + std::string(place) + '}') != path.npos; }
  std::string address(const std::string& base_url, const Places& places) const;
};

// "$.data.items[0].id", the part of JSONPath that names one place; "$" is the whole answer.
class Path {
 public:
  Path() = default;
  // Fails with config.
  static Result<Path> parse(std::string_view text);
  // Null when there is nothing. `root` outlives the result.
  const model::Value* find(const model::Value& root) const;

 private:
  std::vector<std::variant<std::string, std::size_t>> steps_;
};

// A text, number, truth value or null as a person writes it; anything else is empty.
std::string text_of(const model::Value& value);

// The request's body: the fields with our key and the link to the parent, where the mapping names fields for
// them.
void write_body(const model::Record& record, Buffer& out);

// Of an answer that holds a record, a list, or nothing: the record of that key. `key_field` may be empty:
// then a list is taken to hold nothing else. Several are invalid.
Result<std::optional<model::Value>> pick_record(const model::Value* found, const std::string& key_field,
                                                std::string_view key);

// An object's JSON Schema (draft 4 to 2020-12): its top-level properties. It does not say what is a key, so
// every text may be one.
delivery::SchemaObject read_schema(const std::string& object, const model::Value& schema);

}  // namespace hub::connectors::webhook
