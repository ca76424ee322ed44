// What a failed exchange means to the engine when the vendor's own words say nothing: transport errors,
// statuses, answers that make no sense. Shared by every connector. Pure; any thread.
#pragma once

#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/http/message.hpp"

namespace hub::http {

// Whether a call that went wrong may have changed something.
enum class Effect : std::uint8_t { reads, writes };

// An error of Client or Session. A call that only reads has not happened, whatever became of it; a write
// whose answer did not fit has.
Error lost_exchange(Error error, Effect effect);

// An answer that cannot be understood: cut short, no JSON, results missing. A write may well have happened.
Error unreadable_answer(Effect effect);

// Of a status other than 2xx: code "http_503".
Error status_error(const Response& answer, Effect effect);

// Last words on any refusal: what only read is transient rather than unknown, and Retry-After is obeyed by
// every kind that comes again.
Error settle(Error error, const Response& answer, Effect effect, WallTime now);

// Of calls one after another: the next one would end the same way, nothing more is sent.
bool ends_a_series(const Error& error);
// Whether the last of these results does.
template <class Results>
bool has_ended(const Results& results) {
  return !results.empty() && !results.back().ok() && ends_a_series(results.back().error());
}

// Refusals after which halves of a batch can succeed: 400, 413, 414, 431.
bool is_about_the_batch(int status);

}  // namespace hub::http
