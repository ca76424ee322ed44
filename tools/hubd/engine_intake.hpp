// The front door's way into the engine, closed while the store's database is away. One loop's thread; the
// parts outlive it.
#pragma once

#include "core/delivery/engine.hpp"
#include "core/ingest/intake.hpp"
#include "core/store/postgres/health.hpp"
#include "tools/hubd/door_policies.hpp"

namespace hub::hubd {

class EngineIntake final : public ingest::Intake {
 public:
  EngineIntake(delivery::Engine& engine, const DoorPolicies& policies, const store::Health& store,
               Clock& clock)
      : engine_(engine), policies_(policies), store_(store), clock_(clock) {}
  Task<Result<ingest::Accepted>> accept(ingest::IncomingCase incoming) override;
  bool knows_event(std::string_view tenant, std::string_view source,
                   std::string_view event_id) const override {
    return engine_.knows_event(tenant, source, event_id);
  }
  ingest::DoorPolicy policy_of(std::string_view tenant) const override {
    return policies_.of(tenant, clock_.wall_now());
  }
  void note_refusal(std::string_view tenant, std::string_view case_id, std::string_view reason) override {
    engine_.note_refusal(tenant, case_id, reason);
  }

 private:
  delivery::Engine& engine_;
  const DoorPolicies& policies_;
  const store::Health& store_;
  Clock& clock_;
};

}  // namespace hub::hubd
