#include "core/delivery/source_jobs.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::delivery {

using store::SourceJob;
using store::SourceTask;

namespace {

std::string_view type_of(SourceTask task) {
  switch (task) {
    case SourceTask::purge:
      return "purge";
    case SourceTask::tell_confirmed:
      return "case.confirmed";
    case SourceTask::tell_deleted:
      return "case.deleted";
    case SourceTask::tell_dead_letter:
      return "case.dead_letter";
  }
  return "";
}

// The same for every attempt: the platform recognises a repeated one.
std::string message_id(const SourceJob& job, const model::KeyedHash& case_ref) {
  return "hub_" + case_ref.text() + '_' + std::to_string(static_cast<int>(job.task)) + '_' +
         std::to_string(job.made_at.time_since_epoch().count());
}

std::string addendum(const std::string& tenant, const SourceJob& job, const model::KeyedHash& case_ref,
                     WallTime now) {
  Buffer out;
  out.append("{\"v\":1,\"tenant\":");
  model::write_json_string(tenant, out);
  out.append(",\"case\":");
  model::write_json_string(case_ref.text(), out);
  out.append(",\"addendum\":\"source purged\",\"certificate\":" + std::to_string(job.certificate) +
             ",\"at\":");
  model::write_json_string(format_timestamp(now), out);
  out.push_back('}');
  return std::string(out.view());
}

}  // namespace

// The jobs of one tenant that are under way together, and what became of them.
struct SourceJobs::Round {
  explicit Round(Executor executor) : all_done(executor) {}
  std::vector<SourceJob> jobs;
  std::vector<model::KeyedHash> case_refs;  // beside jobs
  std::vector<std::string> case_ids;        // beside jobs; empty: could not be read
  std::vector<Result<void>> results;        // beside jobs
  std::size_t open = 0;
  Event all_done;
  store::SourceChanges changes;
};

SourceJobs::SourceJobs(Parts parts, SourceLimits limits) : parts_(parts), limits_(limits) {}

void SourceJobs::add_tenant(store::TenantId id, std::string name, std::unique_ptr<SourcePlatform> platform) {
  if (!platform) return;
  tenants_[id] = std::make_unique<Tenant>(std::move(name), std::move(platform), parts_.executor);
  if (started_) spawn(parts_.executor, run(*tenants_[id]));
}

store::TenantId SourceJobs::id_of(std::string_view tenant) const {
  const auto found =
      std::ranges::find_if(tenants_, [&](const auto& item) { return item.second->name == tenant; });
  return found == tenants_.end() ? 0 : found->first;
}

// Jobs that are neither due nor dead letters are under way.
Task<Result<void>> SourceJobs::give_up(std::string tenant) {
  const store::TenantId id = id_of(tenant);
  store::SourceChanges changes;
  for (auto& [row, owed] : owed_) {
    if (id == 0 || owed.source.tenant != id) continue;
    auto& due = tenants_.at(id)->due;
    for (auto job = owed.jobs.begin(); job != owed.jobs.end();) {
      const bool waits = due.erase({job->second.next_attempt, {row, job->first}}) > 0;
      if (waits || job->second.is_dead_letter) changes.done.push_back(job->second);
      job = waits || job->second.is_dead_letter ? owed.jobs.erase(job) : std::next(job);
    }
    note_if_over(owed);
  }
  std::vector<vault::SlotNumber> no_keys;
  auto stored = co_await parts_.outbox.settle_source(std::move(changes), std::move(no_keys));
  co_await forget_over();
  co_return stored;
}

Task<void> SourceJobs::remove_tenant(store::TenantId id) {
  const auto found = tenants_.find(id);
  if (found == tenants_.end()) co_return;
  Tenant& tenant = *found->second;
  tenant.is_leaving = true;
  tenant.changed.set();
  if (started_) co_await tenant.stopped.wait();
  co_await forget_over();
  if (!stopping_) tenants_.erase(id);
}

std::string SourceJobs::bound(const Tenant& tenant, const model::KeyedHash& case_ref) const {
  return "source/" + tenant.name + '/' + case_ref.text();
}

