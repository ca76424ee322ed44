#include "core/alerts/readings.hpp"

namespace hub::alerts {

namespace {

std::string in_words(milliseconds time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  if (minutes >= 120) return std::to_string(minutes / 60) + " hours";
  if (minutes >= 2) return std::to_string(minutes) + " minutes";
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " seconds";
}

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + ' ' + std::string(number == 1 ? one : many);
}

void read_holds(const delivery::HoldView& view, const Limits& limits, WallTime now,
                std::vector<Reading>& readings) {
  const milliseconds age = view.oldest ? now - *view.oldest : milliseconds(0);
  readings.push_back({"oldest_case", view.tenant, "", age > limits.oldest_case,
                      "the oldest case has waited for " + in_words(age)});
  const milliseconds left = view.next_end ? *view.next_end - now : milliseconds::max();
  readings.push_back({"hold_almost_over", view.tenant, "", left < limits.hold_left,
                      "a case is shredded undelivered in " + in_words(std::max(left, milliseconds(0)))});
}

}  // namespace

std::vector<Reading> readings_of(const delivery::Engine& engine, const delivery::SourceJobs& source,
                                 const Limits& limits, WallTime now) {
  std::vector<Reading> readings;
  const delivery::Standing standing = engine.standing();
  for (const delivery::HoldView& view : standing.holds) read_holds(view, limits, now, readings);
  for (const delivery::LaneView& lane : standing.lanes) {
    readings.push_back({"dead_letters", lane.tenant, lane.target, lane.dead_letters >= limits.dead_letters,
                        count(lane.dead_letters, "delivery needs", "deliveries need") + " a person"});
  }
  for (const delivery::SourceView& view : source.views()) {
    readings.push_back({"platform", view.tenant, "", view.dead_letters > 0,
                        count(view.dead_letters, "purge or callback fails", "purges or callbacks fail") +
                            " at the platform: " + view.trouble});
  }
  return readings;
}

}  // namespace hub::alerts
