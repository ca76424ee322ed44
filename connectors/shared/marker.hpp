// The last line of a text that stands for a record of ours, where what is written below a ticket has no key
// of its own: "Ref. KEY". Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::connectors {

std::string marker(std::string_view key);

// The text with its marker; lives in `arena`.
std::string_view with_marker(std::string_view text, std::string_view key, model::Arena& arena);

// The first of these objects whose member `text_field` ends with that key's marker; null when there is none.
const model::Value* find_marked(std::span<const model::Value> objects, std::string_view text_field,
                                std::string_view key);

}  // namespace hub::connectors
