// The --limit of commands that list: how many rows a person wants at most. One thread.
#pragma once

#include <cstddef>
#include <optional>

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// For the command's table of options.
inline constexpr Option kLimitOption{"limit", "N", "at most so many, up to 1000000; 50 if absent"};

// Nothing when what was given is no such number; the person is told then.
std::optional<std::size_t> list_limit(const Call& call);

}  // namespace hub::hubctl
