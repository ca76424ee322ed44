// Deliveries from the admin API, page after page. One thread.
#pragma once

#include <functional>
#include <utility>

#include "tools/hubctl/command.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {

// The options that choose deliveries, for several commands.
std::vector<Option> filter_options();
bool has_filter(const Call& call);
// Those of the call, as the admin API calls them.
std::vector<std::pair<std::string, std::string>> given_filters(const Call& call);

// Rows for people; never content.
Table delivery_table();
void add_delivery(const model::Value& delivery, Table& table);

// Hands each delivery to `visit` until there are none, `most` were seen, `visit` says false, or the call is
// interrupted; how many were seen.
Result<std::size_t> for_each_delivery(Call& call,
                                      const std::vector<std::pair<std::string, std::string>>& filters,
                                      std::size_t most,
                                      const std::function<bool(const model::Value& delivery)>& visit);

}  // namespace hub::hubctl
