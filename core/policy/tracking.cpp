#include "core/policy/tracking.hpp"

#include "core/config/spec.hpp"

namespace hub::policy {
namespace {

constexpr std::int64_t kDaysMax = 400, kEventsPerDayMax = 10'000'000;

const config::Spec& tracking_spec() {
  static const config::Spec spec{"tracking",
                                 "Visitor-tracking events, which hold session ids only.",
                                 {
                                     {.name = "days",
                                      .type = config::FieldType::integer,
                                      .description = "No event is kept longer; 0: none is taken",
                                      .required = false,
                                      .fallback = "30",
                                      .example = "30",
                                      .choices = {}},
                                     {.name = "events_per_day",
                                      .type = config::FieldType::integer,
                                      .description = "More are told to come back after midnight UTC",
                                      .required = false,
                                      .fallback = "100000",
                                      .example = "100000",
                                      .choices = {}},
                                 }};
  return spec;
}

}  // namespace

Tracking read_tracking(const config::Node* node, config::Problems& problems) {
  if (node == nullptr) return {};
  const std::size_t before = problems.size();
  const config::Settings settings = read_settings(tracking_spec(), *node, problems);
  if (problems.size() != before) return {};
  const std::int64_t days = settings.integer("days");
  Tracking tracking;
  tracking.events_per_day = settings.integer("events_per_day");
  if (days < 0 || days > kDaysMax)
    problems.push_back(settings.problem("days", "must be between 0 and 400"));
  else
    tracking.days = static_cast<int>(days);
  if (tracking.events_per_day < 1 || tracking.events_per_day > kEventsPerDayMax)
    problems.push_back(settings.problem("events_per_day", "must be between 1 and 10000000"));
  return tracking;
}

}  // namespace hub::policy
