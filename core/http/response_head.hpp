// The status line and headers of an answer as they go over the wire. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "core/http/message.hpp"

namespace hub::http {

// How the receiver finds the end of the body.
enum class Framing : std::uint8_t { none, length, chunked, until_close };

// `date`: an IMF-fixdate, so that it is formatted once a second and not once an answer. Control characters in
// header values become blanks: an answer cannot be split.
void append_head(Buffer& out, const Response& response, Framing framing, bool keep_alive,
                 std::string_view date);

// One chunk of a chunked body; an empty one is the last.
void append_chunk(Buffer& out, std::string_view piece);

std::string_view reason_phrase(int status);

// An RFC 9457 answer that says no more than the status.
Response problem(int status);

}  // namespace hub::http
