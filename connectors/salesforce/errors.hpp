// What Salesforce's refusals mean to the engine: the table of salesforce.md 5.3 as data. Pure; any thread.
//
// Salesforce's own texts echo field values, so they are looked at here and go no further: an Error holds the
// code, field names and words of ours.
#pragma once

#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/http/verdict.hpp"
#include "core/model/record.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::salesforce {

// One refusal: an element of "errors" (code in "statusCode"), or the body of a failed call (code in
// "errorCode", an array of one, sometimes the bare object). `shape` tells the key and the parent link from
// other fields; null for calls that are not about records.
Error classify_refusal(const model::Value& refusal, const model::RecordShape* shape);

// An answer with another status than 2xx. `body` is null when it was no JSON.
Error classify_answer(const http::Response& answer, const model::Value* body, http::Effect effect,
                      WallTime now);

// The record is not there, or not any more.
bool is_gone(const Error& error);

// The object, a field or the permission for it is missing.
bool is_about_schema(const Error& error);

// The key field is not unique (salesforce.md 2.1).
Error several_records();

}  // namespace hub::connectors::salesforce
