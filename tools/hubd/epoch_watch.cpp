#include "tools/hubd/epoch_watch.hpp"

#include <algorithm>

namespace hub::hubd {

namespace {
constexpr milliseconds kInterval{10'000};
}  // namespace

void EpochWatch::start() {
  spawn(parts_.executor, watch());
}

Task<void> EpochWatch::stop() {
  stopping_.set();
  co_await stopped_.wait();
}

Task<void> EpochWatch::watch() {
  bool stopping = false;
  while (!stopping) {
    look();
    stopping = co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + kInterval);
  }
  stopped_.set();
}

void EpochWatch::look() {
  vault::EpochState state = parts_.vault.epoch_state();
  parts_.metrics.gauge("hub_epoch_keys_missing", "Epoch keys in use that this node does not hold.", {})
      .set(static_cast<std::int64_t>(state.missing.size()));
  parts_.metrics
      .gauge("hub_epoch_keys_unsettled", "Nodes that have not overwritten a dead epoch key in time.", {})
      .set(static_cast<std::int64_t>(state.unsettled.size()));
  for (const std::string& node : state.unsettled) {
    if (std::ranges::find(told_.unsettled, node) == told_.unsettled.end())
      parts_.log.error("a node has not overwritten the key of an epoch that is over",
                       {log::resource("node", node)});
  }
  if (state.damaged_keys > told_.damaged_keys)
    parts_.log.error("wrapped keys in the database were damaged: their cases are lost",
                     {log::count("keys", static_cast<std::int64_t>(state.damaged_keys))});
  told_ = std::move(state);
}

}  // namespace hub::hubd
