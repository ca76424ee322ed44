#include <chrono>

#include "core/mapping/liquid/json_lines.hpp"
#include "tools/hubctl/commands.hpp"

namespace hub::hubctl {
namespace {

int liquid(Call& call) {
  mapping::liquid::JsonLinesOptions options;
  options.now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  const std::size_t errors = mapping::liquid::run_json_lines(call.in, call.out, options);
  return errors == 0 ? kDone : kFoundProblems;
}

}  // namespace

std::vector<Command> liquid_commands() {
  return {{"liquid",
           "",
           0,
           0,
           "Renders templates: a line {\"template\", \"data\"} in, a line {\"result\"} or {\"error\"} out.",
           {},
           liquid}};
}

}  // namespace hub::hubctl
