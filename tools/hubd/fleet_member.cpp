#include "tools/hubd/fleet_member.hpp"

#include "core/admin/key_store.hpp"
#include "core/store/recovery.hpp"

namespace hub::hubd {

namespace {

constexpr milliseconds kPatience{1'000};   // of an event whose tenant is about to come
constexpr milliseconds kComeAgain{1'000};  // what a sender is told

// What administrators have left in the store.
struct Administration {
  std::vector<store::SealedSecret> secrets;
  std::vector<store::StoredResource> resources;
  std::vector<store::StoredKey> keys;
  std::vector<store::TenantRemoval> removals;
};

template <class Rows>
bool take(Result<Rows> rows, Rows& to, std::optional<Error>& failure) {
  if (rows.ok())
    to = std::move(*rows);
  else
    failure = rows.error();
  return rows.ok();
}

Result<Administration> read_administration(store::Database& database) {
  Administration read;
  std::optional<Error> failure;
  store::AdminStore& admin = database.admin();
  if (take(admin.secrets(), read.secrets, failure) && take(admin.resources(), read.resources, failure) &&
      take(admin.keys(), read.keys, failure) && take(admin.removals(), read.removals, failure))
    return read;
  return *failure;
}

Error come_again(const char* code, const char* message) {
  Error error = transient_error(code, message);
  error.retry_after = kComeAgain;
  return error;
}

}  // namespace

Result<std::unique_ptr<FleetMember>> FleetMember::open(Parts parts) {
  const MonotonicTime asked_at = parts.clock.now();
  auto view = parts.database.fleet()->beat();
  if (!view.ok()) return view.error();
  const auto audit = store::audit_keys(parts.database, parts.vault);
  if (!audit.ok()) return audit.error();
  if (!audit->lost.empty())
    parts.log.error("cases lost their keys: the key file was damaged or replaced",
                    {log::count("cases", static_cast<std::int64_t>(audit->lost.size()))});
  std::unique_ptr<FleetMember> member(new FleetMember(parts));
  member->membership_.emplace(
      fleet::Membership::Parts{parts.outbox, *member, parts.lease, parts.clock, parts.log, parts.executor},
      parts.database.fleet()->self(), std::move(*view), asked_at);
  return member;
}

Task<Result<void>> FleetMember::own(std::string tenant) {
  auto owning = membership_->own(tenant);
  if (auto owned = co_await std::move(owning); !owned.ok()) co_return owned;
  auto tracking = parts_.tracking.take_up({tenant});
  co_return co_await std::move(tracking);
}

Task<Result<store::NodeSelf>> FleetMember::find(std::string tenant) {
  auto finding = membership_->find_owner(std::move(tenant), parts_.clock.now() + kPatience);
  auto owner = co_await std::move(finding);
  if (!owner || !parts_.lease.holds())
    co_return come_again("tenant_moving", "this tenant is moving to another node");
  co_return std::move(*owner);
}

Task<Result<ingest::Accepted>> FleetMember::forward(store::NodeSelf node, ingest::IncomingCase& incoming) {
  if (parts_.channel == nullptr || node.address.empty())
    co_return come_again("tenant_elsewhere", "another node has this tenant");
  auto forwarding = ingest::forward(*parts_.channel, node.address, incoming);
  co_return co_await std::move(forwarding);
}

Task<std::vector<Result<tracking::Taken>>> FleetMember::forward(store::NodeSelf node,
                                                                std::vector<tracking::NewEvent> events) {
  if (parts_.channel == nullptr || node.address.empty())
    co_return std::vector<Result<tracking::Taken>>(
        events.size(), come_again("tenant_elsewhere", "another node has this tenant"));
  auto forwarding = ingest::forward_tracking(*parts_.channel, node.address, std::move(events));
  co_return co_await std::move(forwarding);
}

std::optional<std::string> FleetMember::address_of(const std::string& tenant) const {
  const auto owner = membership_->owner_of(tenant);
  if (!owner || is_this(*owner) || owner->address.empty() || parts_.channel == nullptr) return std::nullopt;
  return owner->address;
}

Task<http::Response> FleetMember::ask(std::string address, http::Request request, admin::AdminKey caller) {
  return admin::ask_node(*parts_.channel, std::move(address), std::move(request), std::move(caller));
}

std::vector<admin::NodeStatus> FleetMember::nodes() const {
  std::vector<admin::NodeStatus> nodes;
  const store::FleetView& view = membership_->view();
  for (const store::NodeView& one : view.nodes) {
    admin::NodeStatus& node = nodes.emplace_back();
    node.name = one.node.name;
    node.version = one.node.version;
    node.address = one.node.address;
    node.since = one.node.since;
    node.is_this = one.node.name == membership_->self();
    for (const auto& [tenant, owner] : view.owners)
      if (owner == node.name && tenant != kProofTenant) node.tenants.push_back(tenant);
  }
  return nodes;
}

std::vector<std::string> FleetMember::all() const {
  std::vector<std::string> tenants = {kProofTenant};
  for (const policy::Tenant& tenant : parts_.resources.now().tenants) tenants.push_back(tenant.name);
  return tenants;
}

Task<Result<void>> FleetMember::take_up(std::vector<std::string> tenants) {
  if (parts_.resources.is_changing()) co_return come_again("busy", "a change of resources is under way");
  const Flag still = parts_.resources.keep_still();
  if (parts_.fetch_keys) {
    auto fetching = parts_.fetch_keys();
    co_await std::move(fetching);
  }
  Staged staged;
  config::Problems problems;
  for (const std::string& name : tenants) {
    if (name == kProofTenant)
      staged.tenants.push_back(parts_.proof.setup(parts_.forgets));
    else if (const policy::Tenant* tenant = parts_.resources.now().find_tenant(name))
      parts_.setups.add(*tenant, parts_.resources.now(), staged, problems);
  }
  if (!problems.empty()) co_return config_error(config::all_texts(problems));
  auto tracking = parts_.tracking.take_up(tenants);
  if (auto taken = co_await std::move(tracking); !taken.ok()) co_return taken;
  auto taking = parts_.engine.take_up(std::move(staged.tenants));
  const auto taken = co_await std::move(taking);
  if (!taken.ok()) co_return taken.error();
  parts_.setups.use(staged);
  for (const std::string& name : tenants) parts_.removals.taken_up(name);
  tell(*taken);
  co_return Result<void>();
}

void FleetMember::tell(const delivery::RecoveryReport& report) const {
  if (report.cases == 0 && report.redone == 0) return;
  parts_.log.info("cases wait from before",
                  {log::count("cases", static_cast<std::int64_t>(report.cases)),
                   log::count("unknown", static_cast<std::int64_t>(report.unknown)),
                   log::count("deletions_finished", static_cast<std::int64_t>(report.redone))});
}

// Secrets first: resources may name new ones.
Task<Result<void>> FleetMember::follow() {
  const auto ask = [](store::Database& database) { return read_administration(database); };
  auto read = co_await parts_.outbox.read(ask);
  if (!read.ok()) co_return read.error();
  if (auto followed = parts_.secrets.follow(std::move(read->secrets)); !followed.ok()) co_return followed;
  auto following = parts_.resources.follow(std::move(read->resources));
  if (auto followed = co_await std::move(following); !followed.ok()) co_return followed;
  parts_.removals.follow(std::move(read->removals));
  auto keys = admin::keys_of(read->keys, parts_.resources.now());
  if (!keys.ok()) co_return keys.error();
  parts_.use_keys(std::move(*keys));
  co_return Result<void>();
}

Task<Result<void>> FleetMember::let_go(std::string tenant) {
  if (parts_.resources.is_changing()) co_return come_again("busy", "a change of resources is under way");
  const Flag still = parts_.resources.keep_still();
  auto letting_go = parts_.engine.let_go(tenant);
  if (auto gone = co_await std::move(letting_go); !gone.ok()) co_return gone;
  auto tracking = parts_.tracking.let_go(tenant);
  co_await std::move(tracking);
  parts_.setups.forget(tenant);
  co_return Result<void>();
}

}  // namespace hub::hubd
