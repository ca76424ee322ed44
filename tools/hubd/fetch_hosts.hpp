// The hosts that thin events may name, with what the hub shows them. Any thread.
#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "core/ingest/fetch.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubd {

// Reads their secrets. Fails with config.
Result<std::vector<ingest::FetchHost>> fetch_hosts(const FetchSettings& settings);

}  // namespace hub::hubd
