// What Freshdesk's refusals mean to the engine. Its texts may echo values, so an Error holds codes, names of
// fields and words of ours. Pure; any thread.
#pragma once

#include "core/base/clock.hpp"
#include "core/http/verdict.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::freshdesk {

// An answer with another status than 2xx. `body` is null when it was no JSON.
Error classify_answer(const http::Response& answer, const model::Value* body, http::Effect effect,
                      WallTime now);

bool is_missing(const Error& error);
// Another record has a value that must be the only one.
bool is_conflict(const Error& error);
// A field may be gone, or take other values.
bool is_about_schema(const Error& error);

}  // namespace hub::connectors::freshdesk
