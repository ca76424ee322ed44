// The engine: takes cases in, brings them to every target of their tenant, and forgets them when all have
// confirmed. One loop's thread; owns its lanes. Life: add_tenant()..., recover(), start(), stop().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/delivery/batch_delivery.hpp"
#include "core/delivery/canary.hpp"
#include "core/delivery/case_book.hpp"
#include "core/delivery/case_erasure.hpp"
#include "core/delivery/case_turns.hpp"
#include "core/delivery/case_view.hpp"
#include "core/delivery/certificate.hpp"
#include "core/delivery/delivery_news.hpp"
#include "core/delivery/doubts.hpp"
#include "core/delivery/engine_settings.hpp"
#include "core/delivery/engine_tenant.hpp"
#include "core/delivery/lane.hpp"
#include "core/delivery/mapping_proposal.hpp"
#include "core/delivery/match_claims.hpp"
#include "core/delivery/new_event.hpp"
#include "core/delivery/record_search.hpp"
#include "core/delivery/refusal_book.hpp"
#include "core/delivery/source_jobs.hpp"
#include "core/delivery/standing.hpp"
#include "core/delivery/tenant_setup.hpp"
#include "core/delivery/whereabouts.hpp"
#include "core/mapping/tools/publishing.hpp"
#include "core/model/json.hpp"
#include "core/store/outbox.hpp"

namespace hub::delivery {

struct Accepted {
  bool is_duplicate = false;
  store::CaseRow row = 0;     // 0 when the case is gone
  bool is_confirmed = false;  // it passed through: every required target has confirmed it
};

struct RecoveryReport {
  std::size_t cases = 0, deliveries = 0, unknown = 0, redone = 0, lost = 0;
};

// What a case's sealed content is tied to, so that it opens nowhere else.
std::string bound_to(const std::string& tenant, const model::KeyedHash& case_ref);

class Engine {
 public:
  struct Parts {
    store::Outbox& outbox;
    store::Database& database;  // for names and mappings, before start() only
    vault::Vault& vault;
    Clock& clock;
    Random& random;
    Executor executor;
    SourceJobs* source = nullptr;  // what is owed to platforms; null: nothing
    // Told when it changes what a lane's mappings and its target disagree about; may be empty.
    std::function<void(const LaneView&)> on_drift{};
    // With other nodes, each of which has tenants of its own: rows of tenants that were not added are theirs.
    bool shares_store = false;
    // Told of each delivery that begins to wait, failed or is confirmed; may be empty.
    std::function<void(const DeliveryNews&)> on_delivery{};
  };
  Engine(Parts parts, EngineSettings settings);
  ~Engine();  // what is under way ends where it stands; stop() first to let it finish

  // Fails with config: the mapping does not compile (every problem in the message), a name is taken, or a
  // target cannot give the proof that is asked for.
  Result<void> add_tenant(TenantSetup setup);
  // Reads the store: finishes interrupted deletions, queues what waits, treats `sent` as unknown.
  Result<RecoveryReport> recover();
  void start();
  // Lets what is under way finish.
  Task<void> stop();

  // While it runs: a tenant with its targets, or a target of a tenant, that it did not have. Cases accepted
  // from then on go there. Fail as add_tenant() does, and with invalid "unknown_tenant"; then nothing was
  // added.
  Task<Result<void>> admit_tenant(TenantSetup setup);
  Task<Result<void>> admit_target(std::string tenant, LaneSetup setup);
  // Tenants that another node had until now, with all that they have in the store, as recover() reads it: all
  // of them, or none. Fails as admit_tenant() does.
  Task<Result<RecoveryReport>> take_up(std::vector<TenantSetup> setups);
  // The opposite. First its lanes stop, and what is under way at its targets ends; only then it takes nothing
  // more (accept() fails with transient "tenant_moving"), and once everything is durable it is gone from
  // here, untouched in the store. A failure leaves it closed: to be called again.
  Task<Result<void>> let_go(std::string tenant);
  bool has_tenant(std::string_view tenant) const { return tenants_by_name_.contains(tenant); }
  // Other terms for cases accepted from now on. Connectors and platforms stay as they are, whatever `setup`
  // has; the file of a target's mapping is published if it changed. Fail with invalid "unknown_tenant",
  // "unknown_lane" or "mapping_refused": the current mapping would break the new terms.
  Task<Result<void>> change_tenant(const TenantSetup& setup);
  Task<Result<void>> change_target(std::string tenant, LaneSetup setup);

