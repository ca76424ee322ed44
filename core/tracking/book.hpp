// Visitor tracking: seals events under their day's key, keeps account of the days, and lets go of each when
// its time is over. One loop's thread; stop() before it dies; the parts outlive it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "core/async/slots.hpp"
#include "core/log/log.hpp"
#include "core/store/outbox.hpp"
#include "core/tracking/day_key.hpp"
#include "core/tracking/tracking.hpp"

namespace hub::tracking {

// Transient "tenant_moving".
Error moving();

// What a day's key is bound to in the vault.
std::string bound_to(std::string_view tenant, std::int64_t day);

class Book final : public Tracking {
 public:
  struct Parts {
    store::Outbox& outbox;
    store::Database& database;  // before start() only
    vault::Vault& vault;
    Clock& clock;
    Random& random;
    log::Log& log;
    Executor executor;
    // Tenants that may have tracking events: their names.
    std::function<std::vector<std::string>()> tenants;
    // invalid "unknown_tenant".
    std::function<Result<policy::Tracking>(const std::string& tenant)> terms_of;
    // Of a tenant that is being taken out: what its events are refused with. Nothing of others.
    std::function<std::optional<Error>(const std::string& tenant)> refusal_of_leaving;
    // With other nodes, each of which has tenants of its own: here are those that were taken up.
    bool shares_store = false;
  };
  explicit Book(Parts parts);

  // Reads what was there before a restart. The vault has been reconciled.
  Result<void> recover();
  // Of a shared store: the days of tenants that another node had until now, or that are new.
  Task<Result<void>> take_up(std::vector<std::string> tenants);
  // The opposite: what is under way ends, and nothing more is taken (transient "tenant_moving").
  Task<void> let_go(std::string tenant);
  // Begins to let go of days whose time is over.
  void start();
  // Precondition: start() was called.
  Task<void> stop();
  // Lets go of every day whose time is over by now, and of what an earlier end left half gone.
  Task<void> sweep();

  Task<std::vector<Result<Taken>>> take(std::vector<NewEvent> events) override;
  std::vector<TenantView> views() const override;
  Task<Result<Gone>> purge(std::string tenant, std::string reason) override;
  Task<Result<Gone>> erase_session(std::string tenant, std::string session, bool is_dry_run) override;

 private:
  using Days = std::map<std::int64_t, store::TrackingDay>;  // of one tenant
  struct DayName {
    std::string tenant;
    std::int64_t day = 0;
  };
  // The key of the day that a tenant's events come to now.
  struct Current {
    std::int64_t day;
    DayKey key;
  };
  struct Request;
  struct Round;

  std::int64_t today() const;
  std::optional<Error> refusal(const NewEvent& event) const;
  bool is_here(const std::string& tenant) const;
  Result<void> check_known(const std::string& tenant) const;
  void know(store::TrackingDay day);
  void tell_lost() const;
  // In a shared store keys are wrapped anew while days live: those of the tenant's days, as they are now.
  Task<Result<void>> fetch_keys(const std::string& tenant);
  Task<void> write_queued();
  Task<void> write(const std::vector<std::shared_ptr<Request>>& requests);
  Task<Result<void>> open_day(const std::string& tenant, std::int64_t day);
  Result<DayKey> key_of(const store::TrackingDay& day) const;
  store::TrackingEvent sealed(const NewEvent& event) const;
  void note(const Round& round, std::int64_t day, const Result<std::vector<bool>>& is_new);
  bool is_over(const std::string& tenant, std::int64_t day) const;
  Task<Result<Gone>> let_go(DayName name, std::string reason);
  Task<Result<void>> clear_gone();
  Result<std::vector<store::TrackedSession>> sessions_of(const std::string& tenant,
                                                         const std::string& session) const;
  Task<void> run();

  Parts parts_;
  Slots turn_;                  // one at a time changes days
  std::set<std::string> here_;  // tenants of this node, where the store is shared
  std::map<std::string, Days> days_;
  std::map<std::string, Current> current_;
  std::vector<DayName> lost_;               // found at start without the key that they should have
  std::vector<store::TrackingDayId> gone_;  // without a key; their rows are still to go
  std::deque<std::shared_ptr<Request>> queue_;
  std::size_t waiting_ = 0;                     // events in the queue or on their way
  std::map<std::string, std::int64_t> coming_;  // of these, by tenant
  bool is_writing_ = false;
  Event stopping_, stopped_;
};

}  // namespace hub::tracking
