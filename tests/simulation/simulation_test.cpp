#include <boost/test/unit_test.hpp>

#include "tests/simulation/world.hpp"

using namespace hub::simulation;

namespace {
WorldReport run(std::uint64_t seed, hub::milliseconds keeps_metadata = {}) {
  WorldSettings settings;
  settings.seed = seed;
  settings.keeps_metadata = keeps_metadata;
  World world(settings);
  return world.run();
}
}  // namespace

BOOST_AUTO_TEST_SUITE(simulation)

BOOST_AUTO_TEST_CASE(no_seed_loses_doubles_or_forgets_to_forget) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const WorldReport report = run(seed);
    for (const std::string& violation : report.violations) BOOST_ERROR("seed " << seed << ": " << violation);
  }
}

BOOST_AUTO_TEST_CASE(no_seed_does_where_metadata_stay_for_a_while_either) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const WorldReport report = run(seed, std::chrono::minutes(5));
    for (const std::string& violation : report.violations) BOOST_ERROR("seed " << seed << ": " << violation);
  }
}

BOOST_AUTO_TEST_CASE(a_seed_replays_to_the_same_trace) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) BOOST_TEST(run(seed).trace_hash == run(seed).trace_hash);
  BOOST_TEST(run(1).trace_hash != run(2).trace_hash);
}

BOOST_AUTO_TEST_SUITE_END()