  // A tenant that leaves takes nothing more: accept() fails with invalid "tenant_leaving", or transient
  // "tenant_moving" when it `moves` to another cell. Invalid "unknown_tenant".
  Result<void> close(std::string_view tenant, bool moves = false);
  LeavingView leaving(std::string_view tenant) const;
  // Delivered cases of a closed tenant are kept no longer; with `expires` what waits has expired. As many as
  // may end at once have ended when it returns, the others by the next call or sweep.
  Task<void> end_stay(std::string tenant, bool expires);
  // A closed tenant without cases is gone, with its lanes; so is one that it never had. Invalid "not_empty".
  Task<Result<void>> dismiss(std::string tenant);

  // Sealed and durable when it returns; of a tenant whose cases pass through: confirmed by every required
  // target, and nothing of it was ever written. invalid "content_conflict": the id is known with other
  // content; invalid "unknown_tenant"; transient "busy" or "disk_full": nothing was stored. Of a case that
  // passes through: transient "not_confirmed" (it may be at a target by now; offered again it is no second
  // record there) and invalid "target_refused". News of a case that waits are added to it; those that come
  // before it wait for it; those that come later follow it, if the tenant allows.
  Task<Result<Accepted>> accept(NewEvent event);
  bool knows_event(std::string_view tenant, std::string_view source, std::string_view event_id) const;
  // Takes a canary back from every target of its tenant, as the current mappings would write it, and looks
  // whether it is gone: one answer for each target. Fails with invalid "unknown_tenant"; "no_canary" when the
  // case's id does not begin with kCanaryPrefix.
  Task<Result<std::vector<CanaryErasure>>> erase_canary(NewEvent event);
  // What is here of a case is destroyed, then its targets erase it and are asked whether they did; both are
  // certified. Asked once more it finishes what was left. Fails with invalid "unknown_tenant" or "held" and
  // transient "under_way" or "busy" before anything is done.
  Task<Result<CaseErasure>> erase_case(ErasureRequest request);
  // The ids of the cases of a visitor's session, here or gone, as long as its tenant has them remembered.
  // Fails with invalid "unknown_tenant", or "not_searchable" where it has not.
  Task<Result<std::vector<std::string>>> cases_of_session(std::string tenant, std::string session_id);
  // The certificate entry, or nothing when `deadline` came first.
  Task<std::optional<std::string>> wait_settled(store::CaseRow row, MonotonicTime deadline);

