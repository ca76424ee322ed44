// Brings one event from its envelope to the intake: fetches what it points at, checks the case, hands it
// over. One loop's thread; the parts outlive it.
#pragma once

#include <string>

#include "core/async/slots.hpp"
#include "core/ingest/case_check.hpp"
#include "core/ingest/cloud_event.hpp"
#include "core/ingest/fetch.hpp"
#include "core/ingest/intake.hpp"

namespace hub::ingest {

struct AdmissionLimits {
  std::size_t case_bytes_max = 4u << 20;  // of the case as JSON, without attachments
  FetchLimits fetch;
};

// An event whose sender is known and allowed.
struct EventRequest {
  CloudEvent event;  // its arena lives until admit() returns
  std::string tenant;
  bool is_batch = false;
  std::size_t index = 0;
  std::optional<std::chrono::seconds> wait;
};

// What is answered about one event.
struct EventAnswer {
  std::string id;       // empty: the event has no usable one
  std::string case_id;  // empty: not known
  OrProblem<Accepted> outcome;
  bool is_about_case = true;  // false: of a tracking event
};

class Admission {
 public:
  Admission(Intake& intake, Fetcher& fetcher, Clock& clock, Executor executor, AdmissionLimits limits)
      : intake_(intake),
        fetcher_(fetcher),
        clock_(clock),
        limits_(limits),
        fetching_(executor, limits.fetch.events_at_once_max) {}

  Task<EventAnswer> admit(EventRequest request);

 private:
  Task<OrProblem<Accepted>> admit_event(const EventRequest& request, std::string& case_id);
  Task<std::optional<Problem>> fetch_data(const EventRequest& request, const Path& at, MonotonicTime until,
                                          model::Arena& arena, CloudEvent& event);
  Task<std::optional<Problem>> fetch_attachments(const Path& data_path, MonotonicTime until,
                                                 model::Arena& arena, model::Value& data);

  Intake& intake_;
  Fetcher& fetcher_;
  Clock& clock_;
  AdmissionLimits limits_;
  Slots fetching_;
  model::JsonParser parser_;
};

}  // namespace hub::ingest
