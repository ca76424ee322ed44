// An event on its way into the engine. Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"

namespace hub::delivery {

struct NewEvent {
  std::string tenant;
  std::string_view source, event_id, case_id, type, time;  // of the envelope; outlive the call
  std::string_view session_id{};                           // of the visitor; may be empty
  std::string_view traceparent{};                          // well-formed, or empty
  std::string_view case_type{};                            // `case.type_id`; may be empty
  std::string_view data;                                   // the data object as JSON, validated; as above
  WallTime happened_at{};                                  // what 'now' means in templates
  bool is_update = false;                                  // late news of a case, not the case
  bool is_refused = false;  // by the tenant's policy: nothing of it is kept, and that is certified
  bool waits = false;       // the caller will call wait_settled()
  // How long a case that passes through may take; absent: as the engine's settings say.
  std::optional<milliseconds> patience{};
};

}  // namespace hub::delivery