Result<void> SourceJobs::recover() {
  bool is_missing_tenant = false;
  std::vector<store::OwedOfCase> owed;
  auto seen =
      parts_.database.for_each_source([&](const store::SourceCase& source, std::vector<SourceJob> jobs) {
        if (source.is_forgotten) return;
        const bool is_known = tenants_.contains(source.tenant);
        if (!is_known && parts_.shares_store) return;
        // Nobody can be told any more.
        is_missing_tenant = is_missing_tenant || !is_known;
        owed.push_back({source, std::move(jobs)});
      });
  if (!seen.ok()) return seen;
  if (is_missing_tenant) {
    return config_error(
        "something is still owed to the platform of a tenant: bring its `platform` section back");
  }
  take_up(std::move(owed));
  return {};
}

void SourceJobs::take_up(std::vector<store::OwedOfCase> owed) {
  for (store::OwedOfCase& one : owed) {
    Owed& its = owed_[one.source.row];
    its.source = one.source;
    for (SourceJob& job : one.jobs) add_job(its, std::move(job));
    note_if_over(its);
  }
}

void SourceJobs::forget(store::TenantId id) {
  std::erase_if(owed_, [&](const auto& item) { return item.second.source.tenant == id; });
}

void SourceJobs::add_job(Owed& owed, SourceJob job) {
  const auto tenant = tenants_.find(owed.source.tenant);
  const auto key = std::pair(job.row, job.task);
  if (tenant != tenants_.end() && !job.is_dead_letter) {
    tenant->second->due.emplace(job.next_attempt, key);
    tenant->second->changed.set();
  }
  owed.jobs[job.task] = std::move(job);
}

void SourceJobs::start() {
  started_ = true;
  for (auto& [id, tenant] : tenants_) spawn(parts_.executor, run(*tenant));
}

Task<void> SourceJobs::stop() {
  stopping_ = true;
  if (!started_) co_return;
  for (auto& [id, tenant] : tenants_) {
    tenant->changed.set();
    co_await tenant->stopped.wait();
  }
}

Result<std::optional<vault::SealedCase>> SourceJobs::seal_id(store::TenantId tenant,
                                                             const model::KeyedHash& case_ref,
                                                             std::string_view case_id) {
  const auto found = tenants_.find(tenant);
  if (found == tenants_.end()) return std::optional<vault::SealedCase>();
  auto sealed = parts_.vault.seal(case_id, bound(*found->second, case_ref));
  if (!sealed.ok()) return std::move(sealed).error();
  return std::optional<vault::SealedCase>(std::move(*sealed));
}

bool SourceJobs::tells(store::TenantId tenant) const {
  const auto found = tenants_.find(tenant);
  return found != tenants_.end() && found->second->platform->tells();
}

// The platform keeps its copy of what was not delivered.
std::vector<SourceTask> SourceJobs::tasks_of(store::TenantId tenant, bool was_delivered) const {
  std::vector<SourceTask> tasks;
  const auto found = tenants_.find(tenant);
  if (found == tenants_.end()) return tasks;
  if (found->second->platform->purges() && was_delivered) tasks.push_back(SourceTask::purge);
  if (!found->second->platform->tells()) return tasks;
  if (was_delivered) tasks.push_back(SourceTask::tell_confirmed);
  tasks.push_back(SourceTask::tell_deleted);
  return tasks;
}

void SourceJobs::on_accepted(store::SourceCase source) {
  const store::CaseRow row = source.row;
  owed_[row].source = source;
}

void SourceJobs::on_settled(store::CaseRow row, const std::vector<SourceTask>& tasks, Outcome outcome,
                            std::int64_t certificate) {
  const auto found = owed_.find(row);
  if (found == owed_.end()) return;
  Owed& owed = found->second;
  owed.source.is_live = false;
  const WallTime now = parts_.clock.wall_now();
  for (const SourceTask task : tasks)
    add_job(owed, {row, task, false, 0, {}, now, std::string(to_string(outcome)), certificate});
  note_if_over(owed);
  if (const auto tenant = tenants_.find(owed.source.tenant); tenant != tenants_.end())
    tenant->second->changed.set();
}

