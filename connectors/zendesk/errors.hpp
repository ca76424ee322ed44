// What Zendesk's refusals mean to the engine (zendesk.md 1.1 and 2.4). Pure; any thread.
//
// Zendesk's own texts hold values, so they are looked at here and go no further: an Error holds the code,
// field names and words of ours.
#pragma once

#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/http/verdict.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::zendesk {

// An answer with another status than 2xx. `body` is null when it was no JSON.
Error classify_answer(const http::Response& answer, const model::Value* body, http::Effect effect,
                      WallTime now);

// An item of a job's results that failed: {"index":..,"error":..,"details":..}.
Error classify_item(const model::Value& item);

// The ticket, comment or user does not exist.
bool is_missing(const Error& error);

// A field is missing or not taken any more.
bool is_about_schema(const Error& error);

}  // namespace hub::connectors::zendesk
