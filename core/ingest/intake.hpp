// What the front door hands a valid case to: sealing, duplicates and the outbox stand behind it. One loop's
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/async/task.hpp"
#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/ingest/door_policy.hpp"
#include "core/ingest/event_type.hpp"

namespace hub::ingest {

// An event that passed the door: authenticated, valid, complete (nothing left to fetch).
struct IncomingCase {
  std::string tenant;
  std::string source;  // source and event_id together tell duplicates apart
  std::string event_id;
  std::string case_id, session_id, case_type;  // the last two may be empty
  EventType type = EventType::case_closed;
  std::string time;                          // of the envelope; may be empty
  std::string traceparent;                   // well-formed, or empty: whoever sent it told of no trace
  WallTime closed_at{};                      // of the case; the epoch for an update that has none
  Buffer data;                               // the case as JSON, as it is to be sealed
  std::optional<std::chrono::seconds> wait;  // the sender waits that long for the certificate
  bool is_dropped = false;  // by the tenant's policy: nothing of it is kept, and that is certified
};

enum class AcceptStatus : std::uint8_t { accepted, duplicate, refused };
// "accepted", "duplicate", "refused".
std::string_view to_string(AcceptStatus status);

struct Accepted {
  AcceptStatus status = AcceptStatus::accepted;
  std::optional<std::string> certificate;  // JSON; only when the sender waits and it came in time
  bool is_confirmed = false;               // it passed through, unwritten, and every required target has it
};

class Intake {
 public:
  virtual ~Intake() = default;

  // Durable when it returns, or confirmed by its targets where nothing is kept. Errors: invalid
  // "content_conflict" (the event id is known with other content), invalid "unknown_tenant", transient
  // "busy", "disk_full" or "not_confirmed" and rate_limited: nothing was stored; invalid "target_refused": a
  // target does not take the case, and nothing was kept of it.
  virtual Task<Result<Accepted>> accept(IncomingCase incoming) = 0;

  // Was an event of that source and id accepted before? Asked before a thin event is fetched: its content may
  // be gone from where it was because we have taken it already.
  virtual bool knows_event(std::string_view tenant, std::string_view source,
                           std::string_view event_id) const = 0;

  // What the tenant lets in here at this moment.
  virtual DoorPolicy policy_of(std::string_view) const { return {}; }

  // An event of this case was refused for good, for a reason of problem_details ("invalid-case").
  virtual void note_refusal(std::string_view tenant, std::string_view case_id, std::string_view reason) = 0;
};

}  // namespace hub::ingest