void SourceJobs::on_dead_letter(store::CaseRow row) {
  const auto found = owed_.find(row);
  if (found == owed_.end() || found->second.jobs.contains(SourceTask::tell_dead_letter)) return;
  add_job(found->second,
          {row, SourceTask::tell_dead_letter, false, 0, {}, parts_.clock.wall_now(), "dead_letter", -1});
}

Task<void> SourceJobs::run(Tenant& tenant) {
  while (!stopping_ && !tenant.is_leaving) {
    tenant.changed.reset();
    co_await forget_over();
    const WallTime now = parts_.clock.wall_now();
    if (stopping_ || tenant.is_leaving) break;
    if (!tenant.due.empty() && tenant.due.begin()->first <= now) {
      co_await run_round(tenant);
    } else if (!tenant.due.empty()) {
      co_await tenant.changed.wait_until(parts_.clock,
                                         parts_.clock.now() + (tenant.due.begin()->first - now));
    } else {
      co_await tenant.changed.wait();
    }
  }
  tenant.stopped.set();
}

Task<void> SourceJobs::run_round(Tenant& tenant) {
  Round round(parts_.executor);
  const WallTime now = parts_.clock.wall_now();
  std::vector<store::CaseRow> rows;
  while (round.jobs.size() < limits_.at_once && !tenant.due.empty() && tenant.due.begin()->first <= now) {
    const auto [row, task] = tenant.due.begin()->second;
    tenant.due.erase(tenant.due.begin());
    const auto owed = owed_.find(row);
    if (owed == owed_.end() || !owed->second.jobs.contains(task)) continue;
    round.jobs.push_back(owed->second.jobs.at(task));
    round.case_refs.push_back(owed->second.source.case_ref);
    rows.push_back(row);
  }
  auto load = [&rows](store::Database& database) { return database.load_ids(rows); };
  const auto ids = co_await parts_.outbox.read(load);
  round.case_ids.resize(rows.size());
  round.results.assign(rows.size(),
                       transient_error("database_away", "the id of the case cannot be read now"));
  for (std::size_t i = 0; ids.ok() && i < rows.size(); ++i) {
    const auto id = std::ranges::find(*ids, rows[i], &store::SealedId::row);
    if (id == ids->end()) continue;
    model::Arena arena;
    const std::string_view sealed(id->bytes.data(), id->bytes.size());
    const auto plain = parts_.vault.open_sealed(id->key, sealed, bound(tenant, round.case_refs[i]), arena);
    if (plain.ok())
      round.case_ids[i] = *plain;
    else
      round.results[i] = plain.error();
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (round.case_ids[i].empty()) continue;
    ++round.open;
    spawn(parts_.executor, run_job(tenant, round, i));
  }
  if (round.open > 0) co_await round.all_done.wait();
  apply(tenant, round);
  store::SourceChanges changes = std::move(round.changes);
  // What could not be stored is only late: the calls can be repeated.
  std::vector<vault::SlotNumber> no_keys;
  (void)co_await parts_.outbox.settle_source(std::move(changes), std::move(no_keys));
}

Task<void> SourceJobs::run_job(Tenant& tenant, Round& round, std::size_t index) {
  std::string case_id = round.case_ids[index];
  round.results[index] =
      co_await attempt(tenant, round.jobs[index], round.case_refs[index], std::move(case_id));
  if (--round.open == 0) round.all_done.set();
}

Task<Result<void>> SourceJobs::attempt(Tenant& tenant, const SourceJob& job, const model::KeyedHash& case_ref,
                                       std::string case_id) {
  SourcePlatform& platform = *tenant.platform;
  const std::string id = message_id(job, case_ref);
  if (job.task != SourceTask::purge) {
    SourceMessage message{id,          std::string(type_of(job.task)),
                          tenant.name, std::move(case_id),
                          job.outcome, job.certificate,
                          job.made_at};
    co_return co_await platform.tell(std::move(message));
  }
  std::string purged_id = id, purged_case = case_id;
  const auto purged = co_await platform.purge(std::move(purged_id), std::move(purged_case));
  // Whatever was answered: what counts is that it is gone.
  const auto absent = co_await platform.is_absent(std::move(case_id));
  if (absent.ok() && *absent) co_return Result<void>();
  if (!purged.ok()) co_return purged;
  if (!absent.ok()) co_return absent.error();
  co_return transient_error("still_there", "the platform still shows its copy");
}

