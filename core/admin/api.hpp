// The REST API of the admin listener: authenticates, authorises by the table of operations, reads through
// Views, acts through Control. Answers and errors never hold case content.
//
// One loop's thread. Everything in Parts outlives it.
#pragma once

#include <map>

#include "core/admin/control.hpp"
#include "core/admin/keys.hpp"
#include "core/admin/operations.hpp"
#include "core/admin/platform.hpp"
#include "core/admin/query.hpp"
#include "core/admin/views.hpp"
#include "core/base/metrics.hpp"
#include "core/http/server.hpp"
#include "core/log/log.hpp"

namespace hub::admin {

struct DeadLetterRequest;

class Api {
 public:
  struct Parts {
    Control& control;
    Views& views;
    Platform& platform;
    const metrics::Registry& metrics;
    log::Log& log;
    Clock& clock;
    KeyRing keys;
  };
  explicit Api(Parts parts) : parts_(std::move(parts)) {}

  // An http::Handler: `[&](auto request, const auto& peer) { return api.handle(std::move(request), peer); }`.
  Task<http::Response> handle(http::Request request, const http::Peer& peer);

 private:
  struct Call;
  Task<http::Response> run(const Call& call);
  http::Response health() const;
  http::Response readiness() const;
  http::Response status() const;
  http::Response set_lane_paused(const Call& call, bool paused);
  Task<http::Response> list_deliveries(const Call& call);
  Task<http::Response> show_delivery(const Call& call);
  Task<http::Response> retry_deliveries(const Call& call);
  Task<http::Response> discard_deliveries(const Call& call);
  http::Response count_results(const Call& call) const;
  http::Response list_cases(const Call& call) const;
  Task<http::Response> set_hold(const Call& call, bool is_held);
  Task<http::Response> list_certificates(const Call& call);
  http::Response certificate_key(const Call& call) const;
  Task<http::Response> rotate_root();
  Task<http::Response> make_backup(const Call& call);
  http::Response proof_session() const;
  Task<http::Response> retry_platform(const Call& call);
  Task<http::Response> reconcile(const Call& call);
  Task<http::Response> fetch_cases(const Call& call);
  Task<Result<std::map<std::int64_t, std::string>>> outcomes_of(
      const std::vector<delivery::Whereabouts>& places);
  // The deliveries that a request to move some names or chooses by a filter.
  Task<Result<std::vector<store::DeliveryKey>>> chosen_deliveries(const DeadLetterRequest& request);
  Task<http::Response> list_mapping_versions(const Call& call);
  Task<http::Response> show_mapping_version(const Call& call);
  Task<http::Response> check_mapping(const Call& call);
  Task<http::Response> publish_mapping(const Call& call);
  Task<http::Response> roll_back_mapping(const Call& call);

  Parts parts_;
};

}  // namespace hub::admin
