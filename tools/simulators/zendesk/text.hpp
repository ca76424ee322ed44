// What Zendesk makes of the text of a comment (zendesk.md 2.2). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub::simulators::zendesk {

inline constexpr std::size_t kCommentBytesMax = 65'535;

// A body without an error: cut, placeholders taken out. They are left alone inside <code>.
std::string kept_html(std::string_view html_body);
// The same of plain text: runs of blanks and of line ends become one, HTML goes.
std::string kept_body(std::string_view body);
// What people read of it.
std::string plain_text(std::string_view html);
std::string escape_html(std::string_view text);

// At most `bytes_max` bytes, cut between characters.
std::string cut(std::string_view text, std::size_t bytes_max);

}  // namespace hub::simulators::zendesk
