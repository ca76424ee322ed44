// How two values differ, line by line, for people who read test results. Only for values of tests: it shows
// content. Pure functions; any thread.
#pragma once

#include <string>

#include "core/model/value.hpp"

namespace hub::mapping {

enum class Match { exact, includes };  // includes: members that are not expected do not matter

// Empty when they agree, else for each difference its path, what was expected and what came.
std::string value_diff(const model::Value& expected, const model::Value& actual, Match match,
                       const std::string& path = {});

}  // namespace hub::mapping
