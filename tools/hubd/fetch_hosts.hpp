// The hosts that thin events and attachments may name, with what is sent to them. Any thread.
#pragma once

#include <vector>

#include "core/ingest/fetch.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubd {

// Reads the secrets; fails with config.
Result<std::vector<ingest::FetchHost>> fetch_hosts(const FetchSettings& settings);

}  // namespace hub::hubd
