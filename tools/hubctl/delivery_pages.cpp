#include "tools/hubctl/delivery_pages.hpp"

#include <algorithm>
#include <array>

namespace hub::hubctl {
namespace {

struct Filter {
  std::string_view option, parameter;
};
constexpr std::array<Filter, 7> kFilters = {{{"tenant", "tenant"},
                                             {"target", "target"},
                                             {"state", "state"},
                                             {"error-class", "error_kind"},
                                             {"error-code", "error_code"},
                                             {"older-than", "older_than"},
                                             {"changed-before", "changed_before"}}};
constexpr std::size_t kPage = 500;

std::string error_text(const model::Value& delivery) {
  const model::Value* error = delivery.find("error");
  if (error == nullptr) return "";
  std::string text = std::string(error->text_at("kind")) + ' ' + std::string(error->text_at("code"));
  if (const model::Value* fields = error->find("fields"))
    for (const model::Value& field : fields->as_array()) text += ' ' + std::string(field.as_string());
  return text;
}

}  // namespace

std::vector<Option> filter_options() {
  return {{"tenant", "NAME", "only this tenant's"},
          {"target", "NAME", "only to this target"},
          {"state", "STATE", "pending, sent, unknown, confirmed, retrying, dead_letter or discarded"},
          {"error-class", "KIND", "only with a last error of this kind: invalid, transient, auth, ..."},
          {"error-code", "CODE", "only with a last error of this code"},
          {"older-than", "AGE", "only of cases received longer ago: 30s, 15m, 2h, 3d"},
          {"changed-before", "TIME", "only with a state older than this: 2026-11-29T20:00:00Z"}};
}

bool has_filter(const Call& call) {
  return std::ranges::any_of(kFilters,
                             [&](const Filter& filter) { return call.find(filter.option) != nullptr; });
}

std::vector<std::pair<std::string, std::string>> given_filters(const Call& call) {
  std::vector<std::pair<std::string, std::string>> given;
  for (const Filter& filter : kFilters)
    if (const std::string* value = call.find(filter.option)) given.emplace_back(filter.parameter, *value);
  return given;
}

Table delivery_table() {
  return Table({"DELIVERY", "TENANT", "TARGET", "STATE", "ATTEMPTS", "RECEIVED", "LAST ERROR"});
}

void add_delivery(const model::Value& delivery, Table& table) {
  const model::Value* attempts = delivery.find("attempts");
  table.add({std::string(delivery.text_at("id")), std::string(delivery.text_at("tenant")),
             std::string(delivery.text_at("target")), std::string(delivery.text_at("state")),
             attempts != nullptr ? std::to_string(attempts->as_integer()) : "-",
             std::string(delivery.text_at("received_at")), error_text(delivery)});
}

Result<std::size_t> for_each_delivery(Call& call,
                                      const std::vector<std::pair<std::string, std::string>>& filters,
                                      std::size_t most,
                                      const std::function<bool(const model::Value&)>& visit) {
  std::string query;
  for (const auto& [name, value] : filters) query += '&' + name + '=' + encode(value);

  std::size_t seen = 0;
  std::string after;
  while (seen < most && !call.is_interrupted()) {
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
