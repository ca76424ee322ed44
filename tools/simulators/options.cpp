#include "tools/simulators/options.hpp"

#include <cstdlib>

namespace hub::simulators {

Result<Options> parse_options(const std::vector<std::string>& arguments,
                              const std::vector<std::string>& known) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    bool is_known = false;
    for (const std::string& name : known) is_known = is_known || arguments[i] == "--" + name;
    if (!is_known || i + 1 == arguments.size())
      return config_error("unknown or incomplete option " + arguments[i]);
    options[arguments[i].substr(2)] = arguments[i + 1];
  }
  return options;
}

long number_option(const Options& options, const std::string& name, long fallback) {
  const auto found = options.find(name);
  return found == options.end() ? fallback : std::atol(found->second.c_str());
}

std::string text_option(const Options& options, const std::string& name, const std::string& fallback) {
  const auto found = options.find(name);
  return found == options.end() ? fallback : found->second;
}

}  // namespace hub::simulators
