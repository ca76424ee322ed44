// The tags of the language, and those of Liquid that it leaves out. Immutable; any thread.
#pragma once

#include <span>
#include <string_view>

namespace hub::mapping::liquid {

// Those that open something or stand alone: without else, endif and their like.
std::span<const std::string_view> all_tags();
std::span<const std::string_view> refused_tags();

}  // namespace hub::mapping::liquid
