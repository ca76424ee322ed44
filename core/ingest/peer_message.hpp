// What nodes write into the messages in which they hand events on: lines of JSON, whose members a node of
// another version may lack or not know. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"
#include "core/http/message.hpp"
#include "core/model/value.hpp"

namespace hub::ingest::peer_message {

inline constexpr int kTaken = 200, kMalformed = 400;

// Members behind the first one.
void add_number(std::string_view name, std::int64_t number, Buffer& out);
void add_text(std::string_view name, std::string_view text, Buffer& out);
// 0 where there is none.
std::int64_t number_at(const model::Value& object, std::string_view name);

Buffer encoded(const Error& error);
Error error_of(const model::Value& answer);
// Refused for good, or to be offered again.
int status_of(const Error& error);
http::Response answer_with(int status, Buffer body);

// invalid "bad_message".
Error bad_message();
// transient "node_away".
Error node_away();

}  // namespace hub::ingest::peer_message
