// Writes JSON member by member, for the answers of the admin API. One thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/base/timestamp.hpp"

namespace hub::admin {

class JsonWriter {
 public:
  // In an object the name comes first; in an array and at the top there is none.
  JsonWriter& name(std::string_view name);
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& text(std::string_view value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& number(std::int64_t value) { return raw(std::to_string(value)); }
  JsonWriter& null() { return raw("null"); }
  // A value that is JSON already.
  JsonWriter& raw(std::string_view json);

  JsonWriter& member(std::string_view member_name, std::string_view value) {
    return name(member_name).text(value);
  }
  JsonWriter& member(std::string_view member_name, const char* value) {
    return name(member_name).text(value);
  }
  JsonWriter& member(std::string_view member_name, std::same_as<bool> auto value) {
    return name(member_name).boolean(value);
  }
  JsonWriter& member(std::string_view member_name, std::int64_t value) {
    return name(member_name).number(value);
  }
  JsonWriter& member(std::string_view member_name, WallTime value) {
    return name(member_name).text(format_timestamp(value));
  }
  // Left out when there is none.
  template <class T>
  JsonWriter& member(std::string_view member_name, const std::optional<T>& value) {
    return value ? member(member_name, *value) : *this;
  }

  Buffer take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  Buffer out_;
  bool needs_comma_ = false;
};

}  // namespace hub::admin
