// The handler of the events listener: who may come in, with what, and what they are told. One loop's thread;
// the parts outlive it, and it outlives the requests it handles.
#pragma once

#include <memory>
#include <vector>

#include "core/async/event.hpp"
#include "core/http/server.hpp"
#include "core/ingest/admission.hpp"
#include "core/ingest/client_rates.hpp"
#include "core/ingest/door_counts.hpp"
#include "core/ingest/tracking_admission.hpp"
#include "core/ingest/verifier.hpp"

namespace hub::ingest {

struct FrontDoorSettings {
  AdmissionLimits limits;
  std::size_t batch_events_max = 1000;
  std::size_t body_bytes_in_flight_max = 256u << 20;  // of all requests; more are told to come back
  std::chrono::seconds wait_max{60};                  // of Prefer: wait
  RateLimit rate{};                                   // of each credential
};

class FrontDoor {
 public:
  struct Parts {
    const Credentials& credentials;
    Intake& intake;
    Fetcher& fetcher;
    Clock& clock;
    Executor executor;
    std::vector<std::unique_ptr<Verifier>> verifiers;  // asked in order
    tracking::Tracking& tracking;
  };
  FrontDoor(Parts parts, FrontDoorSettings settings);

  // An http::Handler. `peer` is not used after the first suspension.
  Task<http::Response> handle(http::Request request, const http::Peer& peer);

  // An event that the hub itself asked for: admitted like one that was sent. `event` outlives the call.
  Task<EventAnswer> admit_own(std::string tenant, CloudEvent event);

  const DoorCounts& counts() const { return counts_; }

 private:
  struct Batch;

  Task<http::Response> take_events(http::Request request, const http::Peer& peer, bool is_tracking);
  // Returns when each has its answer.
  Task<void> admit_all(std::shared_ptr<Batch> batch, std::vector<EventRequest> events, bool is_tracking);
  Task<void> admit_into(std::shared_ptr<Batch> batch, std::size_t index, EventRequest event);
  const Credential* authenticate(const http::Request& request, const http::Peer& peer);
  // What becomes of each event before anything suspends: a problem, or a request to admit.
  void sort_out(const ReadRequest& read, const Credential& credential,
                std::optional<std::chrono::seconds> wait, Batch& batch, std::vector<EventRequest>& to_admit);
  static void count(const std::vector<EventAnswer>& answers, DoorCounts::Events& counts);

  Parts parts_;
  FrontDoorSettings settings_;
  Admission admission_;
  TrackingAdmission tracking_;
  ClientRates rates_;
  model::JsonParser parser_;
  std::size_t body_bytes_in_flight_ = 0;
  DoorCounts counts_;
};

}  // namespace hub::ingest
