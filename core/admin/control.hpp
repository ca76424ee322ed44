// What the admin API asks of the running hub: how it stands, and the few things an operator may set in
// motion. The service implements it over its engine; tests fake it. One loop's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/config/problem.hpp"
#include "core/delivery/canary.hpp"
#include "core/delivery/case_erasure.hpp"
#include "core/delivery/case_view.hpp"
#include "core/delivery/mapping_proposal.hpp"
#include "core/delivery/new_event.hpp"
#include "core/delivery/whereabouts.hpp"
#include "core/store/backup.hpp"
#include "core/store/types.hpp"

namespace hub::admin {

enum class LaneState : std::uint8_t {
  running,
  waiting,  // told to wait, or backing off
  paused,   // by a person, or because credentials are refused
};
std::string_view to_string(LaneState state);

struct LaneStatus {
  std::string tenant, target, connector;
  std::int64_t mapping_version = 0;  // of the mapping that new cases get
  LaneState state = LaneState::running;
  std::string reason;             // why it does not run, in words for an operator; empty while it runs
  std::optional<WallTime> until;  // when it will try again
  std::int64_t waiting = 0;       // deliveries not yet confirmed
  std::int64_t under_way = 0;     // of these, at the target right now
  std::int64_t dead_letters = 0;
  std::optional<WallTime> oldest;                     // when the oldest waiting case was received
  std::int64_t taken = 0, confirmed = 0, failed = 0;  // deliveries since the start of the process
  std::string last_error;  // in words, also while it runs; empty: none since the last success
  std::optional<ErrorKind> error_kind;
  std::optional<WallTime> error_since;
  std::optional<std::int64_t> budget_used, budget_limit;
  std::vector<std::string> drift;  // what its mappings and the target disagree about
};

// Counted since the start of the process.
struct Totals {
  std::int64_t accepted = 0;
  std::int64_t duplicates = 0;
  std::int64_t deleted = 0;    // cases whose every local copy is gone, each with its certificate
  std::int64_t confirmed = 0;  // deliveries, of all lanes
};

// What is owed to the platform of a tenant: its copies to be deleted, and callbacks.
struct PlatformStatus {
  std::string tenant;
  std::int64_t waiting = 0, dead_letters = 0;
  std::optional<WallTime> oldest;
  std::string reason;  // the last failure, in words
};

// The cases of a tenant that are here right now.
struct HoldStatus {
  std::string tenant;
  std::int64_t cases = 0;
  std::optional<WallTime> oldest;    // when the oldest was received
  std::optional<WallTime> next_end;  // when the next one expires undelivered
};

// A node that shares the store with this one, or this one.
struct NodeStatus {
  std::string name, version, address;
  WallTime since{};                  // it started, by its own clock
  std::vector<std::string> tenants;  // that it works for
  bool is_this = false;
};

struct Status {
  std::string version, region, place, backup_place;
  WallTime started_at{};
  bool accepting = true;
  Totals totals;
  std::int64_t cases_held = 0;  // on this node, sealed, right now
  std::vector<LaneStatus> lanes;
  std::vector<PlatformStatus> platforms;
  std::vector<HoldStatus> holds;
  std::vector<NodeStatus> fleet;  // by name; empty: the store is shared with nobody
  bool is_narrowed = false;       // of some tenants: what is only counted for the hub as a whole is not told
};

// What a proof run needs to send a canary through this hub and to look at its process and files afterwards.
struct ProofSession {
  std::string events_url;  // of the events listener, from this machine
  std::string key;         // bearer key of the tenant of proof runs
  std::string data_dir;
  std::int64_t process = 0;
  std::string identity;  // proof::identity_of() the process: whoever sees another one is elsewhere
};

class Control {
 public:
  virtual ~Control() = default;
  virtual Status status() const = 0;
  // Brings the figures up to date, before they are shown.
  virtual void refresh_figures() = 0;
  // An error that says what is not ready: the store, the key files, a listener.
  virtual Result<void> readiness() const = 0;
  // By hand, see delivery::Engine. Fails with invalid "unknown_lane".
  virtual Task<Result<void>> set_lane_paused(std::string tenant, std::string target, bool paused) = 0;
  // Puts dead letters and waiting retries back into their lanes at once. Durable when it returns. How many
  // there were; a delivery in any other state, or gone, is left alone.
  // With a version they are mapped with it.
  virtual Task<Result<std::size_t>> retry(std::vector<store::DeliveryKey> deliveries,
                                          std::optional<store::MappingVersion> version) = 0;
  // The key of the case references in a tenant's certificates, in base64; invalid "not_found".
  virtual Result<std::string> certificate_key(const std::string& tenant) const = 0;
  virtual ProofSession proof_session() const = 0;
  // See delivery::Engine.
  virtual Task<Result<std::vector<delivery::CanaryErasure>>> erase_canary(delivery::NewEvent event) = 0;
  // What the root wraps, wrapped by the next root, while cases come and go; see vault::Vault::rotate_root().
  virtual Task<Result<void>> rotate_root() = 0;
  // See store::make_backup(). Fails with invalid "no_backup_dir" too.
  virtual Task<Result<store::Backup>> back_up() = 0;
  // Gives dead letters up: a case with nothing left to deliver is deleted, and certified as discarded. How
  // many there were; a delivery in any other state, or gone, is left alone.
  virtual Task<Result<std::size_t>> discard(std::vector<store::DeliveryKey> deliveries) = 0;
  // Purges and callbacks of a tenant that wait for a person get another chance now; how many there were.
  // Fails with invalid "unknown_tenant".
  virtual Task<Result<std::size_t>> retry_platform(std::string tenant) = 0;
  // What became of a case. Fails with invalid "unknown_tenant".
  virtual Result<delivery::Whereabouts> where_is(const std::string& tenant,
                                                 const std::string& case_id) const = 0;
  // Legal hold, see delivery::Engine. Durable when it returns. Fails with invalid "unknown_tenant" or
  // "not_found".
  virtual Task<Result<delivery::HoldChange>> set_hold(std::string tenant, std::string case_id,
                                                      bool is_held) = 0;
  // See delivery::Engine. Fails with invalid "unknown_tenant" or "held"; transient "under_way" or "busy".
  virtual Task<Result<delivery::CaseErasure>> erase_case(delivery::ErasureRequest request) = 0;
  // Fails with invalid "unknown_tenant" or "not_searchable".
  virtual Task<Result<std::vector<std::string>>> cases_of_session(std::string tenant,
                                                                  std::string session_id) = 0;
  virtual std::vector<delivery::CaseView> cases(const delivery::CaseFilter& filter) const = 0;
  // See delivery::Engine.
  virtual Result<model::KeyedHash> case_ref_of(const std::string& tenant,
                                               const std::string& case_id) const = 0;
  virtual Task<Result<std::vector<delivery::CaseView>>> in_group(std::vector<delivery::CaseView> views,
                                                                 std::string group) = 0;
  virtual Task<Result<delivery::KeptCase>> open_kept(std::string tenant, model::KeyedHash case_ref) = 0;
  virtual Task<Result<std::size_t>> delete_kept(std::string tenant, model::KeyedHash case_ref) = 0;
  // Nothing when the case is gone; `sent` while it is going.
  virtual std::optional<store::DeliveryState> state_of(store::DeliveryKey delivery) const = 0;
  // See delivery::Engine: what is current already is published no second time.
  virtual Task<Result<store::Publication>> publish(delivery::MappingProposal proposal) = 0;
  // What keeps it from being published, with the target as it is now.
  virtual Task<Result<config::Problems>> check(delivery::MappingProposal proposal) = 0;
  // These fail with invalid "unknown_lane"; see delivery::Engine.
  virtual Result<delivery::MappingSite> mapping_site(const std::string& tenant,
                                                     const std::string& target) = 0;
  virtual Task<Result<model::Schema>> describe(std::string tenant, std::string target,
                                               std::set<std::string> objects) = 0;
  virtual Task<Result<void>> probe(std::string tenant, std::string target) = 0;
  virtual Task<Result<store::Publication>> roll_back(std::string tenant, std::string target,
                                                     store::MappingVersion version, std::string author) = 0;
};

}  // namespace hub::admin
