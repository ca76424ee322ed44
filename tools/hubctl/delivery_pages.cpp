#include "tools/hubctl/delivery_pages.hpp"

#include <algorithm>
#include <array>

namespace hub::hubctl {
namespace {

struct Filter {
  std::string_view option, parameter;
};
constexpr std::array<Filter, 6> kFilters = {{{"tenant", "tenant"},
                                             {"target", "target"},
                                             {"state", "state"},
                                             {"error-class", "error_kind"},
                                             {"error-code", "error_code"},
                                             {"older-than", "older_than"}}};
constexpr std::size_t kPage = 500;

}  // namespace

std::vector<Option> filter_options() {
  return {{"tenant", "NAME", "only this tenant's"},
          {"target", "NAME", "only to this target"},
          {"state", "STATE", "pending, sent, unknown, confirmed, retrying, dead_letter or discarded"},
          {"error-class", "KIND", "only with a last error of this kind: invalid, transient, auth, ..."},
          {"error-code", "CODE", "only with a last error of this code"},
          {"older-than", "AGE", "only of cases received longer ago: 30s, 15m, 2h, 3d"}};
}

bool has_filter(const Call& call) {
  return std::ranges::any_of(kFilters,
                             [&](const Filter& filter) { return call.find(filter.option) != nullptr; });
}

Result<std::size_t> for_each_delivery(Call& call, std::string_view state_unless_given, std::size_t most,
                                      const std::function<bool(const model::Value&)>& visit) {
  std::string query;
  for (const Filter& filter : kFilters)
    if (const std::string* value = call.find(filter.option))
      query += '&' + std::string(filter.parameter) + '=' + encode(*value);
  if (!state_unless_given.empty() && call.find("state") == nullptr)
    query += "&state=" + encode(state_unless_given);

  std::size_t seen = 0;
  std::string after;
  while (seen < most) {
    const auto page = call.hub.get(
        "/api/v1/deliveries?limit=" + std::to_string(std::min(most - seen, kPage)) + query + after);
    if (!page) return page.error();
    const model::Value* deliveries = page->value().find("deliveries");
    if (deliveries == nullptr || !deliveries->is_array())
      return transient_error("not_understood", "the hub's answer is not understood");
    for (const model::Value& delivery : deliveries->as_array()) {
      ++seen;
      if (!visit(delivery)) return seen;
    }
    const model::Value* next = page->value().find("next");
    if (next == nullptr) break;
    after = "&after=" + std::to_string(next->as_integer());
  }
  return seen;
}

}  // namespace hub::hubctl