void SourceJobs::apply(Tenant& tenant, Round& round) {
  const WallTime now = parts_.clock.wall_now();
  for (std::size_t i = 0; i < round.jobs.size(); ++i) {
    SourceJob& job = round.jobs[i];
    Owed& owed = owed_.at(job.row);
    if (round.results[i].ok()) {
      tenant.trouble.clear();
      owed.jobs.erase(job.task);
      if (job.task == SourceTask::purge)
        round.changes.addenda.push_back(addendum(tenant.name, job, round.case_refs[i], now));
      round.changes.done.push_back(std::move(job));
      note_if_over(owed);
      continue;
    }
    const Error& error = round.results[i].error();
    tenant.trouble = error.message;
    ++job.attempts;
    const Decision decision = decide(error, job.attempts, limits_.retry, parts_.random);
    job.is_dead_letter = decision.state == store::DeliveryState::dead_letter;
    if (job.is_dead_letter && parts_.on_dead_letter) parts_.on_dead_letter(tenant.name, error);
    job.next_attempt = now + decision.wait;
    job.error = error;
    add_job(owed, job);
    round.changes.updated.push_back(std::move(job));
  }
}

void SourceJobs::note_if_over(const Owed& owed) {
  if (!owed.source.is_live && owed.jobs.empty()) over_.push_back(owed.source.row);
}

// The ids go too.
Task<void> SourceJobs::forget_over() {
  store::SourceChanges changes;
  std::vector<vault::SlotNumber> keys;
  for (const store::CaseRow row : std::exchange(over_, {})) {
    const auto owed = owed_.find(row);
    if (owed == owed_.end()) continue;
    changes.forgotten.push_back(row);
    keys.push_back(owed->second.source.slot);
    owed_.erase(owed);
  }
  // What is refused now is found again at the next start.
  if (!keys.empty()) (void)co_await parts_.outbox.settle_source(std::move(changes), std::move(keys));
}

std::vector<SourceView> SourceJobs::views() const {
  std::map<store::TenantId, SourceView> views;
  for (const auto& [id, tenant] : tenants_) {
    views[id].tenant = tenant->name;
    views[id].trouble = tenant->trouble;
  }
  for (const auto& [row, owed] : owed_) {
    const auto view = views.find(owed.source.tenant);
    if (view == views.end()) continue;
    for (const auto& [task, job] : owed.jobs) {
      ++(job.is_dead_letter ? view->second.dead_letters : view->second.waiting);
      if (!view->second.oldest || job.made_at < *view->second.oldest) view->second.oldest = job.made_at;
    }
  }
  std::vector<SourceView> list;
  for (auto& [id, view] : views) list.push_back(std::move(view));
  return list;
}

Task<Result<std::size_t>> SourceJobs::retry(std::string tenant) {
  const auto found =
      std::ranges::find_if(tenants_, [&](const auto& one) { return one.second->name == tenant; });
  if (found == tenants_.end())
    co_return invalid_error("unknown_tenant", "nothing is owed to such a platform");
  store::SourceChanges changes;
  for (auto& [row, owed] : owed_) {
    if (owed.source.tenant != found->first) continue;
    for (auto& [task, job] : owed.jobs) {
      if (!job.is_dead_letter) continue;
      SourceJob again = job;
      again.is_dead_letter = false;
      again.attempts = 0;
      again.next_attempt = WallTime{};
      changes.updated.push_back(again);
    }
  }
  const std::size_t count = changes.updated.size();
  const std::vector<SourceJob> jobs = changes.updated;
  if (count == 0) co_return count;
  std::vector<vault::SlotNumber> no_keys;
  const auto stored = co_await parts_.outbox.settle_source(std::move(changes), std::move(no_keys));
  if (!stored.ok()) co_return stored.error();
  for (const SourceJob& job : jobs) {
    const auto owed = owed_.find(job.row);
    if (owed != owed_.end() && owed->second.jobs.contains(job.task)) add_job(owed->second, job);
  }
  co_return count;
}

}  // namespace hub::delivery
