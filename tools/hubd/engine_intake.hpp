// The front door's way into the engine, closed while the store's database is away. One loop's thread; the
// parts outlive it.
#pragma once

#include "core/delivery/engine.hpp"
#include "core/ingest/intake.hpp"
#include "core/store/postgres/health.hpp"
#include "tools/hubd/door_policies.hpp"
#include "tools/hubd/fleet_member.hpp"

namespace hub::hubd {

class EngineIntake final : public ingest::Intake {
 public:
  // `fleet`: null where the store is shared with nobody.
  EngineIntake(delivery::Engine& engine, const DoorPolicies& policies, const store::Health& store,
               Clock& clock, FleetMember* fleet)
      : engine_(engine), policies_(policies), store_(store), clock_(clock), fleet_(fleet) {}
  // One whose tenant another node has goes there, and is answered as if it had been taken here. While its
  // tenant moves it waits for some seconds.
  Task<Result<ingest::Accepted>> accept(ingest::IncomingCase incoming) override;
  // From another node. Transient "tenant_elsewhere" when that was mistaken: it does not go round in circles.
  Task<Result<ingest::Accepted>> accept_forwarded(ingest::IncomingCase incoming);
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
  // To whichever node has the tenant, once. The caller keeps the event, for another time.
  Task<Result<ingest::Accepted>> offer(ingest::IncomingCase& incoming);
  Task<Result<ingest::Accepted>> accept_here(ingest::IncomingCase& incoming);

  delivery::Engine& engine_;
  const DoorPolicies& policies_;
  const store::Health& store_;
  Clock& clock_;
  FleetMember* fleet_;
};

}  // namespace hub::hubd
