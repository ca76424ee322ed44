// Brings visitor-tracking events from their envelopes to the book that keeps them: all of a request at once.
// One loop's thread; the parts outlive it.
#pragma once

#include <vector>

#include "core/ingest/admission.hpp"
#include "core/tracking/tracking.hpp"

namespace hub::ingest {

class TrackingAdmission {
 public:
  TrackingAdmission(const Intake& intake, tracking::Tracking& tracking)
      : intake_(intake), tracking_(tracking) {}

  // Answers each of them, at its index.
  Task<void> admit(const std::vector<EventRequest>& requests, std::vector<EventAnswer>& answers);

 private:
  std::optional<Problem> problem_of_event(const EventRequest& request) const;

  const Intake& intake_;
  tracking::Tracking& tracking_;
};

}  // namespace hub::ingest
