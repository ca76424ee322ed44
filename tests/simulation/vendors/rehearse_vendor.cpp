// rehearse_vendor [--tell] CONNECTOR TARGET_YAML MAPPING EVENTS CRASHES [SIMULATOR_OPTION...]: a hub delivers
// the events to the shipped simulator on virtual time. Prints a line with what came of it and the simulator's
// address, and goes on serving that until standard input ends.
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "core/base/buffer.hpp"
#include "tests/simulation/vendors/vendor_rehearsal.hpp"

namespace {

using hub::simulation::VendorReport;
using hub::simulation::VendorSettings;

VendorSettings read_settings(char** arguments, char** end) {
  VendorSettings settings;
  settings.connector = arguments[0];
  std::ifstream target(arguments[1]);
  settings.target_yaml.assign(std::istreambuf_iterator<char>(target), {});
  settings.mapping_file = arguments[2];
  std::ifstream events(arguments[3]);
  for (std::string line; std::getline(events, line);) settings.events.push_back(line);
  settings.crashes = std::strtoull(arguments[4], nullptr, 10);
  settings.simulator_arguments.assign(arguments + 5, end);
  return settings;
}

void print(const VendorReport& report, const std::string& url) {
  hub::Buffer texts;
  hub::model::write_json_member("trouble", report.trouble, texts);
  texts.append(",");
  hub::model::write_json_member("violation", report.violation, texts);
  texts.append(",");
  hub::model::write_json_member("url", url, texts);
  std::printf(
      "{\"accepted\":%zu,\"delivered\":%zu,\"dead_letters\":%zu,\"crashes\":%zu,\"minutes\":%.1f,%.*s}\n",
      report.accepted, report.delivered, report.dead_letters, report.crashes,
      static_cast<double>(report.took.count()) / 60'000, static_cast<int>(texts.view().size()),
      texts.view().data());
  std::fflush(stdout);
}

bool has_input_ended() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  char byte = 0;
  return ::poll(&input, 1, 0) > 0 && ::read(STDIN_FILENO, &byte, 1) <= 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool tells = argc > 1 && std::string_view(argv[1]) == "--tell";
  const int first = tells ? 2 : 1;
  if (argc < first + 5) {
    std::fprintf(stderr,
                 "usage: rehearse_vendor [--tell] CONNECTOR TARGET_YAML MAPPING EVENTS CRASHES "
                 "[SIMULATOR_OPTION...]\n");
    return 2;
  }
  VendorSettings settings = read_settings(argv + first, argv + argc);
  settings.tells = tells;
  hub::simulation::VendorRehearsal rehearsal(std::move(settings));
  const auto report = rehearsal.run();
  if (!report.ok()) {
    std::fprintf(stderr, "rehearse_vendor: %s\n", report.error().message.c_str());
    return 1;
  }
  print(*report, rehearsal.simulator_url());
  rehearsal.serve(has_input_ended);
  return 0;
}
