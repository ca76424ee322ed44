#include "core/log/console_log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/base/buffer.hpp"
#include "core/model/json.hpp"

namespace hub::log {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=") != std::string_view::npos;
}

std::string quoted(std::string_view text) {
  Buffer json;
  model::write_json_string(text, json);
  return std::string(json.view());
}

}  // namespace

std::string render_text(Level level, Literal event, std::initializer_list<Field> fields) {
  std::string line(to_string(level));
  line += ' ';
  line += event.view();
  for (const Field& field : fields) {
    line += ' ';
    line += field.name();
    line += '=';
    line += needs_quotes(field.value()) ? quoted(field.value()) : field.value();
  }
  return line;
}

std::string render_json(Level level, Literal event, std::initializer_list<Field> fields) {
  std::string members = "\"level\":" + quoted(to_string(level)) + ",\"event\":" + quoted(event.view());
  for (const Field& field : fields) {
    members += ',' + quoted(field.name()) + ':';
    members += field.is_number() ? field.value() : quoted(field.value());
  }
  return members;
}

struct ConsoleLog::State {
  State(Level least, Format wanted)
      : format(wanted), logger("hub", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    // UTC, so that lines of nodes in several regions sort.
    const char* pattern =
        wanted == Format::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})" : "%Y-%m-%dT%H:%M:%S.%eZ %v";
    logger.set_pattern(pattern, spdlog::pattern_time_type::utc);
    logger.set_level(to_spdlog(least));
    logger.flush_on(spdlog::level::debug);
  }

  Format format;
  spdlog::logger logger;
};

ConsoleLog::ConsoleLog(Level least, Format format) : state_(std::make_unique<State>(least, format)) {}

ConsoleLog::~ConsoleLog() = default;

void ConsoleLog::write(Level level, Literal event, std::initializer_list<Field> fields) {
  const auto spdlog_level = to_spdlog(level);
  if (!state_->logger.should_log(spdlog_level)) return;
  const std::string line =
      state_->format == Format::json ? render_json(level, event, fields) : render_text(level, event, fields);
  // Given as a view: text with braces is no format string.
  state_->logger.log(spdlog_level, spdlog::string_view_t(line));
}

void ConsoleLog::set_level(Level least) {
  state_->logger.set_level(to_spdlog(least));
}

}  // namespace hub::log
