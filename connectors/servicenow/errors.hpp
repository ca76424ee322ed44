// What ServiceNow's refusals mean to the engine (servicenow.md, Errors). Its texts name tables and may quote
// values, so an Error holds words of ours. Pure; any thread.
#pragma once

#include "core/base/clock.hpp"
#include "core/http/verdict.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::servicenow {

// An answer with another status than 2xx. `body` is null when it was no JSON.
Error classify_answer(const http::Response& answer, const model::Value* body, http::Effect effect,
                      WallTime now);
// A page instead of data, which an instance that hibernates answers with 200, or anything else that is no
// JSON.
Error no_data(http::Effect effect);

// There is no such record, or access rules hide it: the two look the same.
bool is_missing(const Error& error);

}  // namespace hub::connectors::servicenow
