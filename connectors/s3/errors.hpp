// What S3's refusals mean to the engine, by status and code (s3.md 5). Its texts echo requests, so an Error
// holds the code and words of ours. Pure; any thread.
#pragma once

#include "core/base/clock.hpp"
#include "core/http/verdict.hpp"

namespace hub::connectors::s3 {

// Of an error answer's body; empty where there is none, as with every HEAD.
std::string code_of(const http::Response& answer);

Error classify_answer(const http::Response& answer, http::Effect effect, WallTime now);

// There is no such object: none of that key or version, or only a mark that it was deleted.
bool is_absent(const http::Response& answer);
// The key, its secret or its session was refused: others may have taken their place.
bool is_about_credentials(const http::Response& answer);

}  // namespace hub::connectors::s3
