// The REST API of the admin listener: authenticates, authorises by the matrix, reads through Views, acts
// through Control. Answers and errors never hold case content. A key that reaches only some tenants is
// answered as if there were no others.
//
// One loop's thread. Everything in Parts outlives it.
#pragma once

#include <map>

#include "core/admin/audit.hpp"
#include "core/admin/control.hpp"
#include "core/admin/elsewhere.hpp"
#include "core/admin/history.hpp"
#include "core/admin/jobs.hpp"
#include "core/admin/key_check.hpp"
#include "core/admin/key_store.hpp"
#include "core/admin/keys.hpp"
#include "core/admin/live_feed.hpp"
#include "core/admin/moves.hpp"
#include "core/admin/operations.hpp"
#include "core/admin/platform.hpp"
#include "core/admin/query.hpp"
#include "core/admin/removals.hpp"
#include "core/admin/resource_book.hpp"
#include "core/admin/secrets.hpp"
#include "core/admin/sessions.hpp"
#include "core/admin/views.hpp"
#include "core/base/metrics.hpp"
#include "core/http/server.hpp"
#include "core/log/timed_level.hpp"
#include "core/tracking/tracking.hpp"

namespace hub::admin {

struct DeadLetterRequest;
class SignOn;

class Api {
 public:
  struct Parts {
    Control& control;
    Views& views;
    Platform& platform;
    Audit& audit;
    Secrets& secrets;
    ResourceBook& book;
    Removals& removals;
    Moves& moves;
    tracking::Tracking& tracking;
    KeyStore& key_store;
    const metrics::Registry& metrics;
    log::Log& log;
    log::TimedLevel& log_level;
    Clock& clock;
    KeyRing keys;
    Random& random;
    Executor executor;
    const Hierarchy& hierarchy;
    Worker& key_worker;  // checks keys, which takes long
    Sessions& sessions;
    const SignOn* sign_on = nullptr;  // null: with keys only
    Elsewhere* elsewhere = nullptr;   // null: every tenant is this node's
  };
  explicit Api(Parts parts)
      : parts_(std::move(parts)),
        key_check_(parts_.keys, parts_.key_worker, parts_.clock, parts_.executor),
        history_(parts_.control, parts_.clock, parts_.executor),
        jobs_(parts_.control, parts_.clock, parts_.executor) {}

  // Begins to sample what charts show, until stop(), which also ends the streams.
  void start() { history_.start(parts_.executor); }
  // The keys that are in the store now, whichever node put them there.
  void follow_keys(std::vector<AdminKey> stored) { parts_.keys.follow(std::move(stored)); }
  Task<void> stop();

  // An http::Handler: `[&](auto request, const auto& peer) { return api.handle(std::move(request), peer); }`.
  Task<http::Response> handle(http::Request request, const http::Peer& peer);
  // By another node, which knows who asks: answered here, whoever has the tenant.
  Task<http::Response> handle_asked(http::Request request, AdminKey caller);

