// The reference page of the template language: nothing is missing, and every example does what it says.
#include "core/mapping/tools/liquid_reference.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/mapping/liquid/filter_spec.hpp"
#include "core/mapping/liquid/tag_names.hpp"

using namespace hub::mapping;  // NOLINT: a test of this part

namespace {

std::vector<std::string_view> names_of(const std::vector<LiquidEntry>& entries) {
  std::vector<std::string_view> names;
  for (const LiquidEntry& entry : entries) names.push_back(entry.name);
  std::ranges::sort(names);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(liquid_reference)

BOOST_AUTO_TEST_CASE(every_filter_and_tag_of_the_compiler_is_described) {
  std::vector<std::string_view> filters;
  for (const auto& filter : liquid::all_filters()) filters.push_back(filter.name);
  BOOST_TEST(names_of(liquid_filter_entries()) == filters, boost::test_tools::per_element());
  const auto tags = liquid::all_tags();
  BOOST_TEST(names_of(liquid_tag_entries()) == std::vector(tags.begin(), tags.end()),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_example_uses_what_it_describes_and_renders) {
  for (const auto* entries : {&liquid_filter_entries(), &liquid_tag_entries()}) {
    for (const LiquidEntry& entry : *entries) {
      BOOST_TEST(entry.example.find(entry.name) != std::string_view::npos, entry.name);
      BOOST_TEST(!entry.meaning.empty(), entry.name);
      BOOST_TEST(!liquid_example_result(entry.example).starts_with("error"),
                 entry.name << ": " << liquid_example_result(entry.example));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_page_is_up_to_date) {
  const std::string path = HUB_SOURCE_DIR "/mappings/liquid.md";
  const std::string page = liquid_reference_page();
  if (std::getenv("HUB_UPDATE_FILES")) std::ofstream(path) << page;
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  BOOST_TEST(text.str() == page, "mappings/liquid.md is out of date: run this test with HUB_UPDATE_FILES=1");
}

BOOST_AUTO_TEST_SUITE_END()
