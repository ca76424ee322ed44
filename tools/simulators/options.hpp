// Options of a command as "--name value" pairs. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace hub::simulators {

// "--name value" pairs after the command's name. Fails with config when an option is unknown or has no value.
using Options = std::map<std::string, std::string>;
Result<Options> parse_options(const std::vector<std::string>& arguments,
                              const std::vector<std::string>& known);
long number_option(const Options& options, const std::string& name, long fallback);
std::string text_option(const Options& options, const std::string& name, const std::string& fallback);

}  // namespace hub::simulators
