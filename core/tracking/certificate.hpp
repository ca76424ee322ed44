// What the certificate log says of tracking events that went: whose, which day, how many, why. Never which
// session. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/store/tracking_store.hpp"

namespace hub::tracking {

// "2026-11-30".
std::string day_text(std::int64_t day);

std::string purge_certificate(const store::TrackingDay& day, std::string_view reason, WallTime at);
std::string erasure_certificate(std::string_view tenant, std::int64_t events, WallTime at);

}  // namespace hub::tracking
