// Book: the way in. What comes while a commit runs goes into the next one; no timer decides.
#include <utility>

#include "core/tracking/book.hpp"

namespace hub::tracking {

namespace {

constexpr std::size_t kEventsPerCommit = 1000;
constexpr std::size_t kWaitingMax = 20'000;

model::KeyedHash event_ref_of(const vault::Vault& vault, const NewEvent& event) {
  Buffer identity(event.source);
  identity.push_back('\0');
  identity.append(event.id);
  auto key = vault.derive_key("tracking/" + event.tenant);
  const auto ref = model::keyed_hash(key, "tracking event", identity.view());
  wipe(key.data(), key.size());
  return ref;
}

}  // namespace

struct Book::Request {
  explicit Request(Executor executor) : done(executor) {}

  struct Item {
    std::size_t index;  // of its answer
    NewEvent event;
  };
  std::vector<Item> items;  // those that are not refused
  std::vector<Result<Taken>> answers;
  Event done;
};

// What one commit brings, row by row.
struct Book::Round {
  std::vector<store::TrackingEvent> rows;
  std::vector<std::string> tenants;
  std::vector<Result<Taken>*> answers;
};

std::optional<Error> Book::refusal(const NewEvent& event) const {
  if (!is_here(event.tenant)) return moving();
  const auto terms = parts_.terms_of(event.tenant);
  if (!terms.ok()) return terms.error();
  if (auto refused = parts_.refusal_of_leaving(event.tenant)) return refused;
  if (terms->days == 0)
    return invalid_error("tracking_off", "the tenant's tracking.days is 0: no tracking event is taken");
  if (waiting_ >= kWaitingMax) return transient_error("busy", "too many tracking events wait to be written");
  std::int64_t of_today = 0;
  if (const auto days = days_.find(event.tenant); days != days_.end())
    if (const auto day = days->second.find(today()); day != days->second.end()) of_today = day->second.events;
  if (const auto coming = coming_.find(event.tenant); coming != coming_.end()) of_today += coming->second;
  if (of_today < terms->events_per_day) return std::nullopt;
  Error error = transient_error("tracking_limit", "the tenant's tracking.events_per_day is reached");
  error.kind = ErrorKind::rate_limited;
  const WallTime midnight{std::chrono::days(today() + 1)};
  error.retry_after = midnight - parts_.clock.wall_now();
  return error;
}

Task<std::vector<Result<Taken>>> Book::take(std::vector<NewEvent> events) {
  const auto request = std::make_shared<Request>(parts_.executor);
  for (NewEvent& event : events) {
    const std::size_t index = request->answers.size();
    if (auto refused = refusal(event)) {
      request->answers.emplace_back(std::move(*refused));
      continue;
    }
    request->answers.emplace_back(Taken::accepted);
    ++waiting_;
    ++coming_[event.tenant];
    request->items.push_back({index, std::move(event)});
  }
  if (request->items.empty()) co_return std::move(request->answers);
  queue_.push_back(request);
  if (!std::exchange(is_writing_, true)) spawn(parts_.executor, write_queued());
  co_await request->done.wait();
  co_return std::move(request->answers);
}

Task<void> Book::write_queued() {
  while (!queue_.empty()) {
    const auto turn = co_await turn_.take();
    std::vector<std::shared_ptr<Request>> requests;
    for (std::size_t events = 0; !queue_.empty(); queue_.pop_front()) {
      events += queue_.front()->items.size();
      if (!requests.empty() && events > kEventsPerCommit) break;
      requests.push_back(queue_.front());
    }
    co_await write(requests);
    for (const auto& request : requests) request->done.set();
  }
  is_writing_ = false;
}

Task<void> Book::write(const std::vector<std::shared_ptr<Request>>& requests) {
  const std::int64_t day = today();
  Round round;
  for (const auto& request : requests)
    for (const Request::Item& item : request->items) {
      const NewEvent& event = item.event;
      const Result<void> opened = co_await open_day(event.tenant, day);
      if (opened.ok()) {
        round.rows.push_back(sealed(event));
        round.tenants.push_back(event.tenant);
        round.answers.push_back(&request->answers[item.index]);
      } else {
        request->answers[item.index] = opened.error();
      }
    }
  if (!round.rows.empty()) {
    const auto add = [&](store::TrackingStore& store, vault::Vault&) { return store.add_events(round.rows); };
    const Result<std::vector<bool>> is_new = co_await parts_.outbox.track(add);
    note(round, day, is_new);
  }
  for (const auto& request : requests) {
    waiting_ -= request->items.size();
    for (const Request::Item& item : request->items)
      if (const auto coming = coming_.find(item.event.tenant); --coming->second == 0) coming_.erase(coming);
  }
}

// Under the tenant's current key.
store::TrackingEvent Book::sealed(const NewEvent& event) const {
  const Current& current = current_.at(event.tenant);
  store::TrackingEvent row;
  row.day = days_.at(event.tenant).at(current.day).id;
  row.event_ref = event_ref_of(parts_.vault, event);
  row.session_ref = current.key.session_ref(event.session);
  row.sealed = current.key.seal(event.content.view(), row.event_ref, parts_.random);
  return row;
}

void Book::note(const Round& round, std::int64_t day, const Result<std::vector<bool>>& is_new) {
  for (std::size_t at = 0; at < round.rows.size(); ++at) {
    if (!is_new.ok()) {
      *round.answers[at] = is_new.error();
    } else if ((*is_new)[at]) {
      ++days_.at(round.tenants[at]).at(day).events;
    } else {
      *round.answers[at] = Taken::duplicate;
    }
  }
}

}  // namespace hub::tracking
