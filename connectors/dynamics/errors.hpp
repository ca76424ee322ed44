// What Dataverse's refusals mean to the engine. Its messages may quote values, so an Error holds codes, names
// of columns and privileges, and words of ours. Pure; any thread.
#pragma once

#include "core/base/clock.hpp"
#include "core/http/verdict.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::dynamics {

// An answer with another status than 2xx, of a call or of an operation in a batch. `body` is null when it was
// no JSON.
Error classify_answer(const http::Response& answer, const model::Value* body, http::Effect effect,
                      WallTime now);

// A record that was to be made is there, or one that was to be changed or bound to is not.
bool is_there(const Error& error);
bool is_missing(const Error& error);

// A column or a table may be gone.
bool is_about_schema(const Error& error);

}  // namespace hub::connectors::dynamics
