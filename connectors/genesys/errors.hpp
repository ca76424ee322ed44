// What Genesys Cloud's refusals mean to the engine (genesys.md 4, 5). Its texts echo values, so an Error
// holds codes, names of fields, permissions and words of ours. Pure; any thread.
#pragma once

#include <string_view>

#include "core/base/clock.hpp"
#include "core/http/verdict.hpp"
#include "core/model/value.hpp"

namespace hub::connectors::genesys {

// An answer with another status than 2xx. `body` is null when it was no JSON; `permission` is what the call
// needs.
Error classify_answer(const http::Response& answer, const model::Value* body, std::string_view permission,
                      http::Effect effect, WallTime now);
// One note that was refused while others were taken: the "error" of a result.
Error classify_item(const model::Value& error);

// A field, or the right to write it, may be gone.
bool is_about_schema(const Error& error);
bool is_missing(const Error& error);

// A refused login: a client is known in one region only.
void explain_login(Error& refusal);

}  // namespace hub::connectors::genesys
