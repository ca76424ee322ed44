// The front door's way into the engine. One loop's thread; the engine outlives it.
#pragma once

#include "core/delivery/engine.hpp"
#include "core/ingest/intake.hpp"

namespace hub::hubd {

class EngineIntake final : public ingest::Intake {
 public:
  EngineIntake(delivery::Engine& engine, Clock& clock) : engine_(engine), clock_(clock) {}
  Task<Result<ingest::Accepted>> accept(ingest::IncomingCase incoming) override;
  bool knows_event(std::string_view tenant, std::string_view source,
                   std::string_view event_id) const override {
    return engine_.knows_event(tenant, source, event_id);
  }
  void note_refusal(std::string_view tenant, std::string_view case_id, std::string_view reason) override {
    engine_.note_refusal(tenant, case_id, reason);
  }

 private:
  delivery::Engine& engine_;
  Clock& clock_;
};

}  // namespace hub::hubd