  // Dead letters and waiting retries get another chance now; how many did.
  // With a version, these are mapped with it from now on; invalid "unknown_version" when it was not published
  // for their target, and nothing has changed then.
  Task<Result<std::size_t>> retry(std::vector<store::DeliveryKey> deliveries,
                                  std::optional<store::MappingVersion> version = {});
  // Dead letters are given up by a person; a case with nothing left to deliver is deleted and certified as
  // discarded.
  Task<Result<std::size_t>> discard(std::vector<store::DeliveryKey> deliveries);
  // Legal hold: the case, and late news of it, are delivered but not deleted, whatever is over meanwhile,
  // until it is released. Durable when they return; once more changes nothing. Fail with invalid
  // "unknown_tenant", or "not_found" when there is nothing of the case here that could be held.
  Task<Result<HoldChange>> hold(std::string tenant, std::string case_id);
  Task<Result<HoldChange>> release(std::string tenant, std::string case_id);
  std::vector<CaseView> cases(const CaseFilter& filter) const;
  // Of these cases those that may be read and came to a group of agents, by its name or id. Opens each.
  Task<Result<std::vector<CaseView>>> in_group(std::vector<CaseView> views, std::string group);
  // A delivered case that its tenant keeps, for a person who may read it. Fails with invalid "not_found".
  Task<Result<KeptCase>> open_kept(std::string tenant, model::KeyedHash case_ref);
  // Such a case and its late news are deleted before their time, certified as erased; how many rows it was.
  // Fails with invalid "not_found", "held" or "under_way" (news of it are being delivered); transient "busy".
  Task<Result<std::size_t>> delete_kept(std::string tenant, model::KeyedHash case_ref);
  // Nothing when the case is gone; `sent` while it is going.
  std::optional<store::DeliveryState> state_of(store::DeliveryKey delivery) const;
  // These fail with invalid "unknown_tenant".
  Result<model::KeyedHash> case_ref_of(std::string_view tenant, std::string_view case_id) const;
  Result<Whereabouts> where_is(std::string_view tenant, std::string_view case_id) const;
  // An event of this case was refused at the door. The last of them are remembered, until a restart.
  void note_refusal(std::string_view tenant, std::string_view case_id, std::string_view reason);
  // The mapping of cases accepted from now on; those accepted before keep theirs. What is current already is
  // published no second time. Durable when it returns. invalid "mapping_refused": every problem, one a line,
  // with file, line and column; "unknown_lane".
  Task<Result<store::Publication>> publish(MappingProposal proposal);
  // Publishes an earlier version of the same target again, under today's rules. Also invalid
  // "unknown_version".
  Task<Result<store::Publication>> roll_back(std::string tenant, std::string target,
                                             store::MappingVersion version, std::string author);
  // What keeps this mapping from being published, with the target as it is now. Fails when the target cannot
  // be asked.
  Task<Result<config::Problems>> check(MappingProposal proposal);
  // These fail with invalid "unknown_lane".
  Result<MappingSite> mapping_site(std::string_view tenant, std::string_view target);
  // The target's objects as they are now; those that it has not are left out.
  Task<Result<model::Schema>> describe(std::string tenant, std::string target, std::set<std::string> objects);
  // One cheap call: does the target answer, and take our credentials?
  Task<Result<void>> probe(std::string tenant, std::string target);
  // By hand, and durable when it returns: a paused lane sends nothing until it is resumed, also after a
  // restart and on another node. What is under way finishes. Also fails with transient "database_away" or
  // "disk_full", and nothing has changed.
  Task<Result<void>> pause(std::string tenant, std::string target, bool paused);

  // Of the case references in a tenant's certificates; the engine keeps it. Nothing for an unknown tenant.
  std::optional<model::HashKey> id_key(const std::string& tenant) const;
  // Looks at every live case.
  Standing standing() const;
  std::vector<LaneView> lanes() const { return standing().lanes; }
  // Sealed ones: without those that pass through.
  std::size_t live_cases() const { return book_.live() - passing_.size(); }
  // Counted since start().
  std::uint64_t accepted_cases() const { return accepted_; }
  std::uint64_t duplicate_events() const { return duplicates_; }
  std::uint64_t settled_cases() const { return settled_; }
  std::uint64_t expired_cases() const { return expired_; }
  std::uint64_t passed_cases() const { return passed_; }
  std::uint64_t reduced_cases() const { return reduced_; }  // to metadata; settled later

