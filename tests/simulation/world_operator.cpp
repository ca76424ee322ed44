// The person in charge: has waiting deliveries tried at once at the worst moments, pauses lanes, and looks
// after dead letters when all is quiet.
#include "tests/simulation/world.hpp"

namespace hub::simulation {

using store::DeliveryState;

namespace {

constexpr std::chrono::hours kRounds{1};

Task<void> retry(delivery::Engine& engine, std::vector<store::DeliveryKey> deliveries) {
  (void)co_await engine.retry(std::move(deliveries));
}

Task<void> set_paused(delivery::Engine& engine, std::string target, bool paused) {
  auto setting = engine.pause(kTenant, std::move(target), paused);
  (void)co_await std::move(setting);
}

// What may turn a delivery into a dead letter here: a target that refuses the record, alone or with its
// batch.
bool is_a_reason(const std::optional<Error>& error) {
  return error && (error->code == "POISON" || error->code == "BAD_REQUEST");
}

}  // namespace

void World::schedule_operator() {
  for (std::uint64_t visits = random_.below(4); visits > 0; --visits) {
    const auto when = clock_.now() + milliseconds(random_.below(settings_.fault_time.count()));
    clock_.call_at(when, [this] {
      retry_all(random_.below(2) == 0 ? DeliveryState::unknown : DeliveryState::retrying);
    });
  }
  if (random_.below(3) == 0) {
    const std::string target = kTargetNames[random_.below(kTargetNames.size())];
    const auto pause = clock_.now() + milliseconds(random_.below(settings_.fault_time.count()));
    clock_.call_at(pause, [this, target] { pause_lane(target, true); });
    clock_.call_at(pause + std::chrono::minutes(3), [this, target] { pause_lane(target, false); });
  }
  clock_.call_at(clock_.now() + settings_.fault_time + kRounds, [this] { make_a_round(); });
}

void World::pause_lane(const std::string& target, bool paused) {
  trace("pause", paused);
  spawn(io_->get_executor(), set_paused(*hub_->engine, target, paused));
}

// A crash, or a full disk, may have kept a lane from being resumed.
void World::resume_lanes() {
  for (const delivery::LaneView& lane : hub_->engine->lanes())
    if (lane.status.state == delivery::LaneState::paused) pause_lane(lane.target, false);
}

void World::retry_all(DeliveryState state) {
  std::vector<store::DeliveryKey> keys;
  for (const store::DeliveryView& view : deliveries_in(state)) keys.push_back(view.delivery);
  trace("retry", keys.size());
  if (!keys.empty()) spawn(io_->get_executor(), retry(*hub_->engine, std::move(keys)));
}

std::vector<store::DeliveryView> World::deliveries_in(std::optional<DeliveryState> state) {
  store::DeliveryFilter filter;
  filter.state = state;
  auto views = hub_->database->list_deliveries(filter);
  return views.ok() ? std::move(*views) : std::vector<store::DeliveryView>();
}

void World::judge_dead_letters() {
  for (const store::DeliveryView& view : deliveries_in(DeliveryState::dead_letter)) {
    if (is_a_reason(view.error)) continue;
    violation("dead letter without a reason: " + (view.error ? view.error->message : std::string("none")));
  }
  retry_all(DeliveryState::dead_letter);
}

void World::make_a_round() {
  resume_lanes();
  judge_dead_letters();
  clock_.call_at(clock_.now() + kRounds, [this] { make_a_round(); });
}

}  // namespace hub::simulation
