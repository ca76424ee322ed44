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

// `key_due`: when the last copy of the day's key opens nothing any more; the epoch: it is destroyed at once.
std::string purge_certificate(const store::TrackingDay& day, std::string_view reason, WallTime at,
                              WallTime key_due = {});
std::string erasure_certificate(std::string_view tenant, std::int64_t events, WallTime at);

}  // namespace hub::tracking