 private:
  using Tenant = EngineTenant;
  // In engine_parts.hpp.
  struct LaneParts;
  struct Newcomer;
  struct Passing;
  struct SettleWait;
  struct Batch;
  // Cases whose deliveries are over, or whose time is: they go, or stay for a reason that is to be stored.
  struct Endings {
    std::vector<store::Settlement> settlements;
    std::vector<store::RetentionChange> retained;
    std::vector<store::CaseRow> aside;         // delivered ones that stay
    std::vector<store::Reduction> reductions;  // rows and days; the rest is still to be made
  };
  std::unique_ptr<Tenant> make_tenant(store::TenantId id, const TenantSetup& setup) const;
  static void set_terms(Tenant& tenant, const TenantSetup& setup);
  void keep_tenant(std::unique_ptr<Tenant> tenant, std::unique_ptr<SourcePlatform> platform);
  Result<void> add_lane(Tenant& tenant, LaneSetup setup);
  static Result<void> check_proof(const Connector& connector, const LaneSetup& setup);
  // Without its mapping, and not in use yet.
  std::unique_ptr<LaneParts> make_lane(Tenant& tenant, store::LaneId id, LaneSetup setup) const;
  static void set_terms(LaneParts& lane, const LaneSetup& setup);
  Task<Result<std::unique_ptr<LaneParts>>> prepare_lane(Tenant& tenant, LaneSetup setup);
  Task<Result<Newcomer>> prepare_tenant(TenantSetup setup);
  Task<Result<std::vector<store::Tombstone>>> past_of(store::TenantId tenant);
  // Its lanes run when the engine does.
  void keep(Newcomer newcomer);
  // The mapping versions that these cases wait for.
  Task<Result<void>> fetch_versions(const std::vector<store::LiveCase>& cases,
                                    std::vector<Newcomer>& newcomers);
  // A case from the store waits again for what it lacks; one found `sent` is unknown.
  void restore(store::LiveCase entry, RecoveryReport& report);
  Task<void> stop_lanes(Tenant& tenant);
  // Something of it is in the middle of being changed.
  bool is_busy(const Tenant& tenant) const;
  // It is used no more; somebody may still look at it.
  void retire(Tenant& tenant);
  void keep_lane(std::unique_ptr<LaneParts> lane);
  void start_lane(LaneParts& lane);
  // Makes the lane's mapping current: the file's if it changed, else what was published last. Before start().
  Result<void> open_mapping(LaneParts& lane, const std::string& text);
  // The same while it runs.
  Task<Result<void>> follow_file(LaneParts& lane, std::string text);
  Result<store::Publication> publish_file(const LaneParts& lane, const std::string& name,
                                          const std::string& text);
  // Terms that hold from now on, durably: before start(), and while it runs. And the same of what is kept.
  Result<void> open_terms(LaneParts& lane, std::shared_ptr<const policy::Terms> terms);
  Task<Result<void>> follow_terms(LaneParts& lane, std::shared_ptr<const policy::Terms> terms);
  Result<void> open_keeping(Tenant& tenant, policy::KeepTerms terms);
  Task<Result<void>> follow_keeping(Tenant& tenant, policy::KeepTerms terms);
  policy::KeepTerm term_of(const store::LiveCase& entry) const;
  policy::Limit limit_of(const LaneParts& lane, WallTime received_at) const;
  void name_rules(const store::LiveCase& entry, CaseCertificate& certificate) const;
  static LaneView view_of(const LaneParts& lane);  // without the counts of cases
  Result<LaneParts*> find_lane(std::string_view tenant, std::string_view target);
  Task<Result<store::Publication>> publish(LaneParts& lane, MappingProposal proposal,
                                           store::PublicationOrigin origin);
  // Deliveries that wait or are dead letters get another version, durably.
  Task<Result<void>> remap(std::vector<store::DeliveryKey> deliveries, store::MappingVersion version);
  // Fails with invalid "unknown_version" when it was never published for this lane.
  Task<Result<std::string>> published_text(const LaneParts& lane, store::MappingVersion version);
  static Result<void> know_text(LaneParts& lane, store::MappingVersion version, const std::string& text);
  Task<Result<void>> fetch_version(LaneParts& lane, store::MappingVersion version);
  mapping::PublishRules rules_of(const LaneParts& lane) const;
  void make_current(LaneParts& lane, const store::Publication& publication,
                    std::shared_ptr<const mapping::Mapping> mapping);
  Result<const mapping::Mapping*> mapping_of(LaneParts& lane, store::MappingVersion version);
  // Moves dead letters to another state, durably; those that moved.
  Task<Result<std::vector<store::DeliveryKey>>> move_dead_letters(std::vector<store::DeliveryKey> deliveries,
                                                                  store::DeliveryState to);
  Result<void> load_version(LaneParts& lane, store::MappingVersion version);
  void requeue(const store::LiveCase& entry);

