#include "tests/simulation/fleet/node.hpp"

#include "core/ingest/forwarding.hpp"
#include "core/store/recovery.hpp"

namespace hub::simulation {

namespace {

constexpr milliseconds kPatience{1'000};  // of an event whose tenant is about to come

std::vector<peers::Peer> others(const std::vector<std::string>& nodes, const std::string& self) {
  std::vector<peers::Peer> peers;
  for (const std::string& name : nodes)
    if (name != self) peers.push_back({name, "https://" + name});
  return peers;
}

Task<void> ignore(Task<Result<std::size_t>> task) {
  (void)co_await std::move(task);
}

}  // namespace

Node::Node(Parts parts)
    : parts_(std::move(parts)),
      clock_(parts_.clock, parts_.machine.wall_offset),
      under_way_(parts_.targets),
      channel_(parts_.network, {name(), ++parts_.machine.boots}, clock_, io_.get_executor()),
      peers_(others(parts_.nodes, name())) {}

Node::~Node() {
  parts_.network.leave(name());
  under_way_.give_all_up(clock_.now());
}

Result<void> Node::open() {
  vault::SharedVaultSettings keys;
  keys.directory = "/keys";
  keys.node = name();
  keys.epoch_length = kEpochLength;
  keys.has_peers = true;
  auto opened = vault::SharedVault::open(keys, parts_.machine.disk, parts_.root, clock_, parts_.random);
  if (!opened.ok()) return opened.error();
  vault_ = std::move(*opened);
  if (parts_.store.is_away || parts_.machine.store.is_cut)
    return transient_error("database_away", "the store is away");
  database_ = enter(parts_.store, parts_.machine.store, name());
  fence_ = parts_.store.fleet.nodes.at(name()).fence;
  if (auto joined = vault_->join(*database_->epoch_table()); !joined.ok()) return joined;
  const auto fail = [this](const Error& error) { fatal_ = error; };
  outbox_ = std::make_unique<store::Outbox>(
      store::Outbox::Parts{*database_, *vault_, worker_, worker_, clock_, io_.get_executor(), fail},
      store::OutboxLimits{});
  make_courier();
  parts_.network.enter(name(), {io_.get_executor(), &routes_, parts_.machine.boots});
  spawn(io_.get_executor(), begin());
  return {};
}

void Node::make_courier() {
  const peers::OnWriter on_writer = [this](std::function<Result<void>()> job) {
    return outbox_->on_writer(std::move(job));
  };
  peers::add_key_routes(routes_, *vault_, on_writer);
  const ingest::AcceptHere accept = [this](ingest::IncomingCase incoming) {
    return accept_forwarded(std::move(incoming));
  };
  routes_.add("POST", std::string(ingest::kForwardPath), [accept](http::Request request, const std::string&) {
    return ingest::answer_forwarded(accept, std::move(request));
  });
  courier_.emplace(peers::KeyCourier::Parts{*vault_, channel_, peers_, on_writer, clock_, parts_.machine.log,
                                            io_.get_executor()},
                   peers::CourierPace{});
}

void Node::make_engine() {
  delivery::EngineSettings settings;
  settings.lane.batch_cases_max = 8;
  delivery::Engine::Parts parts{*outbox_, *database_, *vault_, clock_, parts_.random, io_.get_executor()};
  parts.shares_store = true;
  engine_ = std::make_unique<delivery::Engine>(std::move(parts), settings);
}

// Keys that this node lacks are fetched before it looks for cases that lost theirs.
Task<void> Node::begin() {
  co_await courier_->go();
  const MonotonicTime asked_at = clock_.now();
  auto view = database_->fleet()->beat();
  const auto audit = store::audit_keys(*database_, *vault_);
  if (!view.ok() || !audit.ok()) {
    fatal_ = view.ok() ? audit.error() : view.error();
    co_return;
  }
  make_engine();
  courier_->start();
  engine_->start();
  membership_.emplace(
      fleet::Membership::Parts{*outbox_, *this, lease_, clock_, parts_.machine.log, io_.get_executor()},
      name(), std::move(*view), asked_at);
  membership_->start();
  is_open_ = true;
}

void Node::stop() {
  is_stopping_ = true;
  spawn(io_.get_executor(), end());
}

Task<void> Node::end() {
  co_await membership_->stop();
  co_await engine_->stop();
  co_await courier_->stop();
  co_await outbox_->drain();
  (void)database_->fleet()->leave();
  is_over_ = true;
}

bool Node::step() {
  if (is_frozen_) return false;
  io_.restart();
  return io_.poll_one() > 0;
}

void Node::freeze() {
  is_frozen_ = true;
  clock_.freeze();
  lose_requests();
}

void Node::thaw() {
  is_frozen_ = false;
  clock_.thaw();
}

void Node::retry(std::vector<store::DeliveryKey> deliveries) {
  if (is_open_) spawn(io_.get_executor(), ignore(engine_->retry(std::move(deliveries))));
}

delivery::TenantSetup Node::setup_of(const std::string& tenant) {
  delivery::TenantSetup setup;
  setup.name = tenant;
  for (std::size_t which = 0; which < kTargetNames.size(); ++which) {
    delivery::LaneSetup lane;
    lane.target = kTargetNames[which];
    lane.mapping_file = "simulated.yaml";
    lane.mapping_text = mapping_text();
    lane.connector = std::make_unique<NodeTarget>(NodeTarget::Parts{
        parts_.targets, which, under_way_, lease_, clock_, parts_.machine.is_cut_off_from_targets,
        [this, tenant] { check_authority(tenant); }});
    setup.lanes.push_back(std::move(lane));
  }
  return setup;
}

void Node::check_authority(const std::string& tenant) {
  const testing::FleetTables& fleet = parts_.store.fleet;
  const auto node = fleet.nodes.find(name());
  const auto owner = fleet.owners.find(tenant);
  const bool is_buried = node == fleet.nodes.end() || node->second.fence != fence_;
  if (is_buried || owner == fleet.owners.end() || owner->second != name())
    parts_.on_violation("a call to a target by a node that does not own " + tenant + " any more");
}

Task<Result<void>> Node::take_up(std::vector<std::string> tenants) {
  co_await courier_->go();
  std::vector<delivery::TenantSetup> setups;
  for (const std::string& tenant : tenants) setups.push_back(setup_of(tenant));
  auto taking = engine_->take_up(std::move(setups));
  const auto taken = co_await std::move(taking);
  co_return taken.ok() ? Result<void>() : Result<void>(taken.error());
}

Task<Result<void>> Node::follow() {
  co_return Result<void>();
}

Task<Result<store::NodeSelf>> Node::find(std::string tenant) {
  auto finding = membership_->find_owner(std::move(tenant), clock_.now() + kPatience);
  auto owner = co_await std::move(finding);
  if (!owner || !lease_.holds())
    co_return transient_error("tenant_moving", "this tenant is moving to another node");
  co_return std::move(*owner);
}

Task<Result<ingest::Accepted>> Node::accept(ingest::IncomingCase incoming) {
  auto finding = find(incoming.tenant);
  auto owner = co_await std::move(finding);
  if (!owner.ok()) co_return owner.error();
  if (owner->name == name()) {
    auto accepting = accept_here(std::move(incoming));
    co_return co_await std::move(accepting);
  }
  auto forwarding = ingest::forward(channel_, owner->address, incoming);
  auto answer = co_await std::move(forwarding);
  if (answer.ok()) parts_.tally.note(Happening::forwarded);
  co_return answer;
}

Task<Result<ingest::Accepted>> Node::accept_forwarded(ingest::IncomingCase incoming) {
  if (!is_open_) co_return transient_error("starting", "this node is starting");
  auto finding = find(incoming.tenant);
  const auto owner = co_await std::move(finding);
  if (!owner.ok()) co_return owner.error();
  if (owner->name != name())
    co_return transient_error("tenant_elsewhere", "this node does not have the tenant any more");
  auto accepting = accept_here(std::move(incoming));
  co_return co_await std::move(accepting);
}

Task<Result<ingest::Accepted>> Node::accept_here(ingest::IncomingCase incoming) {
  delivery::NewEvent event;
  event.tenant = incoming.tenant;
  event.source = incoming.source;
  event.event_id = incoming.event_id;
  event.case_id = incoming.case_id;
  event.type = ingest::to_string(incoming.type);
  event.time = incoming.time;
  event.data = incoming.data.view();
  const auto taken = co_await engine_->accept(std::move(event));
  if (!taken.ok()) co_return taken.error();
  ingest::Accepted accepted;
  if (taken->is_duplicate) accepted.status = ingest::AcceptStatus::duplicate;
  co_return accepted;
}

}  // namespace hub::simulation