 private:
  struct Call;
  struct ProofOutcome {
    WallTime at;
    bool passed;
    std::string by;
  };
  // Of the Authorization header, else of a session's cookie.
  struct Caller {
    std::shared_ptr<const AdminKey> key;
    std::shared_ptr<const Session> session;
  };
  // Without a key when the request brings none of ours. Fails as KeyCheck does.
  Task<Result<Caller>> caller_of(const http::Request& request);
  Task<http::Response> handle_for(Caller caller, Match match, http::Request request, Elsewhere* elsewhere);
  Task<http::Response> answer(const Call& call);
  // What the matrix has against it.
  static std::optional<http::Response> refusal(const Call& call);
  // Makes what it asks of tenants beyond the key's reach be asked about nobody.
  void hide_foreign(const AdminKey& key, Match& match, Query& query, http::Request& request) const;
  Task<http::Response> run(const Call& call);
  // With its entry in the audit log, without which nothing is done.
  Task<http::Response> run_noted(const Call& call);
  Task<http::Response> note_refused(const Call& call, http::Response refused);
  store::AuditEntry entry_of(const Call& call) const;
  Task<http::Response> list_audit(const Call& call);
  http::Response show_log_level() const;
  http::Response set_log_level(const Call& call);
  // Whether the key reaches whose resource it is.
  bool reaches_resource(const AdminKey& key, const policy::ResourceId& id) const;
  Task<http::Response> apply_resources(const Call& call);
  http::Response list_resources(const Call& call) const;
  http::Response list_connectors() const;
  http::Response list_secrets(const Call& call) const;
  Task<http::Response> put_secret(const Call& call, bool is_new);
  Task<http::Response> remove_secret(const Call& call);
  Task<http::Response> begin_removal(const Call& call);
  Task<http::Response> show_removal(const Call& call);
  Task<http::Response> finish_removal(const Call& call);
  Task<http::Response> remove_partner(const Call& call);
  http::Response show_cell() const;
  Task<http::Response> give_move(const Call& call);
  Task<http::Response> take_move(const Call& call);
  Task<http::Response> run_for_console(const Call& call);
  Task<http::Response> run_for_administrators(const Call& call);
  http::Response health() const;
  http::Response readiness() const;
  http::Response status(const Call& call) const;
  Task<http::Response> open_session(const Call& call);
  http::Response show_session(const Call& call) const;
  http::Response close_session(const Call& call);
  http::Response show_sign_in() const;
  http::Response watch_live(const Call& call);
  LiveFeed& feed_of(const Reach& reach);
  http::Response list_keys(const Call& call) const;
  Task<http::Response> add_key(const Call& call);
  Task<http::Response> remove_key(const Call& call);
  http::Response get_history(const Call& call) const;
  Task<http::Response> set_lane_paused(const Call& call, bool paused);
  Task<http::Response> list_deliveries(const Call& call);
  Task<http::Response> show_delivery(const Call& call);
  Task<http::Response> group_deliveries(const Call& call);
  Task<http::Response> start_job(const Call& call, Job::Action action);
  http::Response list_jobs(const Call& call);
  http::Response show_job(const Call& call);
  http::Response stop_job(const Call& call);
  Task<http::Response> retry_deliveries(const Call& call);
  Task<http::Response> discard_deliveries(const Call& call);
  Task<http::Response> count_results(const Call& call);
  http::Response list_cases(const Call& call) const;
  Task<http::Response> search_cases(const Call& call);
  Task<http::Response> open_case(const Call& call);
  Task<http::Response> delete_case(const Call& call);
  Task<http::Response> set_hold(const Call& call, bool is_held);
  Task<http::Response> erase_case(const Call& call);
  http::Response list_tracking(const Call& call) const;
  Task<http::Response> purge_tracking(const Call& call);
  Task<http::Response> list_certificates(const Call& call);
  Task<http::Response> summarize_certificates();
  Task<Result<std::int64_t>> first_certificate_since(WallTime from, std::int64_t count);
  http::Response certificate_key(const Call& call) const;
  Task<http::Response> rotate_root();
  Task<http::Response> make_backup(const Call& call);
  http::Response proof_session() const;
  Task<http::Response> erase_canary(const Call& call);
  http::Response note_proof(const Call& call);
  http::Response last_proof() const;
  Task<http::Response> retry_platform(const Call& call);
  Task<http::Response> reconcile(const Call& call);
  Task<http::Response> fetch_cases(const Call& call);
  Task<Result<std::map<std::int64_t, std::string>>> outcomes_of(
      const std::vector<delivery::Whereabouts>& places);
  // The deliveries that a request to move some names or chooses by a filter, as far as the key reaches.
  Task<Result<std::vector<store::DeliveryKey>>> chosen_deliveries(const Call& call,
                                                                  const DeadLetterRequest& request,
                                                                  std::size_t most);
  // Of these, those of tenants that the key reaches.
  Task<Result<std::vector<store::DeliveryKey>>> reached(const Call& call,
                                                        std::vector<store::DeliveryKey> deliveries);
  // Whether a lane that the key reaches ever had this version.
  Task<Result<bool>> reaches_version(const Call& call, store::MappingVersion version);
  Task<http::Response> list_mapping_versions(const Call& call);
  Task<http::Response> show_mapping_version(const Call& call);
  Task<http::Response> check_mapping(const Call& call);
  Task<http::Response> preview_mapping(const Call& call);
  http::Response show_workbench(const Call& call);
  Task<http::Response> describe_target(const Call& call);
  Task<http::Response> check_target(const Call& call);
  Task<http::Response> publish_mapping(const Call& call);
  Task<http::Response> roll_back_mapping(const Call& call);

  Parts parts_;
  KeyCheck key_check_;
  std::map<std::string, std::unique_ptr<LiveFeed>> feeds_;  // by the text of a reach
  std::optional<ProofOutcome> last_proof_;
  History history_;
  Jobs jobs_;
};

}  // namespace hub::admin
