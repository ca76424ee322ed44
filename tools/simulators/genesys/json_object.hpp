// JSON as it is written. One thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/model/json.hpp"

namespace hub::simulators::genesys {

inline std::string json_of(const model::Value& value) {
  Buffer json;
  model::write_json(value, json);
  return std::string(json.view());
}

// An object, member by member, complete when it dies; the buffer outlives it.
class JsonObject {
 public:
  explicit JsonObject(Buffer& out) : out_(out) { out_.push_back('{'); }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;
  ~JsonObject() { out_.push_back('}'); }

  JsonObject& text(std::string_view name, std::string_view value) {
    begin(name);
    model::write_json_string(value, out_);
    return *this;
  }
  JsonObject& raw(std::string_view name, std::string_view json) {
    begin(name);
    out_.append(json);
    return *this;
  }
  // "name":{"id":"..."}
  JsonObject& reference(std::string_view name, std::string_view id) {
    begin(name);
    JsonObject(out_).text("id", id);
    return *this;
  }
  // The caller writes the value next.
  Buffer& begin(std::string_view name) {
    if (!is_first_) out_.push_back(',');
    is_first_ = false;
    model::write_json_string(name, out_);
    out_.push_back(':');
    return out_;
  }

 private:
  Buffer& out_;
  bool is_first_ = true;
};

}  // namespace hub::simulators::genesys
