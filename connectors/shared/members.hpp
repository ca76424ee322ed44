// Members of a vendor's JSON, whatever else it may have sent: what is absent or of another kind counts as
// empty. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/model/value.hpp"

namespace hub::connectors {

std::span<const model::Value> list_at(const model::Value& object, std::string_view name);
bool flag_at(const model::Value& object, std::string_view name, bool fallback = false);

// Ids come as numbers and as texts, at times from one and the same vendor.
std::string id_at(const model::Value& object, std::string_view name = "id");
// Digits and nothing else, at most so many: an id of a target that counts.
bool is_number(std::string_view text, std::size_t digits_max = 18);
// The first of these objects whose id is this one, or another member that is told apart like one; null when
// there is none.
const model::Value* find_by(std::span<const model::Value> objects, std::string_view name,
                            std::string_view id);

}  // namespace hub::connectors
