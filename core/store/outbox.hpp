// The one way to change the store: gathers changes while a commit runs and commits them as one group, keys
// and rows in the order that loses nothing. All methods on the loop's thread; the disk work happens on the
// worker.
#pragma once

#include <functional>
#include <memory>

#include "core/async/event.hpp"
#include "core/async/worker.hpp"
#include "core/store/recovery.hpp"

namespace hub::store {

struct OutboxRequest;

struct OutboxLimits {
  std::size_t group_max = 256;     // cases per transaction
  std::size_t waiting_max = 4096;  // accepts waiting for a commit; more are refused with transient "busy"
  milliseconds checkpoint_interval{1000};
};

class Outbox {
 public:
  struct Parts {
    Database& database;
    vault::Vault& vault;
    Worker& writer;
    Worker& reader;
    Clock& clock;
    Executor executor;
    std::function<void(Error)> on_fatal;  // durability is gone: end the process
  };
  Outbox(Parts parts, OutboxLimits limits);
  ~Outbox();  // precondition: drain() has returned

  // Durable when it returns: slot synced, then row committed. On failure the case's slot is free again.
  Task<Result<CaseRow>> accept(NewCase new_case);
  // Durable when it returns, and the old content's key is destroyed soon after. On failure nothing has
  // changed. Precondition: nobody settles the case meanwhile.
  Task<Result<void>> merge(Merge merge);
  Task<Result<void>> mark_sent(std::vector<Sending> deliveries);
  Task<Result<void>> record(std::vector<DeliveryChange> changes);
  Task<Result<void>> remap(std::vector<Remapping> remappings);
  // Durable when it returns. A case that is gone or being deleted is left out.
  Task<Result<void>> retain(std::vector<RetentionChange> changes);
  // As merge() does; the metadata of cases take the place of their content, and that is certified. A case
  // that is gone or being deleted is left out. Precondition: nobody settles them meanwhile.
  Task<Result<std::vector<Certified>>> reduce(std::vector<Reduction> reductions);
  // Returns when keys and rows are gone: `deleting` and certificate committed, slots zeroed and synced, rows
  // deleted. Fails only before anything was destroyed. A case that is gone or being deleted is left out.
  Task<Result<std::vector<Certified>>> settle(std::vector<Settlement> settlements);
  // Entries of the certificate log beside those of deletions. Durable when it returns.
  Task<Result<void>> certify(std::vector<std::string> entries);
  // Becomes the lane's current mapping. Durable when it returns.
  Task<Result<Publication>> publish(NewPublication publication);
  // Everything handed over before is durable when it returns, and whoever waited for it has gone on.
  Task<Result<void>> flush();
  // Tombstones and traces of sessions of days before `oldest_day` go.
  Task<Result<void>> forget_tombstones(std::int64_t oldest_day);
  // Vault::turn_epochs() on the writer's thread: call about once a minute.
  Task<Result<void>> turn_epochs();
  // Vault::rotate_root() on the writer's thread.
  Task<Result<void>> rotate_root();

  // Runs `job` on the writer's thread, between two groups: where epochs change.
  Task<Result<void>> on_writer(std::function<Result<void>()> job);

  // Database::back_up() and Vault::back_up_ids() into a folder that exists: hub.db and ids.keys. Fails with
  // transient "backup_failed".
  Task<Result<void>> back_up(std::string folder);

  // What was done for platforms; then the keys of the ids in `changes.forgotten` are destroyed, and their
  // rows go.
  Task<Result<void>> settle_source(SourceChanges changes, std::vector<vault::SlotNumber> keys);

  // What these tenants have, which another node owned until now; deletions that it had begun are finished.
  Task<Result<Holdings>> take_up(std::vector<TenantId> tenants, std::int64_t oldest_day);

  // Database::remember() on the writer's thread.
  Task<Result<void>> remember(TenantId tenant, Memory memory, bool instead);

  Task<Result<std::vector<SealedContent>>> load(std::vector<CaseRow> rows);
  // Runs a read on the reader's thread: `co_await outbox.read([&](Database& db) { return db.certificates(0,
  // 10); })`.
  template <class Read>
  Task<std::invoke_result_t<Read, Database&>> read(Read read);

  // Runs a write of administrators on the writer's thread, as read() runs a read: a Result.
  template <class Write>
  Task<std::invoke_result_t<Write, AdminStore&>> administer(Write write);

  // Runs a call of the fleet on the writer's thread: a Result. Precondition: the store has a fleet.
  template <class Call>
  Task<std::invoke_result_t<Call, Fleet&>> in_fleet(Call call);
  // Runs a write of visitor tracking on the writer's thread, as administer() does: `write` changes rows and
  // keys in the order that loses nothing.
  template <class Write>
  Task<std::invoke_result_t<Write, TrackingStore&, vault::Vault&>> track(Write write);

  // Takes nothing more, finishes what was handed over, then a last checkpoint.
  Task<void> drain();

 private:
  Task<Result<void>> run(std::shared_ptr<OutboxRequest> request);
  Task<void> run_reader(std::function<void(Database&)> job);
  Task<Result<void>> run_on_writer(std::function<Result<void>(Parts& parts)> job);
  Task<Result<void>> run_administration(std::function<Result<void>(AdminStore&)> job);
  Task<Result<void>> run_in_fleet(std::function<Result<void>(Fleet&)> job);
  struct State;
  std::shared_ptr<State> state_;
};

template <class Read>
Task<std::invoke_result_t<Read, Database&>> Outbox::read(Read read) {
  std::optional<std::invoke_result_t<Read, Database&>> answer;
  std::function<void(Database&)> job = [&](Database& database) { answer.emplace(read(database)); };
  co_await run_reader(std::move(job));
  co_return std::move(*answer);
}

template <class Write>
Task<std::invoke_result_t<Write, AdminStore&>> Outbox::administer(Write write) {
  std::optional<std::invoke_result_t<Write, AdminStore&>> answer;
  std::function<Result<void>(AdminStore&)> job = [&](AdminStore& admin) -> Result<void> {
    answer.emplace(write(admin));
    return answer->ok() ? Result<void>() : Result<void>(answer->error());
  };
  const Result<void> done = co_await run_administration(job);
  if (!answer) co_return done.error();
  co_return std::move(*answer);
}

template <class Call>
Task<std::invoke_result_t<Call, Fleet&>> Outbox::in_fleet(Call call) {
  std::optional<std::invoke_result_t<Call, Fleet&>> answer;
  std::function<Result<void>(Fleet&)> job = [&](Fleet& fleet) -> Result<void> {
    answer.emplace(call(fleet));
    return answer->ok() ? Result<void>() : Result<void>(answer->error());
  };
  const Result<void> done = co_await run_in_fleet(job);
  if (!answer) co_return done.error();
  co_return std::move(*answer);
}

template <class Write>
Task<std::invoke_result_t<Write, TrackingStore&, vault::Vault&>> Outbox::track(Write write) {
  std::optional<std::invoke_result_t<Write, TrackingStore&, vault::Vault&>> answer;
  std::function<Result<void>(Parts&)> job = [&](Parts& parts) -> Result<void> {
    answer.emplace(write(parts.database.tracking(), parts.vault));
    return answer->ok() ? Result<void>() : Result<void>(answer->error());
  };
  const Result<void> done = co_await run_on_writer(job);
  if (!answer) co_return done.error();
  co_return std::move(*answer);
}

}  // namespace hub::store
