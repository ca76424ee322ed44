// What PostgreSQL can hold as text. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub::store::postgres {

// The text, with a question mark for every zero byte and every byte that is no part of valid UTF-8 (RFC
// 3629).
std::string stored_text(std::string_view text);

}  // namespace hub::store::postgres
