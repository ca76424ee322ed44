// Reads files of events, one JSON object a line, plain or gzip. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/engage/sendable.hpp"

namespace hub::simulators::engage {

class EventFile {
 public:
  // Fails with config when the file cannot be opened.
  static Result<EventFile> open(const std::string& path);
  EventFile(EventFile&&) noexcept;
  EventFile& operator=(EventFile&&) noexcept;
  ~EventFile();

  // Nothing at the end. Fails with invalid, naming the line, when a line is no JSON object with an id, is
  // longer than 64 MiB, or the compressed data are damaged.
  Result<std::optional<SendableEvent>> next();

 private:
  struct State;
  explicit EventFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hub::simulators::engage
