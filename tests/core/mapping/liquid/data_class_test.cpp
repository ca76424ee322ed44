// How personal a result is: the highest of everything that flowed in, conditions included, at run time and
// before.
#include <boost/test/unit_test.hpp>

#include "core/model/builder.hpp"
#include "tests/core/mapping/liquid/liquid_fixture.hpp"

namespace hub::mapping::liquid {
namespace {

using model::DataClass;
using model::Value;

constexpr DataClass kPseudonymous = DataClass::pseudonymous;
constexpr DataClass kDirect = DataClass::direct;
constexpr DataClass kFreeText = DataClass::free_text;

// Shapes are harmless, contents are not: id none, session pseudonymous, mail direct, messages[].text free
// text.
Value sample(model::Arena& arena) {
  const auto message = [&arena](std::string_view role, std::string_view text) {
    model::ObjectBuilder built(arena);
    built.add("role", Value::string(role));
    built.add("text", Value::string(text, kFreeText));
    return built.finish();
  };
  model::ArrayBuilder messages(arena);
  messages.add(message("agent", "hello"));
  messages.add(message("visitor", "I am Ann"));
  model::ObjectBuilder root(arena);
  root.add("id", Value::string("c1"));
  root.add("session", Value::string("s1", kPseudonymous));
  root.add("mail", Value::string("ann@example.com", kDirect));
  root.add("messages", messages.finish());
  return root.finish();
}

DataClass sample_class(const Path& path) {
  if (path[0] == "session") return kPseudonymous;
  if (path[0] == "mail") return kDirect;
  if (path[0] == "id") return DataClass::none;
  if (path[0] != "messages") return path.size() == 1 && path[0] != "[]" ? DataClass::none : kFreeText;
  return path.size() > 1 && (path.back() == "role" || path.back() == "size") ? DataClass::none : kFreeText;
}

struct Case {
  const char* text;
  DataClass expected;
  // Where the run does not come upon everything that the analysis must count.
  std::optional<DataClass> before = {};
};

const Case kCases[] = {
    {"{{ id }}", DataClass::none},
    {"plain", DataClass::none},
    {"{{ session }}{{ id }}", kPseudonymous},
    {"{{ id | append: mail }}", kDirect},
    {"{{ mail | size }}", kDirect},
    {"{{ id | default: mail }}", kDirect},
    {"{% if mail contains 'a' %}x{% endif %}", kDirect},
    {"{% unless mail %}x{% endunless %}", kDirect},
    {"{% case session %}{% when 's2' %}x{% else %}y{% endcase %}", kPseudonymous},
    {"{% if id == 'c1' %}x{% elsif mail %}y{% endif %}z", DataClass::none, kDirect},
    {"{% assign a = mail %}{{ id }}", DataClass::none},
    {"{% assign a = mail %}{{ a }}", kDirect},
    {"{% assign a = mail %}{% assign a = id %}{{ a }}", DataClass::none},
    {"{% assign a = id %}{% if mail == 'x' %}{% assign a = 'y' %}{% endif %}{{ a }}", kDirect},
    {"{% capture a %}{{ mail }}{% endcapture %}{{ a | upcase }}", kDirect},
    {"{% for m in messages %}{{ m.role }}{% endfor %}", DataClass::none},
    {"{% for m in messages %}{{ m.text }}{% endfor %}", kFreeText},
    {"{% for m in messages %}{{ m.text | redact }}{% endfor %}", kDirect},
    {"{% for m in messages %}{{ m.text | mask }}{% endfor %}", kPseudonymous},
    {"{% for m in messages %}{% if m.text contains 'x' %}{% break %}{% endif %}.{% endfor %}", kFreeText},
    {"{% for m in messages %}{% if m.role == 'agent' %}{{ m.role }}{% endif %}{% endfor %}", DataClass::none},
    {"{{ messages | map: 'role' | join: ', ' }}", DataClass::none},
    {"{{ messages | map: 'text' | first }}", kFreeText},
    {"{{ messages | where: 'role', 'agent' | map: 'role' | join }}", DataClass::none},
    {"{{ messages | where: 'text' | map: 'role' | join }}", kFreeText},
    {"{{ messages[0].role }}{{ messages.first.role }}{{ messages.size }}", DataClass::none},
    {"{{ messages | json }}", kFreeText},
    {"{{ messages }}", kFreeText},
    {"{{ mail | mask }}", kPseudonymous},
    {"{{ mail | redact }}", kDirect},
    {"{{ id | redact }}", DataClass::none},
    {"{% if mail == 'x' %}{{ id | mask }}{% endif %}", kDirect},
    {"{% for x in (1..2) %}{% if x == 2 %}{{ a }}{% endif %}{% assign a = mail %}{% endfor %}", kDirect},
    {"{% for x in (1..2) %}{% cycle id, mail %}{% endfor %}", kDirect},
    {"{{ messages[0][id] }}", DataClass::none, kFreeText},
};

BOOST_AUTO_TEST_SUITE(data_class)

BOOST_AUTO_TEST_CASE(a_result_is_as_personal_as_what_flowed_in) {
  for (const Case& test : kCases) {
    const auto compiled = compile(test.text);
    BOOST_REQUIRE(compiled.ok());
    model::Arena arena;
    const auto rendered = compiled.result->render(sample(arena), {}, arena);
    BOOST_REQUIRE(rendered.ok());
    BOOST_TEST((rendered->data_class == test.expected),
               test.text << ": " << to_string(rendered->data_class) << ", not " << to_string(test.expected));
  }
}

BOOST_AUTO_TEST_CASE(the_class_before_the_run_is_never_lower) {
  for (const Case& test : kCases) {
    const auto compiled = compile(test.text);
    const DataClass before = compiled.result->class_of(sample_class);
    const DataClass expected = test.before.value_or(test.expected);
    BOOST_TEST((before == expected),
               test.text << ": " << to_string(before) << ", not " << to_string(expected));
  }
}

BOOST_AUTO_TEST_CASE(an_evaluated_value_keeps_its_class) {
  model::Arena arena;
  const auto compiled = compile("{{ mail | size }}");
  const auto value = compiled.result->evaluate(sample(arena), {}, arena);
  BOOST_REQUIRE(value.ok());
  BOOST_TEST((value->data_class() == kDirect));
  CompileOptions options;
  options.syntax = Syntax::condition;
  const auto condition = compile("id == 'c1' and mail contains '@'", options);
  BOOST_TEST((condition.result->evaluate(sample(arena), {}, arena)->data_class() == kDirect));
  BOOST_TEST((condition.result->class_of(sample_class) == kDirect));
}

BOOST_AUTO_TEST_CASE(the_paths_a_template_reads_are_known_with_their_places) {
  const auto compiled = compile(
      "{% assign v = visitor %}{{ v.geo['country'] }}\n{% for m in transcript.messages %}{{ m.text | lookup: "
      "'t' }}{% endfor %}"
      "{{ agents | map: 'name' | first }}{{ tags[0] }}{{ custom[id] }}{{ web.path.last | redact: 'email' }}");
  BOOST_REQUIRE(compiled.ok());
  std::string reads;
  for (const PathRead& read : compiled.result->analysis().reads) {
    reads += std::to_string(read.at.line) + ":" + std::to_string(read.at.column) + " ";
    for (const std::string& step : read.path) reads += step + (&step == &read.path.back() ? "\n" : ".");
  }
  BOOST_TEST(
      reads ==
      "1:15 visitor\n1:28 visitor.geo.country\n2:13 transcript.messages\n2:38 transcript.messages.[].text\n"
      "2:76 agents\n2:85 agents.[].name\n2:110 tags.[]\n2:130 id\n2:123 custom.[]\n2:139 web.path.[]\n");
  const Analysis& analysis = compiled.result->analysis();
  BOOST_TEST(analysis.filters.size() == 4U);
  BOOST_TEST(analysis.tables.at(0).name == "t");
  BOOST_TEST(analysis.redacted.at(0).name == "email");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hub::mapping::liquid
