// Plain text as HTML that shows it as it is, and the text that HTML shows: for fields that are HTML at the
// target and text for us. Pure; any thread.
#pragma once

#include <string_view>

#include "core/model/arena.hpp"

namespace hub::model {

// Escaped, with a <br> for each line end. Lives in `arena`.
std::string_view to_html(std::string_view text, Arena& arena);

// Without tags, line ends where <br>, </p> and </div> stand, the usual entities read. Lives in `arena`.
std::string_view to_text(std::string_view html, Arena& arena);

}  // namespace hub::model
