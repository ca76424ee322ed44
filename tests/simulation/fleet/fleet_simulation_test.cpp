#include <boost/test/unit_test.hpp>

#include "tests/simulation/fleet/fleet_world.hpp"

using namespace hub::simulation;

namespace {

constexpr std::uint64_t kSeeds = 100;  // tools/simulate runs more

WorldReport run(std::uint64_t seed, std::size_t nodes = 3) {
  FleetSettings settings;
  settings.seed = seed;
  settings.nodes = nodes;
  FleetWorld world(settings);
  return world.run();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet_simulation)

BOOST_AUTO_TEST_CASE(no_seed_loses_doubles_or_deletes_too_early_whatever_becomes_of_the_nodes) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const WorldReport report = run(seed);
    for (const std::string& violation : report.violations) BOOST_ERROR("seed " << seed << ": " << violation);
    tally += report.tally;
  }
  for (std::size_t what = 0; what < kHappenings.size(); ++what)
    BOOST_TEST(tally[what] > 0u, "it never happened: " << kHappenings[what]);
}

BOOST_AUTO_TEST_CASE(a_seed_replays_to_the_same_trace) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) BOOST_TEST(run(seed).trace_hash == run(seed).trace_hash);
  BOOST_TEST(run(1).trace_hash != run(2).trace_hash);
  BOOST_TEST(run(1).trace_hash != run(1, 2).trace_hash);
}

BOOST_AUTO_TEST_SUITE_END()
