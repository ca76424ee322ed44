// The reference page of what can be redacted, made from the scanner's own table. Pure; any thread.
#pragma once

#include <string>

namespace hub::redaction {

// Markdown.
std::string reference_page();

}  // namespace hub::redaction
