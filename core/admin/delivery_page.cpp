#include "core/admin/delivery_page.hpp"

#include <algorithm>

namespace hub::admin {

std::optional<store::CaseRow> cut_page(std::vector<store::DeliveryView>& page, std::uint32_t limit) {
  if (page.size() < limit) return std::nullopt;
  const store::CaseRow last = page.back().delivery.row;
  const auto begin = std::ranges::find_if(page, [&](const auto& view) { return view.delivery.row == last; });
  if (begin == page.begin()) return last;
  page.erase(begin, page.end());
  return page.back().delivery.row;
}

}  // namespace hub::admin
