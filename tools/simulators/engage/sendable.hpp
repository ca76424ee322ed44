// An event ready to be sent. Value.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace hub::simulators::engage {

struct SendableEvent {
  std::string id;
  std::string text;  // in structured form
};

// The next event to send; nothing at the end.
using EventSource = std::function<std::optional<SendableEvent>()>;

}  // namespace hub::simulators::engage
