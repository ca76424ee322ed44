// Whoever is told of alerts, as the settings name them. One loop's thread.
#pragma once

#include <memory>
#include <vector>

#include "core/alerts/alerter.hpp"
#include "core/http/client.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubd {

// Reads the secret of the webhook; fails with config. The client and the clock outlive them.
Result<std::vector<std::unique_ptr<alerts::Notifier>>> notifiers_of(const AlertSettings& settings,
                                                                    http::Client& client, Clock& clock,
                                                                    Executor executor);

}  // namespace hub::hubd
