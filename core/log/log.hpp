// The log, and the one place that decides what may be logged: an event, fixed at compile time, with named
// fields of which each kind is known to be free of case content. There is no way to log a text that came from
// outside.
//
// Any thread. Normal work is quiet: what one would graph is counted, not logged.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "core/model/keyed_hash.hpp"

namespace hub::log {

enum class Level : std::uint8_t { debug, info, warning, error };
std::string_view to_string(Level level);
std::optional<Level> parse_level(std::string_view word);

// A text that stands in the source code. Anything that was put together at run time does not compile.
class Literal {
 public:
  template <std::size_t size>
  consteval Literal(const char (&text)[size]) : text_(text, size - 1) {}
  constexpr std::string_view view() const { return text_; }

 private:
  std::string_view text_;
};

// A name and a value; made by the functions below only.
class Field {
 public:
  std::string_view name() const { return name_; }
  const std::string& value() const { return value_; }
  bool is_number() const { return is_number_; }

 private:
  Field(std::string_view name, std::string value, bool is_number)
      : name_(name), value_(std::move(value)), is_number_(is_number) {}
  friend Field count(Literal, std::int64_t);
  friend Field duration(Literal, std::chrono::milliseconds);
  friend Field word(Literal, Literal);
  friend Field resource(Literal, std::string_view);
  friend Field place(Literal, std::string_view);
  friend Field case_ref(const model::KeyedHash&);
  friend Field trace(Literal, std::string_view);
  friend Field error_kind(const Error&);
  friend Field error_code(const Error&);
  friend Field error_message(const Error&);

  std::string_view name_;
  std::string value_;
  bool is_number_;
};

Field count(Literal name, std::int64_t number);
Field duration(Literal name, std::chrono::milliseconds length);
Field word(Literal name, Literal value);
// The name of something an operator configured: a tenant, a target, a connector, a mapping, a credential.
Field resource(Literal name, std::string_view value);
// Of this machine, from the configuration: a folder, a file, a listener's address.
Field place(Literal name, std::string_view value);
// The opaque reference of a case; the case id itself is never logged.
Field case_ref(const model::KeyedHash& reference);
// The trace id of a traceparent that parse_traceparent() gave or new_traceparent() made: 32 hex digits. Empty
// for an empty one.
Field trace(Literal name, std::string_view traceparent);
// Errors are free of content by their own contract (core/base/error.hpp).
Field error_kind(const Error& error);
Field error_code(const Error& error);
Field error_message(const Error& error);

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(Level level, Literal event, std::initializer_list<Field> fields) = 0;

  void debug(Literal event, std::initializer_list<Field> fields = {}) { write(Level::debug, event, fields); }
  void info(Literal event, std::initializer_list<Field> fields = {}) { write(Level::info, event, fields); }
  void warning(Literal event, std::initializer_list<Field> fields = {}) {
    write(Level::warning, event, fields);
  }
  void error(Literal event, std::initializer_list<Field> fields = {}) { write(Level::error, event, fields); }
};

}  // namespace hub::log
