// Deliveries from the admin API, page after page. One thread.
#pragma once

#include <functional>

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// The options that choose deliveries, for several commands.
std::vector<Option> filter_options();
bool has_filter(const Call& call);

// Hands each delivery to `visit` until there are none, `most` were seen, or `visit` says false; how many were
// seen.
Result<std::size_t> for_each_delivery(Call& call, std::string_view state_unless_given, std::size_t most,
                                      const std::function<bool(const model::Value& delivery)>& visit);

}  // namespace hub::hubctl
