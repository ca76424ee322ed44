// What is owed to the platforms of cases: their copies are deleted and read back as absent, and they are told
// what became of each case. Small jobs of their own, with nothing but the sealed id of the case: no delivery
// and no deletion ever waits for them. One loop's thread; stop() before it dies.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/async/event.hpp"
#include "core/base/random.hpp"
#include "core/delivery/certificate.hpp"
#include "core/delivery/retry_policy.hpp"
#include "core/delivery/source_platform.hpp"
#include "core/store/outbox.hpp"

namespace hub::delivery {

struct SourceLimits {
  RetryLimits retry{.attempts_max = 50};  // then a person is needed
  std::size_t at_once = 16;               // calls under way to one platform
};

// For operators, per tenant.
struct SourceView {
  std::string tenant;
  std::size_t waiting = 0, dead_letters = 0;
  std::optional<WallTime> oldest;
  std::string trouble;  // the last error, without content
};

class SourceJobs {
 public:
  struct Parts {
    store::Outbox& outbox;
    store::Database& database;  // before start() only
    vault::Vault& vault;
    Clock& clock;
    Random& random;
    Executor executor;
    // A job needs a person: an alarm.
    std::function<void(const std::string& tenant, const Error& error)> on_dead_letter = {};
    bool shares_store = false;  // with other nodes: what is owed for tenants that were not added is theirs
  };
  SourceJobs(Parts parts, SourceLimits limits);

  // `platform` may be null: nothing is owed to it.
  void add_tenant(store::TenantId id, std::string name, std::unique_ptr<SourcePlatform> platform);
  // What waits, or waits for a person, is owed no longer; what is under way ends by itself.
  Task<Result<void>> give_up(std::string tenant);
  // Of a tenant to whose platform nothing is owed any more.
  Task<void> remove_tenant(store::TenantId id);
  // Of a tenant that is another node's now, when it was removed: what is owed stays in the store.
  void forget(store::TenantId id);
  // Reads what was owed before a restart.
  Result<void> recover();
  // What another node owed until now; of tenants that were added.
  void take_up(std::vector<store::OwedOfCase> owed);
  void start();
  Task<void> stop();

  // For the engine. The sealed id to keep beside a new case, or nothing.
  Result<std::optional<vault::SealedCase>> seal_id(store::TenantId tenant, const model::KeyedHash& case_ref,
                                                   std::string_view case_id);
  bool tells(store::TenantId tenant) const;
  // Of a case that ends: what its platform is owed.
  std::vector<store::SourceTask> tasks_of(store::TenantId tenant, bool was_delivered) const;
  void on_accepted(store::SourceCase source);
  // Its jobs are in the store: with these numbers they were committed.
  void on_settled(store::CaseRow row, const std::vector<store::SourceTask>& tasks, Outcome outcome,
                  std::int64_t certificate);
  void on_dead_letter(store::CaseRow row);

  std::vector<SourceView> views() const;
  // Those that wait for a person get another chance now; how many did. Fails with invalid "unknown_tenant".
  Task<Result<std::size_t>> retry(std::string tenant);

 private:
  struct Owed {
    store::SourceCase source;
    std::map<store::SourceTask, store::SourceJob> jobs;
  };
  struct Tenant {
    Tenant(std::string tenant_name, std::unique_ptr<SourcePlatform> its_platform, Executor executor)
        : name(std::move(tenant_name)),
          platform(std::move(its_platform)),
          changed(executor),
          stopped(executor) {}
    std::string name;
    std::unique_ptr<SourcePlatform> platform;
    std::set<std::pair<WallTime, std::pair<store::CaseRow, store::SourceTask>>> due;
    Event changed, stopped;
    bool is_leaving = false;
    std::string trouble;
  };
  struct Round;

  store::TenantId id_of(std::string_view tenant) const;  // 0: nothing is owed to it
  std::string bound(const Tenant& tenant, const model::KeyedHash& case_ref) const;
  void add_job(Owed& owed, store::SourceJob job);
  Task<void> run(Tenant& tenant);
  Task<void> run_round(Tenant& tenant);
  Task<void> run_job(Tenant& tenant, Round& round, std::size_t index);
  Task<Result<void>> attempt(Tenant& tenant, const store::SourceJob& job, const model::KeyedHash& case_ref,
                             std::string case_id);
  void apply(Tenant& tenant, Round& round);
  void note_if_over(const Owed& owed);
  Task<void> forget_over();

  Parts parts_;
  SourceLimits limits_;
  std::map<store::TenantId, std::unique_ptr<Tenant>> tenants_;
  std::unordered_map<store::CaseRow, Owed> owed_;
  std::vector<store::CaseRow> over_;  // nothing is owed of these any more
  bool stopping_ = false, started_ = false;
};

}  // namespace hub::delivery
