#include "tools/simulators/engage/rehearsal.hpp"

#include <memory>

#include "core/ingest/intake.hpp"

namespace hub::simulators::engage {

EventSource rehearse(Simulator& simulator, RehearsalSettings settings) {
  settings.generator.attachments_url = simulator.api_url();
  auto generator = std::make_shared<CaseGenerator>(settings.generator);
  auto made = std::make_shared<std::uint64_t>(0);
  return [&simulator, generator, made, settings]() -> std::optional<SendableEvent> {
    if (*made == settings.events) return std::nullopt;
    const std::uint64_t number = ++*made;
    const GeneratedEvent event = generator->next();
    simulator.platform().keep(event);
    // The platform's copy is of the closed case: an update cannot be fetched from it.
    const bool is_thin =
        settings.thin_every > 0 && number % settings.thin_every == 0 && event.type == ingest::kCaseClosedType;
    const std::string url = simulator.api_url() + "/cases/" + event.case_id;
    return SendableEvent{event.id, is_thin ? event.thin_text(url) : event.text()};
  };
}

EventSource made_up_events(GeneratorSettings settings, std::uint64_t events) {
  settings.attachments_url.clear();
  auto generator = std::make_shared<CaseGenerator>(std::move(settings));
  auto left = std::make_shared<std::uint64_t>(events);
  return [generator, left]() -> std::optional<SendableEvent> {
    if (*left == 0) return std::nullopt;
    --*left;
    const GeneratedEvent event = generator->next();
    return SendableEvent{event.id, event.text()};
  };
}

}  // namespace hub::simulators::engage
