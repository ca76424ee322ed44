// Pages of deliveries that end between cases. Any thread.
#pragma once

#include <optional>
#include <vector>

#include "core/store/types.hpp"

namespace hub::admin {

// A full page may end in the middle of a case's deliveries; the next page starts after a whole case, so that
// case is left to it unless it is the only one. Where the next page starts; nothing on the last.
std::optional<store::CaseRow> cut_page(std::vector<store::DeliveryView>& page, std::uint32_t limit);

}  // namespace hub::admin
