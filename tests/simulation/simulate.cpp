// simulate --seeds N --first S [--nodes N] [--json] [--stop] [--tell] [--metadata]: runs many worlds and
// reports every seed that broke an invariant, or only the first with --stop; --tell prints what happens in
// them; with --metadata those of delivered cases stay for five minutes; with --nodes each is a fleet of so
// many nodes.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/simulation/fleet/fleet_world.hpp"
#include "tests/simulation/world.hpp"

namespace {

constexpr std::size_t kViolationsShown = 3;

std::string summary(const std::vector<std::string>& violations) {
  std::string text;
  for (std::size_t i = 0; i < violations.size() && i < kViolationsShown; ++i) {
    text += (i > 0 ? "; " : "") + violations[i];
  }
  if (violations.size() > kViolationsShown) text += "; ...";
  return text;
}

struct Options {
  std::uint64_t seeds = 1000, first = 1, nodes = 0;
  bool json = false, tells = false, stops = false, keeps_metadata = false;
};

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      options.json = true;
    } else if (std::strcmp(argv[i], "--stop") == 0) {
      options.stops = true;
    } else if (std::strcmp(argv[i], "--tell") == 0) {
      options.tells = true;
    } else if (std::strcmp(argv[i], "--metadata") == 0) {
      options.keeps_metadata = true;
    } else if (i + 1 < argc && std::strcmp(argv[i], "--seeds") == 0) {
      options.seeds = std::strtoull(argv[++i], nullptr, 10);
    } else if (i + 1 < argc && std::strcmp(argv[i], "--first") == 0) {
      options.first = std::strtoull(argv[++i], nullptr, 10);
    } else if (i + 1 < argc && std::strcmp(argv[i], "--nodes") == 0) {
      options.nodes = std::strtoull(argv[++i], nullptr, 10);
    } else {
      return false;
    }
  }
  return options.nodes == 0 || !options.keeps_metadata;
}

hub::simulation::WorldReport run_hub(const Options& options, std::uint64_t seed) {
  hub::simulation::WorldSettings settings;
  settings.seed = seed;
  settings.tells = options.tells;
  if (options.keeps_metadata) settings.keeps_metadata = std::chrono::minutes(5);
  hub::simulation::World world(settings);
  return world.run();
}

hub::simulation::WorldReport run_fleet(const Options& options, std::uint64_t seed) {
  hub::simulation::FleetSettings settings;
  settings.seed = seed;
  settings.tells = options.tells;
  settings.nodes = options.nodes;
  hub::simulation::FleetWorld world(settings);
  return world.run();
}

void tell(const hub::simulation::WorldReport& report, const Options& options, std::uint64_t seed) {
  const std::string nodes = options.nodes > 0 ? " --nodes " + std::to_string(options.nodes) : "";
  std::fprintf(stderr, "seed %llu: %s (trace %016llx); replay: simulate --seeds 1 --first %llu%s\n",
               static_cast<unsigned long long>(seed), summary(report.violations).c_str(),
               static_cast<unsigned long long>(report.trace_hash), static_cast<unsigned long long>(seed),
               nodes.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fprintf(
        stderr,
        "usage: simulate [--seeds N] [--first S] [--json] [--stop] [--tell] [--metadata | --nodes N]\n");
    return 2;
  }
  std::uint64_t failed = 0, accepted = 0, boots = 0, faults = 0, trace = 0;
  hub::simulation::Tally tally;
  for (std::uint64_t seed = options.first; seed < options.first + options.seeds; ++seed) {
    const auto report = options.nodes > 0 ? run_fleet(options, seed) : run_hub(options, seed);
    accepted += report.accepted;
    boots += report.boots;
    faults += report.faults;
    tally += report.tally;
    trace = trace * 31 + report.trace_hash;
    if (report.violations.empty()) continue;
    ++failed;
    tell(report, options, seed);
    if (options.stops) break;
  }
  const char* format =
      options.json ? "{\"seeds\":%llu,\"failed\":%llu,\"accepted\":%llu,\"boots\":%llu,"
                     "\"faults\":%llu,\"trace\":\"%016llx\",\"happened\":{%s}}\n"
                   : "%llu seeds, %llu failed; %llu cases, %llu boots, %llu faults; trace %016llx; %s\n";
  const std::string happened = options.nodes > 0 ? tally.json() : "";
  std::printf(format, static_cast<unsigned long long>(options.seeds), static_cast<unsigned long long>(failed),
              static_cast<unsigned long long>(accepted), static_cast<unsigned long long>(boots),
              static_cast<unsigned long long>(faults), static_cast<unsigned long long>(trace),
              happened.c_str());
  return failed == 0 ? 0 : 1;
}
