// hub-simulators COMMAND: stand-ins for the platform and the targets, to rehearse with and to test against.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tools/simulators/command.hpp"

namespace hub::simulators {

std::optional<Options> parse_options(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& known) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    bool is_known = false;
    for (const std::string& name : known) is_known = is_known || arguments[i] == "--" + name;
    if (!is_known || i + 1 == arguments.size()) {
      std::fprintf(stderr, "hub-simulators: unknown or incomplete option %s\n", arguments[i].c_str());
      return std::nullopt;
    }
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

namespace {

int help(std::FILE* out, int status) {
  std::fputs(
      "hub-simulators COMMAND [--option value]...\n"
      "\n"
      "  salesforce   an org: --port N --client-id ID --client-secret SECRET --jwt-key PEM --latency MS\n"
      "               --daily-limit N --page-rows N\n"
      "\n"
      "  engage       the platform: --events-url URL --secret-file FILE --events N --seed N --sources A,B\n"
      "               --file EVENTS --mode structured|binary|batched --connections N --rate N --thin-every "
      "N\n"
      "               --messages-max N --port N\n"
      "  events       prints made-up events: --events N --seed N --sources A,B --messages-max N --updates 0\n"
      "\n"
      "Prints one JSON line with its addresses when it is ready, and runs until it is told to stop.\n"
      "Control: GET URL/_control/state, POST URL/_control/faults {\"kind\":..., \"operation\":...},\n"
      "DELETE URL/_control/faults, POST URL/_control/reset.\n",
      out);
  return status;
}

}  // namespace
}  // namespace hub::simulators

int main(int argc, char** argv) {
  using namespace hub::simulators;
  const std::vector<std::string> arguments(argv + std::min(argc, 2), argv + argc);
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "engage") return run_engage(arguments);
  if (command == "events") return print_events(arguments);
  if (command == "salesforce") return run_salesforce(arguments);
  if (command == "--help" || command == "help") return help(stdout, 0);
  return help(stderr, 2);
}
