// The `traceparent` of W3C Trace Context (level 1): which request of which trace something was caused by.
// Opaque numbers. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/random.hpp"

namespace hub {

inline constexpr std::size_t kTraceparentBytes = 55;  // "00-" trace id "-" parent id "-" flags

// As version 00 writes it, also of a later version that begins alike. Empty when it is not well-formed: the
// standard has it ignored then.
std::string parse_traceparent(std::string_view header);

// Of one that parse_traceparent() gave: 32 hex digits.
std::string_view trace_id_of(std::string_view traceparent);
bool is_sampled(std::string_view traceparent);

// The beginning of a trace of our own.
std::string new_traceparent(Random& random, bool is_sampled);

}  // namespace hub
