// Purging the recycle bin: the one call that Salesforce offers in SOAP only (emptyRecycleBin of its partner
// API). Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/result.hpp"

namespace hub::connectors::salesforce {

// The body of the request; ids that have not the form of one are left out of it.
void write_purge(std::string_view session_id, std::span<const std::string> ids, Buffer& out);

// One result for each of `asked` records; nothing when the answer has not so many.
std::optional<std::vector<Result<void>>> read_purge(std::string_view answer, std::size_t asked);

// What refuses the call as a whole: an answer of 500 with a fault. Nothing when it is none.
std::optional<Error> read_fault(std::string_view answer);

}  // namespace hub::connectors::salesforce
