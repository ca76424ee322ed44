// Every limit of a template is an error that names it, and nothing an error says comes from the data.
#include <boost/test/unit_test.hpp>

#include "core/mapping/liquid/filter_spec.hpp"
#include "tests/core/mapping/liquid/liquid_fixture.hpp"

namespace hub::mapping::liquid {
namespace {

using test::run;

std::string limit_of(std::string_view text, std::string_view json, const Limits& limits) {
  const auto compiled = compile(text);
  BOOST_REQUIRE(compiled.ok());
  model::Arena arena;
  model::JsonParser parser;
  RenderContext context;
  context.limits = limits;
  const auto rendered = compiled.result->render(*parser.parse(json, arena), context, arena);
  if (rendered.ok()) return "none";
  BOOST_TEST(rendered.error().code == "limit");
  BOOST_REQUIRE(rendered.error().fields.size() == 1U);
  return rendered.error().fields.front();
}

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(too_much_output_is_no_output) {
  const Limits small{.output_bytes = 10, .loop_turns = 1000, .work = 100'000};
  BOOST_TEST(limit_of("0123456789", "{}", small) == "none");
  BOOST_TEST(limit_of("0123456789a", "{}", small) == "output_bytes");
  BOOST_TEST(limit_of("{{ t }}{{ t }}", R"({"t":"0123456"})", small) == "output_bytes");
  BOOST_TEST(limit_of("{% capture c %}{{ t }}{{ t }}{% endcapture %}", R"({"t":"0123456"})", small) ==
             "output_bytes");
  BOOST_TEST(limit_of("{% assign c = t | append: t %}", R"({"t":"0123456"})", small) == "output_bytes");
}

BOOST_AUTO_TEST_CASE(loops_turn_only_so_often_all_together) {
  const Limits few{.output_bytes = 1000, .loop_turns = 100, .work = 100'000};
  BOOST_TEST(limit_of("{% for x in (1..100) %}{% endfor %}", "{}", few) == "none");
  BOOST_TEST(limit_of("{% for x in (1..101) %}{% endfor %}", "{}", few) == "loop_turns");
  BOOST_TEST(limit_of("{% for x in (1..11) %}{% for y in (1..11) %}{% endfor %}{% endfor %}", "{}", few) ==
             "loop_turns");
}

BOOST_AUTO_TEST_CASE(work_is_limited_whatever_it_is_spent_on) {
  const Limits little{.output_bytes = 1'000'000, .loop_turns = 1'000'000, .work = 10'000};
  BOOST_TEST(limit_of("{% for x in (1..11000) %}{% endfor %}", "{}", little) == "work");
  BOOST_TEST(limit_of("{{ (1..9223372036854775807) | join }}", "{}", little) == "work");
  BOOST_TEST(
      limit_of("{% assign a = 'ab' %}{% for x in (1..100) %}{% assign a = a | append: a %}{% endfor %}", "{}",
               little) == "work");
  BOOST_TEST(limit_of("{% assign a = 'a b c' | split: ' ' %}{% for x in (1..100) %}{% assign a = a | concat: "
                      "a %}{% endfor %}",
                      "{}", little) == "work");
}

BOOST_AUTO_TEST_CASE(nesting_is_limited_when_compiling) {
  const auto nested = [](int depth, std::string open, std::string close) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += open;
    for (int i = 0; i < depth; ++i) text += close;
    return text;
  };
  BOOST_TEST(!run(nested(60, "{% if a %}", "{% endif %}")).failed);
  BOOST_TEST(run(nested(70, "{% if a %}", "{% endif %}")).text.find("limit: nesting") != std::string::npos);
  BOOST_TEST(run("{{ " + nested(70, "a[", "]") + " }}").failed);
  BOOST_TEST(run("{{ " + std::string(100'000, '(') + " }}").failed);
}

BOOST_AUTO_TEST_CASE(a_source_has_a_size) {
  CompileOptions options;
  options.source_bytes_max = 10;
  BOOST_TEST(compile("0123456789", options).ok());
  BOOST_TEST(!compile("0123456789a", options).ok());
}

// Every filter gets values it cannot use; no message may repeat them.
BOOST_AUTO_TEST_CASE(no_error_holds_what_stood_in_the_data) {
  const char* json =
      R"({"s":"Zq7marker!","l":["Zq7marker",5,{"Zq7marker":"Zq7marker"}],"o":{"Zq7marker":"Zq7marker"},"b":true,"f":-1.5e300})";
  int failures = 0;
  for (const FilterSpec& spec : all_filters()) {
    for (const char* input : {"s", "l", "o", "b", "f", "nothing"}) {
      for (const char* argument : {"s", "l", "o", "b", "f", "nothing"}) {
        std::string text = std::string("{{ ") + input + " | " + std::string(spec.name);
        const int count = spec.name == "redact" ? 0 : spec.arguments_max;
        for (int i = 0; i < count; ++i) text += std::string(i == 0 ? ": " : ", ") + argument;
        const auto outcome = run(text + " }}", json);
        if (!outcome.failed) continue;
        ++failures;
        BOOST_TEST(outcome.code != "syntax", text);
        BOOST_TEST(outcome.text.find("Zq7") == std::string::npos, text);
      }
    }
  }
  for (const char* text : {"{% for x in l limit: s %}{% endfor %}", "{% if s > 1 %}{% endif %}",
                           "{{ (b..o) }}", "{% for x in l offset: o %}{% endfor %}"}) {
    const auto outcome = run(text, json);
    BOOST_TEST(outcome.failed);
    BOOST_TEST(outcome.text.find("Zq7") == std::string::npos);
  }
  BOOST_TEST(failures > 100);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hub::mapping::liquid
