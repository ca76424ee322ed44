#include "core/ingest/tracking_rules.hpp"

namespace hub::ingest {

namespace {

using namespace rules;

constexpr std::uint32_t kActionMax = 64;
constexpr std::uint32_t kPageMax = 512;

constexpr Rule closed(StaticText name, std::span<const Rule> members, Needed needed = Needed::no) {
  return {.name = name, .shape = Shape::object, .needed = needed, .members = members, .is_closed = true};
}

constexpr Rule kSession[] = {id("id", Needed::always)};
constexpr Rule kIdOnly[] = {id("id")};
constexpr Rule kTracking[] = {id("engagement_id"), id("campaign_id")};
constexpr Rule kConversion[] = {id("goal_id"), time("at")};
constexpr Rule kData[] = {
    closed("session", kSession, Needed::always),
    text("action", kActionMax, Needed::always),
    time("at"),
    text("page", kPageMax),
    closed("group", kIdOnly),
    closed("opportunity", kIdOnly),
    closed("solution", kIdOnly),
    closed("banner", kIdOnly),
    closed("tracking", kTracking),
    closed("conversion", kConversion),
};

}  // namespace

constinit const Rule kTrackingData = closed("data", kData, Needed::always);

}  // namespace hub::ingest
