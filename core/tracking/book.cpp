// Book: days and their keys, from the first event to the last row.
#include "core/tracking/book.hpp"

#include <algorithm>

#include "core/tracking/certificate.hpp"

namespace hub::tracking {

namespace {

constexpr milliseconds kSweepInterval{60'000};
constexpr milliseconds kLookAgain{10};

std::string_view view_of(const std::vector<char>& bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace

Error moving() {
  return transient_error("tenant_moving", "this tenant is moving to another node");
}

std::string bound_to(std::string_view tenant, std::int64_t day) {
  return "tracking/" + std::string(tenant) + '/' + std::to_string(day);
}

Book::Book(Parts parts)
    : parts_(std::move(parts)),
      turn_(parts_.executor, 1),
      stopping_(parts_.executor),
      stopped_(parts_.executor) {}

void Book::know(store::TrackingDay day) {
  if (!day.key) return gone_.push_back(day.id);
  if (const auto key = key_of(day); !key.ok() && key.error().kind == ErrorKind::invalid)
    lost_.push_back({day.tenant, day.day});
  days_[day.tenant][day.day] = std::move(day);
}

void Book::tell_lost() const {
  if (lost_.empty()) return;
  parts_.log.error("tracking days lost their keys: the key file was damaged or replaced",
                   {log::count("days", static_cast<std::int64_t>(lost_.size()))});
}

Result<void> Book::recover() {
  auto days = parts_.database.tracking().days();
  if (!days.ok()) return days.error();
  for (store::TrackingDay& day : *days) know(std::move(day));
  tell_lost();
  return {};
}

Task<Result<void>> Book::take_up(std::vector<std::string> tenants) {
  const auto read = [](store::Database& database) { return database.tracking().days(); };
  auto days = co_await parts_.outbox.read(read);
  if (!days.ok()) co_return days.error();
  for (store::TrackingDay& day : *days)
    if (std::ranges::find(tenants, day.tenant) != tenants.end()) know(std::move(day));
  tell_lost();
  lost_.clear();  // another node may hold the epoch of such a key: the day goes when its time is over
  here_.insert(tenants.begin(), tenants.end());
  co_return Result<void>();
}

Task<void> Book::let_go(std::string tenant) {
  here_.erase(tenant);
  while (coming_.contains(tenant)) co_await sleep_for(parts_.clock, kLookAgain);
  const auto turn = co_await turn_.take();
  days_.erase(tenant);
  current_.erase(tenant);
}

bool Book::is_here(const std::string& tenant) const {
  return !parts_.shares_store || here_.contains(tenant);
}

Task<Result<void>> Book::fetch_keys(const std::string& tenant) {
  if (!parts_.shares_store) co_return Result<void>();
  const auto read = [](store::Database& database) { return database.tracking().days(); };
  auto days = co_await parts_.outbox.read(read);
  if (!days.ok()) co_return days.error();
  const auto its = days_.find(tenant);
  if (its == days_.end()) co_return Result<void>();
  for (auto& [number, known] : its->second)
    if (const auto now = std::ranges::find(*days, known.id, &store::TrackingDay::id);
        now != days->end() && now->key)
      known.key = now->key;
  co_return Result<void>();
}

void Book::start() {
  spawn(parts_.executor, run());
}

Task<void> Book::stop() {
  stopping_.set();
  co_await stopped_.wait();
}

Task<void> Book::run() {
  while (!stopping_.is_set()) {
    co_await sweep();
    const bool stopping = co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + kSweepInterval);
    if (stopping) break;
  }
  stopped_.set();
}

std::int64_t Book::today() const {
  return std::chrono::floor<std::chrono::days>(parts_.clock.wall_now()).time_since_epoch().count();
}

bool Book::is_over(const std::string& tenant, std::int64_t day) const {
  const auto terms = parts_.terms_of(tenant);
  return day + (terms.ok() ? terms->days : policy::Tracking{}.days) <= today();
}

Task<void> Book::sweep() {
  std::vector<std::pair<DayName, std::string>> due;
  for (const DayName& day : lost_) due.push_back({day, "key_lost"});
  for (const auto& [tenant, days] : days_)
    for (const auto& entry : days)
      if (is_over(tenant, entry.first)) due.push_back({{tenant, entry.first}, "retention_elapsed"});
  lost_.clear();
  Result<void> all_gone;
  for (auto& [day, reason] : due) {
    auto going = let_go(day, reason);
    if (const auto gone = co_await std::move(going); !gone.ok()) all_gone = gone.error();
  }
  if (auto cleared = co_await clear_gone(); !cleared.ok()) all_gone = cleared;
  if (!all_gone.ok())
    parts_.log.warning("tracking days whose time is over are not deleted yet",
                       {log::error_code(all_gone.error()), log::error_message(all_gone.error())});
}

Result<DayKey> Book::key_of(const store::TrackingDay& day) const {
  model::Arena arena;
  const auto bytes =
      parts_.vault.open_sealed(*day.key, view_of(day.sealed_key), bound_to(day.tenant, day.day), arena);
  if (!bytes.ok()) return bytes.error();
  auto key = DayKey::from(*bytes);
  if (!key) return invalid_error("key_destroyed", "the key of this tracking day is damaged");
  return std::move(*key);
}

// The tenant's current key is that of the day; the day is made when there is none.
Task<Result<void>> Book::open_day(const std::string& tenant, std::int64_t day) {
  const auto current = current_.find(tenant);
  if (current != current_.end() && current->second.day == day) co_return Result<void>();
  Days& days = days_[tenant];
  if (const auto known = days.find(day); known != days.end()) {
    auto fetching = fetch_keys(tenant);
    if (const auto fetched = co_await std::move(fetching); !fetched.ok()) co_return fetched.error();
    auto key = key_of(known->second);
    if (!key.ok()) co_return key.error();
    current_.insert_or_assign(tenant, Current{day, std::move(*key)});
    co_return Result<void>();
  }
  DayKey key(parts_.random);
  const auto sealed = parts_.vault.seal(key.bytes(), bound_to(tenant, day));
  if (!sealed.ok()) co_return sealed.error();
  store::TrackingDay entry;
  entry.tenant = tenant;
  entry.day = day;
  entry.key = sealed->key;
  entry.sealed_key = sealed->content;
  const auto add = [&](store::TrackingStore& store, vault::Vault& vault) -> Result<store::TrackingDayId> {
    const auto written = vault.write_keys(std::span(&sealed->key, 1));
    Result<store::TrackingDayId> added =
        written.ok() ? store.add_day(entry) : Result<store::TrackingDayId>(written.error());
    const std::array<vault::SlotNumber, 1> slots{entry.key->slot};
    if (!added.ok() && added.error().kind != ErrorKind::config)
      if (const auto taken_back = vault.destroy_keys(slots); !taken_back.ok()) return taken_back.error();
    return added;
  };
  const Result<store::TrackingDayId> id = co_await parts_.outbox.track(add);
  if (!id.ok()) co_return id.error();
  entry.id = *id;
  days[day] = std::move(entry);
  current_.insert_or_assign(tenant, Current{day, std::move(key)});
  co_return Result<void>();
}

Task<Result<Gone>> Book::let_go(DayName name, std::string reason) {
  const auto turn = co_await turn_.take();
  const auto of_tenant = days_.find(name.tenant);
  if (of_tenant == days_.end() || !of_tenant->second.contains(name.day)) co_return Gone{};
  const store::TrackingDay entry = of_tenant->second.at(name.day);
  const WallTime now = parts_.clock.wall_now();
  const auto outlives = parts_.vault.outlives_deletion();
  const WallTime key_due = outlives.count() > 0 ? now + outlives : WallTime{};
  const std::string certificate = purge_certificate(entry, reason, now, key_due);
  const auto purge = [&](store::TrackingStore& store, vault::Vault& vault) -> Result<void> {
    if (auto begun = store.begin_purge(entry.id, certificate); !begun.ok()) return begun;
    const std::array<vault::SlotNumber, 1> slots{entry.key->slot};
    return vault.destroy_keys(slots);
  };
  if (const Result<void> purged = co_await parts_.outbox.track(purge); !purged.ok()) co_return purged.error();
  gone_.push_back(entry.id);
  of_tenant->second.erase(name.day);
  if (of_tenant->second.empty()) days_.erase(of_tenant);
  if (const auto current = current_.find(name.tenant);
      current != current_.end() && current->second.day == name.day)
    current_.erase(current);
  co_return Gone{1, entry.events};
}

// The rows of days whose keys are destroyed. Another call may be at work on others.
Task<Result<void>> Book::clear_gone() {
  while (!gone_.empty()) {
    const store::TrackingDayId day = gone_.back();
    gone_.pop_back();
    for (bool has_more = true; has_more;) {
      const auto go_on = [day](store::TrackingStore& store, vault::Vault&) {
        return store.go_on_purging(day);
      };
      const Result<bool> left = co_await parts_.outbox.track(go_on);
      if (!left.ok()) {
        gone_.push_back(day);
        co_return left.error();
      }
      has_more = *left;
    }
  }
  co_return Result<void>();
}

Result<void> Book::check_known(const std::string& tenant) const {
  if (!is_here(tenant)) return moving();
  if (days_.contains(tenant)) return {};
  const auto terms = parts_.terms_of(tenant);
  return terms.ok() ? Result<void>() : Result<void>(terms.error());
}

Task<Result<Gone>> Book::purge(std::string tenant, std::string reason) {
  if (auto known = check_known(tenant); !known.ok()) co_return known.error();
  std::vector<std::int64_t> days;
  if (const auto found = days_.find(tenant); found != days_.end())
    for (const auto& entry : found->second) days.push_back(entry.first);
  Gone all;
  for (const std::int64_t day : days) {
    auto going = let_go({tenant, day}, reason);
    const auto gone = co_await std::move(going);
    if (!gone.ok()) co_return gone.error();
    all.days += gone->days;
    all.events += gone->events;
  }
  if (auto cleared = co_await clear_gone(); !cleared.ok()) co_return cleared.error();
  co_return all;
}

Result<std::vector<store::TrackedSession>> Book::sessions_of(const std::string& tenant,
                                                             const std::string& session) const {
  std::vector<store::TrackedSession> sessions;
  const auto found = days_.find(tenant);
  if (found == days_.end()) return sessions;
  for (const auto& [day, entry] : found->second) {
    const auto key = key_of(entry);
    if (!key.ok()) return key.error();
    sessions.push_back({entry.id, key->session_ref(session)});
  }
  return sessions;
}

Task<Result<Gone>> Book::erase_session(std::string tenant, std::string session, bool is_dry_run) {
  if (auto known = check_known(tenant); !known.ok()) co_return known.error();
  const auto turn = co_await turn_.take();
  auto fetching = fetch_keys(tenant);
  if (const auto fetched = co_await std::move(fetching); !fetched.ok()) co_return fetched.error();
  const auto sessions = sessions_of(tenant, session);
  if (!sessions.ok()) co_return sessions.error();
  const auto look = [&](store::Database& database) { return database.tracking().count(*sessions); };
  const Result<std::int64_t> found = co_await parts_.outbox.read(look);
  if (!found.ok()) co_return found.error();
  if (is_dry_run || *found == 0) co_return Gone{0, *found};
  const std::string certificate = erasure_certificate(tenant, *found, parts_.clock.wall_now());
  const auto erase = [&](store::TrackingStore& store, vault::Vault&) {
    return store.erase(*sessions, certificate);
  };
  const Result<std::vector<store::ErasedTracking>> erased = co_await parts_.outbox.track(erase);
  if (!erased.ok()) co_return erased.error();
  Gone gone;
  for (const store::ErasedTracking& one : *erased) {
    ++gone.days;
    gone.events += one.events;
    for (auto& entry : days_[tenant])
      if (entry.second.id == one.day) entry.second.events -= one.events;
  }
  co_return gone;
}

std::vector<TenantView> Book::views() const {
  std::map<std::string, TenantView> views;
  for (std::string& tenant : parts_.tenants())
    if (is_here(tenant)) views[tenant].tenant = tenant;
  for (const auto& [tenant, days] : days_) {
    TenantView& view = views[tenant];
    view.tenant = tenant;
    for (const auto& [day, entry] : days) view.days.push_back({day, entry.events});
  }
  std::vector<TenantView> list;
  for (auto& [tenant, view] : views) {
    if (const auto terms = parts_.terms_of(tenant); terms.ok()) view.terms = *terms;
    list.push_back(std::move(view));
  }
  return list;
}

}  // namespace hub::tracking
