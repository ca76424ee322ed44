// The figures of the engine and of the front door for Prometheus, taken when they are asked for. The engine's
// thread.
#pragma once

#include <functional>

#include "core/admin/control.hpp"
#include "core/base/metrics.hpp"
#include "core/delivery/engine.hpp"
#include "core/delivery/source_jobs.hpp"
#include "core/ingest/door_counts.hpp"

namespace hub::admin {

class EngineFigures {
 public:
  // Everything outlives it.
  EngineFigures(metrics::Registry& registry, const delivery::Engine& engine,
                const delivery::SourceJobs& source, const ingest::DoorCounts& door, Clock& clock,
                std::function<std::vector<NodeStatus>()> fleet = {})
      : registry_(registry),
        engine_(engine),
        source_(source),
        door_(door),
        clock_(clock),
        fleet_(std::move(fleet)) {}

  void refresh();

 private:
  void count(const char* name, const char* help, std::uint64_t value);
  void refresh_fleet();
  void refresh_lanes(const std::vector<delivery::LaneView>& lanes, WallTime now);

  metrics::Registry& registry_;
  const delivery::Engine& engine_;
  const delivery::SourceJobs& source_;
  const ingest::DoorCounts& door_;
  Clock& clock_;
  std::function<std::vector<NodeStatus>()> fleet_;
};

}  // namespace hub::admin
