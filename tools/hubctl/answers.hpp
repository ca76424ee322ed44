// What several commands read in answers of the admin API. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/problem.hpp"
#include "core/policy/resource_document.hpp"
#include "tools/hubctl/rest_client.hpp"

namespace hub::hubctl {

// 0 when there is no such integer.
std::int64_t integer_at(const model::Value& object, std::string_view name);
// The integer as people read it; `absent` when there is none.
std::string number_at(const model::Value& object, std::string_view name, std::string_view absent);
bool boolean_at(const model::Value& object, std::string_view name);
// Empty when there is no such list.
std::span<const model::Value> list_at(const model::Value& object, std::string_view name);

// The texts of a list, with commas between.
std::string joined_at(const model::Value& object, std::string_view name);

config::Problem problem_of(const model::Value& value);
policy::ResourceId resource_id_of(const model::Value& value);

struct ResourceText {
  std::string name;  // of the file
  std::string text;
};
// The answer has `problems` and `changes`, lists both.
Result<Document> apply_resources(RestClient& hub, const std::vector<ResourceText>& files, bool dry_run);

// What the hub has, by id: text and, of a folder's, its file. `query`: "?tenant=acme", or nothing.
using LiveResources = std::map<policy::ResourceId, std::pair<std::string, std::string>>;
Result<LiveResources> live_resources(RestClient& hub, const std::string& query);

}  // namespace hub::hubctl