  // Compares the mappings in use with the target from time to time, until the engine stops.
  Task<void> watch_drift(LaneParts& lane);
  // Returns when to look again.
  Task<milliseconds> check_drift(LaneParts& lane);
  void set_drift(LaneParts& lane, std::vector<std::string> findings);
  std::set<store::MappingVersion> versions_in_use(const LaneParts& lane) const;
  // Without the cases whose mapping the target would refuse; those come again later.
  std::vector<store::CaseRow> without_blocked(LaneParts& lane, std::vector<store::CaseRow> rows,
                                              BatchReport& report);
  static bool is_blocked(const LaneParts& lane, const store::LiveDelivery& delivery);

  // What identifies an event and its case.
  struct EventRefs {
    model::KeyedHash case_ref, event_ref, fingerprint, type_ref;
  };
  // What is to be done with an event that was not seen before.
  struct Intent {
    enum class Act : std::uint8_t { take, merge, ignore, come_again };
    Act act = Act::take;
    store::CaseKind kind = store::CaseKind::closed;  // take
    store::CaseRow row = 0;                          // merge
  };
  Result<store::NewCase> seal(const Tenant& tenant, const NewEvent& event, store::CaseKind kind,
                              const EventRefs& refs);
  Intent intent_of(const Tenant& tenant, const NewEvent& event, const EventRefs& refs) const;
  Task<Result<Accepted>> take(const Tenant& tenant, const NewEvent& event, store::CaseKind kind,
                              const EventRefs& refs);
  Task<Result<Accepted>> refuse(const Tenant& tenant, const NewEvent& event, const EventRefs& refs);
  bool may_merge(const store::LiveCase& entry) const;
  Task<Result<Accepted>> merge(const Tenant& tenant, const NewEvent& event, store::CaseRow row,
                               const EventRefs& refs);
  Result<store::Merge> make_merge(const Tenant& tenant, const NewEvent& event, const store::LiveCase& entry,
                                  const store::SealedContent& content);
  // Invalid "mapping_refused" when news that the tenant allows could become nothing.
  static Result<void> check_late_news(const Tenant& tenant, const mapping::Mapping& mapping);
  // How long it waits for late news, from when it was received.
  milliseconds window_of(const store::LiveCase& entry) const;
  // Nothing of its case may be delivered before it.
  bool is_blocked(const store::LiveCase& entry) const;
  // Hands what is not blocked to its lanes.
  void queue(const store::LiveCase& entry, milliseconds wait);
  static void push(LaneParts& lane, store::CaseRow row, milliseconds wait);
  // The next row of a case whose row before is gone: on its way, or ended like that one.
  void follow(const model::KeyedHash& case_ref, Outcome outcome, std::vector<store::Settlement>& to_end);
  static bool passes(store::CaseRow row) { return row < 0; }
  model::KeyedHash type_of(const Tenant& tenant, const NewEvent& event, const EventRefs& refs) const;
  bool passes_through(const Tenant& tenant, const NewEvent& event, const EventRefs& refs) const;
  Task<Result<Accepted>> pass_through(const Tenant& tenant, NewEvent event, EventRefs refs);
  // An answer without a delivery: it arrived before, or is nothing that this tenant wants.
  std::optional<Result<Accepted>> known_passing(const Tenant& tenant, const NewEvent& event,
                                                const EventRefs& refs);
  store::CaseRow begin_passing(const Tenant& tenant, const NewEvent& event, const EventRefs& refs);
  // Whether all has arrived, in the end.
  Task<bool> watch_passing(store::CaseRow row, MonotonicTime deadline);
  void end_passing(const Tenant& tenant, store::CaseRow row, bool has_arrived);
  void forget_old_passings();
  void prepare_passing(LaneParts& lane, Batch& batch, store::CaseRow row);
  void tell_passing(const std::vector<store::CaseRow>& rows);
  Task<Result<Accepted>> accept_known(model::KeyedHash event_ref, model::KeyedHash fingerprint);

