#include "core/store/outbox.hpp"

#include <algorithm>

#include "core/store/outbox_state.hpp"

namespace hub::store {

Outbox::Outbox(Parts parts, OutboxLimits limits)
    : state_(std::make_shared<State>(std::move(parts), limits)) {}

Outbox::~Outbox() = default;

Task<Result<CaseRow>> Outbox::accept(NewCase new_case) {
  const auto state = state_;
  const auto request = std::make_shared<OutboxRequest>(state->parts.executor);
  const vault::SlotNumber slot = new_case.sealed.key.slot;
  std::optional<vault::SlotNumber> slot_of_id;
  if (new_case.sealed_id) slot_of_id = new_case.sealed_id->key.slot;
  request->accept.emplace(std::move(new_case));
  if (const auto refused = state->push(request)) {
    state->parts.vault.release(slot);
    if (slot_of_id) state->parts.vault.release(*slot_of_id);
    co_return *refused;
  }
  co_await request->done.wait();
  if (request->error) co_return *request->error;
  co_return request->row;
}

Task<Result<void>> Outbox::merge(Merge merge) {
  const auto state = state_;
  const auto request = std::make_shared<OutboxRequest>(state->parts.executor);
  const vault::SlotNumber slot = merge.sealed.key.slot;
  request->merge.emplace(std::move(merge));
  if (const auto refused = state->push(request)) {
    state->parts.vault.release(slot);
    co_return *refused;
  }
  co_await request->done.wait();
  if (request->error) co_return *request->error;
  co_return Result<void>();
}

Task<Result<void>> Outbox::run(std::shared_ptr<OutboxRequest> request) {
  const auto state = state_;
  if (const auto refused = state->push(request)) co_return *refused;
  co_await request->done.wait();
  if (request->error) co_return *request->error;
  co_return Result<void>();
}

Task<Result<void>> Outbox::mark_sent(std::vector<Sending> deliveries) {
  auto request = std::make_shared<OutboxRequest>(state_->parts.executor);
  request->sent = std::move(deliveries);
  return run(std::move(request));
}

Task<Result<void>> Outbox::remap(std::vector<Remapping> remappings) {
  auto request = std::make_shared<OutboxRequest>(state_->parts.executor);
  request->remappings = std::move(remappings);
  return run(std::move(request));
}

Task<Result<void>> Outbox::record(std::vector<DeliveryChange> changes) {
  auto request = std::make_shared<OutboxRequest>(state_->parts.executor);
  request->changes = std::move(changes);
  return run(std::move(request));
}

Task<Result<void>> Outbox::retain(std::vector<RetentionChange> changes) {
  auto request = std::make_shared<OutboxRequest>(state_->parts.executor);
  request->retained = std::move(changes);
  return run(std::move(request));
}

Task<Result<std::vector<Certified>>> Outbox::settle(std::vector<Settlement> settlements) {
  const auto request = std::make_shared<OutboxRequest>(state_->parts.executor);
  request->settlements = std::move(settlements);
  const auto settled = co_await run(request);
  if (!settled.ok()) co_return settled.error();
  co_return std::move(request->certified);
}

Task<Result<std::vector<Certified>>> Outbox::reduce(std::vector<Reduction> reductions) {
  const auto state = state_;
  const auto request = std::make_shared<OutboxRequest>(state->parts.executor);
  request->reductions = std::move(reductions);
  if (const auto refused = state->push(request)) {
    for (const Reduction& one : request->reductions) state->parts.vault.release(one.sealed.key.slot);
    co_return *refused;
  }
  co_await request->done.wait();
  if (request->error) co_return *request->error;
  co_return std::move(request->certified);
}

Task<Result<void>> Outbox::forget_tombstones(std::int64_t oldest_day) {
  auto request = std::make_shared<OutboxRequest>(state_->parts.executor);
  request->tombstones_from_day = oldest_day;
  return run(std::move(request));
}

Task<Result<Publication>> Outbox::publish(NewPublication publication) {
  auto request = std::make_shared<OutboxRequest>(state_->parts.executor);
  request->publication = std::move(publication);
  const auto done = co_await run(request);
  if (!done.ok()) co_return done.error();
  co_return std::move(request->published);
}

// Also when nothing is left to be stored: whoever waited for it may not have gone on yet.
Task<Result<void>> Outbox::flush() {
  return run(std::make_shared<OutboxRequest>(state_->parts.executor));
}

Task<Result<void>> Outbox::run_on_writer(std::function<Result<void>(Parts& parts)> job) {
  const auto state = state_;
  if (state->closed) co_return *state->closed;
  Result<void> result;
  Event done(state->parts.executor);
  state->parts.writer.post([&job, &result, &done, state] {
    result = job(state->parts);
    post_to(state->parts.executor, [&done] { done.set(); });
  });
  co_await done.wait();
  if (!result.ok() && is_fatal(result.error())) state->fail(result.error());
  co_return result;
}

Task<Result<void>> Outbox::run_administration(std::function<Result<void>(AdminStore&)> job) {
  std::function<Result<void>(Parts&)> write = [&job](Parts& parts) { return job(parts.database.admin()); };
  co_return co_await run_on_writer(write);
}

Task<Result<void>> Outbox::run_in_fleet(std::function<Result<void>(Fleet&)> job) {
  std::function<Result<void>(Parts&)> call = [&job](Parts& parts) { return job(*parts.database.fleet()); };
  co_return co_await run_on_writer(call);
}

Task<Result<Holdings>> Outbox::take_up(std::vector<TenantId> tenants, std::int64_t oldest_day) {
  const IsOurs is_ours = [&tenants](TenantId tenant) { return std::ranges::count(tenants, tenant) > 0; };
  auto read_them = [&](Database& database) { return read_holdings(database, is_ours, oldest_day); };
  auto holdings = co_await read(read_them);
  if (!holdings.ok()) co_return std::move(holdings).error();
  std::function<Result<void>(Parts&)> finish = [&holdings](Parts& parts) {
    return finish_deletions(parts.database, parts.vault, holdings->unfinished);
  };
  if (auto finished = co_await run_on_writer(finish); !finished.ok()) co_return std::move(finished).error();
  co_return std::move(holdings);
}

Task<Result<void>> Outbox::remember(TenantId tenant, Memory memory, bool instead) {
  std::function<Result<void>(Parts&)> write = [&](Parts& parts) {
    return parts.database.remember(tenant, memory, instead);
  };
  co_return co_await run_on_writer(write);
}

Task<Result<void>> Outbox::turn_epochs() {
  return run_on_writer([](Parts& parts) { return parts.vault.turn_epochs(); });
}

Task<Result<void>> Outbox::rotate_root() {
  return run_on_writer([](Parts& parts) { return parts.vault.rotate_root(); });
}

Task<Result<void>> Outbox::on_writer(std::function<Result<void>()> job) {
  std::function<Result<void>(Parts&)> whole = [&job](Parts&) { return job(); };
  co_return co_await run_on_writer(whole);
}

Task<Result<void>> Outbox::back_up(std::string folder) {
  const auto copy = [&folder](Database& database) { return database.back_up(folder + "/hub.db"); };
  const Result<void> copied = co_await read(copy);
  if (!copied.ok()) co_return copied;
  co_return co_await run_on_writer([&folder](Parts& parts) -> Result<void> {
    const auto ids = parts.vault.back_up_ids(folder + "/ids.keys");
    // Not an error of the key files themselves, which would end the process.
    if (!ids.ok()) return transient_error("backup_failed", ids.error().message);
    return {};
  });
}

Task<Result<void>> Outbox::settle_source(SourceChanges changes, std::vector<vault::SlotNumber> keys) {
  return run_on_writer([changes = std::move(changes), keys = std::move(keys)](Parts& parts) -> Result<void> {
    if (auto done = parts.database.commit_source(changes); !done.ok() || keys.empty()) return done;
    if (auto destroyed = parts.vault.destroy_keys(keys); !destroyed.ok()) return destroyed;
    SourceChanges last;
    last.finished = changes.forgotten;
    return parts.database.commit_source(last);
  });
}

Task<Result<void>> Outbox::certify(std::vector<std::string> entries) {
  SourceChanges changes;
  changes.addenda = std::move(entries);
  std::vector<vault::SlotNumber> none;
  co_return co_await settle_source(std::move(changes), std::move(none));
}

Task<void> Outbox::run_reader(std::function<void(Database&)> job) {
  const auto state = state_;
  Event done(state->parts.executor);
  state->parts.reader.post([&job, &done, state] {
    job(state->parts.database);
    post_to(state->parts.executor, [&done] { done.set(); });
  });
  co_await done.wait();
}

Task<Result<std::vector<SealedContent>>> Outbox::load(std::vector<CaseRow> rows) {
  auto load_rows = [&rows](Database& database) { return database.load(rows); };
  co_return co_await read(load_rows);
}

Task<void> Outbox::drain() {
  const auto state = state_;
  state->is_draining = true;
  state->pump();
  co_await state->drained.wait();
}

}  // namespace hub::store
