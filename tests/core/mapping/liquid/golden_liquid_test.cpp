// The cases of the public conformance suite golden-liquid that lie beside the sources, as data. Skipped where
// absent.
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/core/mapping/liquid/liquid_fixture.hpp"

namespace hub::mapping::liquid {
namespace {

constexpr std::array<std::string_view, 8> kRefused = {"include tag",   "render tag",    "tablerow tag",
                                                      "ifchanged tag", "increment tag", "decrement tag",
                                                      "doc tag",       "snippet tag"};

bool is_refused(const model::Value& item) {
  const model::Value* tags = item.find("tags");
  if (!tags) return false;
  return std::ranges::any_of(tags->as_array(), [](const model::Value& tag) {
    return std::ranges::find(kRefused, tag.as_string()) != kRefused.end();
  });
}

bool accepted(const model::Value& item, const std::string& text) {
  if (const model::Value* results = item.find("results")) {
    return std::ranges::any_of(results->as_array(),
                               [&text](const model::Value& r) { return r.as_string() == text; });
  }
  return item.text_at("result") == text;
}

// What came of a case that should have come out otherwise; empty when all is well.
std::string judge(const model::Value& item, model::Arena& arena) {
  const bool invalid = item.find("invalid") != nullptr && item.find("invalid")->as_boolean();
  const Compilation compiled = compile(item.text_at("template"));
  if (!compiled.ok()) return invalid ? "" : "refused: " + compiled.error->message;
  RenderContext context;
  context.event_time = test::fixed_now();
  const model::Value* data = item.find("data");
  const auto rendered = compiled.result->render(data ? *data : model::Value::object({}), context, arena);
  if (!rendered) return invalid ? "" : "failed: " + rendered.error().message;
  if (invalid) return "accepted";
  return accepted(item, std::string(rendered->text)) ? "" : "rendered: " + std::string(rendered->text);
}

BOOST_AUTO_TEST_SUITE(golden_liquid)

BOOST_AUTO_TEST_CASE(every_case_in_scope_renders_as_the_suite_says) {
  std::ifstream file(HUB_SOURCE_DIR "/../shared/golden-liquid/golden_liquid_part.json");
  if (!file) {
    std::cout << "skipped: no ../shared/golden-liquid\n";
    return;
  }
  std::ostringstream text;
  text << file.rdbuf();
  model::JsonParser parser;
  model::Arena arena;
  const auto suite = parser.parse(text.str(), arena);
  BOOST_REQUIRE(suite.ok());
  int passed = 0;
  for (const model::Value& item : suite->find("tests")->as_array()) {
    if (is_refused(item)) {
      const auto compiled = compile(item.text_at("template"));
      BOOST_TEST(!compiled.ok(), item.text_at("name"));
      continue;
    }
    const std::string verdict = judge(item, arena);
    BOOST_TEST(verdict == "", item.text_at("name") << " " << item.text_at("template"));
    if (verdict.empty()) ++passed;
  }
  std::cout << "golden-liquid: " << passed << " cases in scope pass\n";
  BOOST_TEST(passed > 500);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hub::mapping::liquid