  Task<BatchReport> run_batch(LaneParts& lane, std::vector<store::CaseRow> rows);
  Task<Result<void>> load(LaneParts& lane, Batch& batch, std::vector<store::CaseRow> rows);
  void prepare(LaneParts& lane, Batch& batch, const store::SealedContent& content);
  Result<CaseRecords> map_case(LaneParts& lane, const store::LiveCase& entry,
                               const store::LiveDelivery& delivery, std::string_view text, Batch& batch);
  void add_to(Batch& batch, LaneParts& lane, const store::LiveCase& entry,
              const store::LiveDelivery& delivery, CaseRecords records);
  void claim(LaneParts& lane, Batch& batch);
  Task<void> resolve_existing(LaneParts& lane, Batch& batch);
  Task<Result<void>> mark_sent(LaneParts& lane, Batch& batch);
  static void find_leftovers(const Tenant& tenant, std::string_view case_id, const mapping::Mapping& mapping,
                             CaseRecords& one, model::Arena& arena);
  static Result<std::vector<model::Record>> map_document(const LaneParts& lane,
                                                         const mapping::Mapping& mapping,
                                                         const model::Value& document, WallTime fallback_time,
                                                         bool is_update, model::DataClass up_to,
                                                         model::Arena& arena, redaction::Counts* redacted);
  Task<CanaryErasure> erase_canary(LaneParts& lane, const NewEvent& event);
  // How many rows there were; `doubtful`: where something of it may still arrive.
  using LaneIds = std::set<store::LaneId>;
  Task<Result<std::size_t>> erase_here(model::KeyedHash case_ref, bool is_dry_run, LaneIds& doubtful);
  Task<Result<std::size_t>> settle_erased(const std::vector<store::CaseRow>& rows, LaneIds& doubtful);
  Task<TargetErasure> erase_there(LaneParts& lane, const ErasureRequest& request);
  Task<Result<MappingHistory>> history_of(LaneParts& lane, TargetErasure& target);
  void apply_outcome(LaneParts& lane, store::CaseRow row, const CaseOutcome& outcome, Batch& batch,
                     BatchReport& report);
  void ask_once_more(LaneParts& lane, store::CaseRow row, const Error& error, Batch& batch);
  void apply_failure(LaneParts& lane, store::CaseRow row, const Error& error, Batch& batch,
                     BatchReport& report);
  // What the store is to know about a failed attempt of `delivery`.
  void note_failure(store::DeliveryKey key, const store::LiveDelivery& delivery, milliseconds wait,
                    const Error& error, Batch& batch);
  void finish_refused(store::LiveCase& entry, Batch& batch);
  void apply_confirmation(LaneParts& lane, store::CaseRow row, Batch& batch, BatchReport& report);
  Task<void> store_outcome(Batch& batch);
  // What the store refused is offered again, as far as it still is so: people work with what the store says.
  void keep_unstored(std::vector<store::DeliveryChange> changes);
  // Those of which the platform is to hear.
  void tell_dead_letters(const std::vector<store::DeliveryChange>& stored);
  Task<void> store_late_changes();
  bool still_is_so(const store::DeliveryChange& change);

