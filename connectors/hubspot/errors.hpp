// What HubSpot's refusals mean to the engine. Its texts echo values, so an Error holds the category, codes,
// names of properties and words of ours. Pure; any thread.
#pragma once

#include "core/base/clock.hpp"
#include "core/http/verdict.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::hubspot {

// One refusal: an element of a batch answer's "errors", or the body of a failed call.
Error classify_refusal(const model::Value& refusal);

// An answer with another status than 2xx. `body` is null when it was no JSON.
Error classify_answer(const http::Response& answer, const model::Value* body, http::Effect effect,
                      WallTime now);

// A property, or the right to write it, may be gone.
bool is_about_schema(const Error& error);
bool is_missing(const Error& error);

}  // namespace hub::connectors::hubspot
