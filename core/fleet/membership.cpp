#include "core/fleet/membership.hpp"

#include <algorithm>

#include "core/fleet/shares.hpp"

namespace hub::fleet {

namespace {

constexpr milliseconds kBeatInterval{500};
constexpr int kBeatsInLease = 5;  // at least

milliseconds interval_of(const Lease& lease) {
  return std::min(kBeatInterval, lease.length() / kBeatsInLease);
}

}  // namespace

Membership::Membership(Parts parts, std::string self, store::FleetView view, MonotonicTime asked_at)
    : parts_(parts),
      self_(std::move(self)),
      view_(std::move(view)),
      silence_(parts.lease.length()),
      look_(parts.executor),
      stopping_(parts.executor),
      over_(parts.executor),
      beats_ended_(parts.executor),
      work_ended_(parts.executor),
      changed_(parts.executor) {
  parts_.lease.renew(asked_at);
}

void Membership::start() {
  look_.set();
  spawn(parts_.executor, beat());
  spawn(parts_.executor, work());
}

Task<void> Membership::stop() {
  stopping_.set();
  look_.set();
  co_await work_ended_.wait();
  const auto announce = [](store::Fleet& fleet) { return fleet.announce_leaving(); };
  // Unheard it only means that one more tenant may come, and is free when this node has left.
  (void)co_await parts_.outbox.in_fleet(announce);
  for (const std::string& tenant : parts_.tenants.all()) {
    const auto to = heir(view_, self_);
    if (to && is_self(tenant) && parts_.tenants.has(tenant)) co_await hand(tenant, *to);
  }
  over_.set();
  co_await beats_ended_.wait();
}

bool Membership::is_self(const std::string& tenant) const {
  const auto owner = view_.owners.find(tenant);
  return owner != view_.owners.end() && owner->second == self_;
}

std::optional<store::NodeSelf> Membership::owner_of(const std::string& tenant) const {
  const auto owner = view_.owners.find(tenant);
  if (owner == view_.owners.end()) return std::nullopt;
  if (owner->second == self_ && !parts_.tenants.has(tenant)) return std::nullopt;
  const auto node = std::ranges::find_if(
      view_.nodes, [&](const store::NodeView& one) { return one.node.name == owner->second; });
  return node == view_.nodes.end() ? std::nullopt : std::optional(node->node);
}

Task<std::optional<store::NodeSelf>> Membership::find_owner(std::string tenant, MonotonicTime deadline) {
  for (;;) {
    auto owner = owner_of(tenant);
    if (owner || stopping_.is_set()) co_return owner;
    changed_.reset();
    const bool has_changed = co_await changed_.wait_until(parts_.clock, deadline);
    if (!has_changed) co_return std::nullopt;
  }
}

// Also while its tenants are handed on: whoever is silent is buried in the middle of that.
Task<void> Membership::beat() {
  const milliseconds interval = interval_of(parts_.lease);
  while (!over_.is_set()) {
    co_await beat_once();
    (void)co_await over_.wait_until(parts_.clock, parts_.clock.now() + interval);
  }
  beats_ended_.set();
}

// What cannot be asked now is asked again; the lease runs out by itself meanwhile.
Task<void> Membership::beat_once() {
  const MonotonicTime asked_at = parts_.clock.now();
  const auto ask = [](store::Fleet& fleet) { return fleet.beat(); };
  auto view = co_await parts_.outbox.in_fleet(ask);
  if (!view.ok()) co_return;
  parts_.lease.renew(asked_at);
  const bool has_changed = view->owners != view_.owners || view->nodes.size() != view_.nodes.size();
  view_ = std::move(*view);
  if (has_changed) changed_.set();
  look_.set();
  for (const store::NodeView& node : silence_.note(view_, self_, asked_at, parts_.clock.now()))
    co_await bury(node);
}

Task<void> Membership::bury(store::NodeView node) {
  const auto ask = [&node](store::Fleet& fleet) { return fleet.bury(node); };
  const auto buried = co_await parts_.outbox.in_fleet(ask);
  if (buried.ok() && *buried)
    parts_.log.warning("a node of the fleet has been silent for too long: what it owned is free",
                       {log::resource("node", node.node.name)});
}

Task<void> Membership::work() {
  while (!stopping_.is_set()) {
    co_await look_.wait();
    look_.reset();
    bool is_up_to_date = false;
    if (!stopping_.is_set()) is_up_to_date = co_await follow_administration();
    // A tenant that was just removed must not be claimed once more.
    if (is_up_to_date && !stopping_.is_set()) co_await claim_free();
    if (!stopping_.is_set()) co_await take_up_own();
    has_begun_ = true;
    if (!stopping_.is_set()) co_await even_out();
  }
  work_ended_.set();
}

Task<bool> Membership::follow_administration() {
  const std::int64_t now = view_.administration;
  if (now == followed_) co_return true;
  auto following = parts_.tenants.follow();
  const auto followed = co_await std::move(following);
  if (followed.ok())
    followed_ = now;
  else if (!complained_about_following_ && followed.error().kind != ErrorKind::transient)
    parts_.log.error("what administrators changed through another node is not in force here",
                     {log::error_code(followed.error()), log::error_message(followed.error())});
  const bool comes_again = !followed.ok() && followed.error().kind == ErrorKind::transient;
  complained_about_following_ = !followed.ok() && !comes_again;
  co_return !comes_again;
}

Task<Result<void>> Membership::claim(std::vector<std::string> tenants) {
  const auto ask = [&tenants](store::Fleet& fleet) { return fleet.claim(tenants); };
  const auto claimed = co_await parts_.outbox.in_fleet(ask);
  if (!claimed.ok()) co_return claimed.error();
  for (const std::string& tenant : *claimed) view_.owners[tenant] = self_;
  co_return Result<void>();
}

Task<void> Membership::claim_free() {
  auto tenants = claimable(view_, self_, parts_.tenants.all());
  if (tenants.empty()) co_return;
  (void)co_await claim(std::move(tenants));
}

Task<Result<void>> Membership::own(std::string tenant) {
  std::vector<std::string> one = {tenant};
  if (auto claimed = co_await claim(std::move(one)); !claimed.ok()) co_return claimed;
  if (is_self(tenant)) co_return Result<void>();
  co_return invalid_error("tenant_elsewhere", "another node has this tenant");
}

// Those that exist here: what was just added elsewhere is taken up when it is known.
Task<void> Membership::take_up_own() {
  std::vector<std::string> tenants;
  for (const std::string& tenant : parts_.tenants.all())
    if (is_self(tenant) && !parts_.tenants.has(tenant)) tenants.push_back(tenant);
  if (tenants.empty()) co_return;
  std::vector<std::string> at_once = tenants;
  auto taking = parts_.tenants.take_up(std::move(at_once));
  const auto taken = co_await std::move(taking);
  changed_.set();
  if (taken.ok()) {
    complained_.clear();
    const auto count = static_cast<std::int64_t>(tenants.size());
    parts_.log.info("tenants are this node's now", {log::count("tenants", count)});
    co_return;
  }
  for (const std::string& tenant : tenants) co_await take_up_alone(tenant);
}

// One that cannot be taken up keeps no other from it.
Task<void> Membership::take_up_alone(std::string tenant) {
  std::vector<std::string> one = {tenant};
  auto taking = parts_.tenants.take_up(std::move(one));
  const auto taken = co_await std::move(taking);
  if (taken.ok()) {
    complained_.erase(tenant);
    changed_.set();
    co_return;
  }
  const bool comes_again = taken.error().kind == ErrorKind::transient;
  if (!comes_again && complained_.insert(tenant).second)
    parts_.log.error(
        "a tenant of this node cannot be taken up",
        {log::resource("tenant", tenant), log::error_code(taken.error()), log::error_message(taken.error())});
}

Task<void> Membership::even_out() {
  // Whatever was begun is brought to an end first: a tenant whose lanes have stopped is served by nobody.
  const std::map<std::string, std::string> unfinished = unfinished_;
  for (const auto& [tenant, to] : unfinished) co_await hand(tenant, to);
  const auto move = next_move(view_, self_);
  if (move && parts_.tenants.has(move->tenant)) co_await hand(move->tenant, move->to);
}

// Without an answer the tenant stays this node's, and is taken up again.
Task<void> Membership::hand(std::string tenant, std::string to) {
  auto letting_go = parts_.tenants.let_go(tenant);
  const auto gone = co_await std::move(letting_go);
  if (!gone.ok()) {
    unfinished_[tenant] = to;
    co_return;
  }
  unfinished_.erase(tenant);
  const auto ask = [&](store::Fleet& fleet) { return fleet.hand(tenant, to); };
  const auto handed = co_await parts_.outbox.in_fleet(ask);
  if (!handed.ok() || !*handed) co_return;
  view_.owners[tenant] = to;
  changed_.set();
  parts_.log.info("a tenant is another node's now",
                  {log::resource("tenant", tenant), log::resource("node", to)});
}

}  // namespace hub::fleet