  // How the case ended, or nothing while a target is still to come.
  static std::optional<Outcome> outcome_of(const store::LiveCase& entry);
  // What its deliveries came to is known: the case goes, or stays.
  void finish(store::LiveCase& entry, Outcome outcome, Endings& endings);
  // Goes or stays by its deliveries, its day and its max hold, as it stands now.
  void finish_if_over(store::LiveCase& entry, WallTime now, Endings& endings);
  // A delivered case stays, and what follows it goes on.
  void set_aside(store::CaseRow row);
  bool is_delivered_and_stays(const store::LiveCase& entry) const;
  // False where nothing is to be kept.
  bool begin_reduction(const store::LiveCase& entry, milliseconds period, Endings& endings);
  bool make_reduction(const store::SealedContent& content, store::Reduction& reduction);
  Task<void> reduce(std::vector<store::Reduction> reductions);
  Task<void> store_reductions(std::vector<store::Reduction> ready);
  void end_reduction(const store::Reduction& reduction, std::int64_t certificate);
  // What the store refuses for now is ended by the next sweep.
  Task<void> end(Endings endings);
  // The rows of a case that are not being deleted; fails as hold() does.
  Result<std::vector<store::CaseRow>> rows_of(const model::KeyedHash& case_ref) const;
  // Null: the tenant keeps no such case.
  const store::LiveCase* find_kept(std::string_view tenant, const model::KeyedHash& case_ref) const;
  bool is_readable(const store::LiveCase& entry) const;
  // Its document, until opened_ is reset. Nothing when it went meanwhile.
  std::optional<std::string_view> open_content(const store::SealedContent& content);
  // Since when something of this case is on legal hold; the epoch: nothing is.
  WallTime held_since(const model::KeyedHash& case_ref) const;
  CaseCertificate certificate_of(const store::LiveCase& entry, Outcome outcome, WallTime now) const;
  // From here the case is being deleted, until settle() says otherwise.
  store::Settlement begin_settlement(store::LiveCase& entry, Outcome outcome);
  // False when the store refused for now; the cases are still live then.
  Task<bool> settle(std::vector<store::Settlement> settlements);
  Task<void> sweep();
  // Once a day: events whose last day is over are new again.
  Task<void> forget_old(std::int64_t today);
  // Settles what is over: max hold passed, or complete since before a restart.
  Task<void> settle_overdue(WallTime now);

  static constexpr std::size_t kSettledAtOnce = 1000;

  Parts parts_;
  EngineSettings settings_;
  std::vector<std::unique_ptr<Tenant>> tenants_;
  std::map<std::string, Tenant*, std::less<>> tenants_by_name_;
  std::map<store::TenantId, Tenant*> tenants_by_id_;
  std::map<store::LaneId, std::unique_ptr<LaneParts>> lanes_;
  // Of tenants that have left; somebody may still look at them.
  std::vector<std::unique_ptr<Tenant>> dismissed_;
  std::vector<std::unique_ptr<LaneParts>> dismissed_lanes_;
  CaseBook book_;
  CaseTurns turns_;
  // Rows whose content is being replaced, with the lanes that came for them meanwhile.
  std::unordered_map<store::CaseRow, std::vector<store::LaneId>> merging_;
  std::unordered_map<store::CaseRow, Outcome> ending_;  // of rows that are being settled
  RefusalBook refusals_;
  std::unordered_map<store::CaseRow, std::shared_ptr<SettleWait>> waits_;
  std::unordered_map<store::CaseRow, std::shared_ptr<Passing>> passing_;
  // When the last attempt ended of cases that did not pass: a target may still get it, or show it, later.
  std::unordered_map<model::KeyedHash, MonotonicTime, model::KeyedHashHasher> lost_passings_;
  store::CaseRow last_passing_ = 0;
  Event none_passes_;      // set once the engine stops and the last caller has its answer
  MonotonicTime made_at_;  // attempts of a process before this one ended by then
  std::map<std::pair<store::CaseRow, store::LaneId>, store::DeliveryChange> unstored_;
  model::JsonParser parser_;
  model::Arena opened_;  // one case, while it is mapped
  std::uint64_t accepted_ = 0, duplicates_ = 0, settled_ = 0, expired_ = 0, passed_ = 0, reduced_ = 0;
  Event stopping_, swept_;
  bool started_ = false;
  std::int64_t forgotten_before_ = 0;
};

}  // namespace hub::delivery
