// The log of a running service: lines on standard error, where systemd and containers pick them up. Any
// thread.
#pragma once

#include <memory>

#include "core/log/log.hpp"

namespace hub::log {

enum class Format : std::uint8_t {
  text,  // 2026-11-24T11:27:20.123Z info lane opened tenant=acme target=crm
  json,  // {"time":"...","level":"info","event":"lane opened","tenant":"acme","target":"crm"}
};

class ConsoleLog final : public Log {
 public:
  ConsoleLog(Level least, Format format);
  ~ConsoleLog() override;
  void write(Level level, Literal event, std::initializer_list<Field> fields) override;
  void set_level(Level least);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The line without its time stamp and line end, as ConsoleLog writes it.
std::string render_text(Level level, Literal event, std::initializer_list<Field> fields);
// The members after "time".
std::string render_json(Level level, Literal event, std::initializer_list<Field> fields);

}  // namespace hub::log
