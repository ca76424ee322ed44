// The answers of the admin API: JSON, text, and problems as RFC 9457 describes them, which never echo input.
#pragma once

#include <string>
#include <string_view>

#include "core/admin/json_writer.hpp"
#include "core/base/error.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

http::Response json_answer(int status, JsonWriter& json);
http::Response text_answer(std::string_view media_type, std::string_view text);
http::Response problem_answer(int status, std::string_view title, std::string_view detail = {});
// What an error of ours is in HTTP's words: invalid 400, transient 503 with Retry-After, the rest 500.
http::Response error_answer(const Error& error);

}  // namespace hub::admin
