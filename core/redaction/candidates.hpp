// All that the rules find in one text, overlaps included. Private to core/redaction. Pure; any thread.
#pragma once

#include <string_view>

#include "core/redaction/scanner.hpp"

namespace hub::redaction {

// Appends to `finds`, in bytes of `text`.
void find_candidates(std::string_view text, const ScanOptions& options, model::Arena& arena, Finds& finds);

}  // namespace hub::redaction
