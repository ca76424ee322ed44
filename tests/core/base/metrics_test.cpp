#include "core/base/metrics.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(the_same_name_and_labels_count_together) {
  hub::metrics::Registry registry;
  registry.counter("a_total", "A.", {{"lane", "x"}}).add(2);
  registry.counter("a_total", "A.", {{"lane", "x"}}).add();
  registry.counter("a_total", "A.", {{"lane", "y"}}).add();
  BOOST_TEST(registry.counter("a_total", "A.", {{"lane", "x"}}).value() == 3u);
  BOOST_TEST(registry.expose() ==
             "# HELP a_total A.\n# TYPE a_total counter\na_total{lane=\"x\"} 3\na_total{lane=\"y\"} 1\n");
}

BOOST_AUTO_TEST_CASE(label_values_are_escaped) {
  hub::metrics::Registry registry;
  registry.gauge("g", "G.", {{"name", "a\"b\\c\nd"}}).set(-4);
  BOOST_TEST(registry.expose().find(R"(g{name="a\"b\\c\nd"} -4)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_histogram_counts_cumulatively_up_to_infinity) {
  hub::metrics::Registry registry;
  auto& histogram = registry.histogram("d_seconds", "D.");
  histogram.observe(1ms);
  histogram.observe(30ms);
  histogram.observe(2h);
  const std::string text = registry.expose();
  BOOST_TEST(text.find("d_seconds_bucket{le=\"0.001\"} 1\n") != std::string::npos);
  BOOST_TEST(text.find("d_seconds_bucket{le=\"0.05\"} 2\n") != std::string::npos);
  BOOST_TEST(text.find("d_seconds_bucket{le=\"3600\"} 2\n") != std::string::npos);
  BOOST_TEST(text.find("d_seconds_bucket{le=\"+Inf\"} 3\n") != std::string::npos);
  BOOST_TEST(text.find("d_seconds_sum 7200.031000\n") != std::string::npos);
  BOOST_TEST(text.find("d_seconds_count 3\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
