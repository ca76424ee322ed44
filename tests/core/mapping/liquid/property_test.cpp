// What must hold for every template: the same text every time, JSON that parses, and no class below what
// flowed in.
#include <array>
#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/core/mapping/liquid/liquid_fixture.hpp"

namespace hub::mapping::liquid {
namespace {

using model::DataClass;

constexpr int kTemplates = 3000;
constexpr std::uint64_t kSeed = 11;

constexpr std::string_view kJson =
    R"({"none":{"a":"x","n":3,"l":["p","q"]},"pseudonymous":{"a":"s-1","n":5,"l":[{"k":"v"}]},)"
    R"("direct":{"a":"ann@example.com","n":-2.5,"l":[1,2]},"free_text":{"a":"say \"hi\"\n<b>","n":0,"l":[{"k":"w"},null]}})";

// Random templates over values of every class. The same seed gives the same templates.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string text(int depth = 3) {
    std::string made;
    for (std::size_t i = 1 + below(3); i > 0; --i) made += block(depth);
    return made;
  }
  std::size_t below(std::size_t n) { return random_() % n; }

 private:
  template <std::size_t N>
  std::string pick(const std::array<const char*, N>& list) {
    return list[below(N)];
  }

  std::string path() {
    static constexpr std::array kRoots = {"none", "pseudonymous", "direct", "free_text", "v", "w", "item"};
    static constexpr std::array kSteps = {".a", ".n", ".l", ".l[0].k", ".l.size", ".missing", ""};
    return pick(kRoots) + pick(kSteps);
  }
  std::string value() {
    static constexpr std::array kFilters = {
        " | upcase", " | size",           " | append: v",  " | default: none.a", " | json",
        " | first",  " | join",           " | map: 'k'",   " | where: 'k'",      " | mask",
        " | redact", " | plus: direct.n", " | split: 's'", " | sort_natural"};
    std::string made = below(6) == 0 ? "'text'" : path();
    for (std::size_t i = below(3); i > 0; --i) made += pick(kFilters);
    return made;
  }
  std::string condition() {
    static constexpr std::array kOperators = {" == ", " != ", " contains ", " == blank or ", " and "};
    return below(2) == 0 ? path() : path() + pick(kOperators) + path();
  }
  std::string block(int depth) {
    const std::size_t kind = below(depth > 0 ? 8 : 3);
    if (kind == 0) return "{% assign " + std::string(below(2) == 0 ? "v" : "w") + " = " + value() + " %}";
    if (kind < 3) return "{{ " + value() + " }} ";
    if (kind == 3) return "{% capture w %}" + text(depth - 1) + "{% endcapture %}";
    if (kind == 4) return "{% for item in " + path() + " %}" + text(depth - 1) + jump() + "{% endfor %}";
    if (kind == 5) {
      return "{% case " + path() + " %}{% when " + path() + " %}" + text(depth - 1) +
             "{% else %}-{% endcase %}";
    }
    return "{% if " + condition() + " %}" + text(depth - 1) + "{% else %}" + text(depth - 1) + "{% endif %}";
  }
  std::string jump() {
    if (below(3) != 0) return "";
    return "{% if " + condition() + " %}{% " + (below(2) == 0 ? "break" : "continue") + " %}{% endif %}.";
  }

  std::mt19937_64 random_;
};

// The sample with each part in its class; shapes of the outermost object say nothing.
model::Value classed(model::Arena& arena) {
  model::JsonParser parser;
  const auto parts = parser.parse(kJson, arena)->as_object();
  auto* members = arena.take_array<model::Member>(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view name = arena.copy(parts[i].name);
    Buffer text;
    model::write_json(parts[i].value, text);
    members[i] = {name, *parser.parse(text.view(), arena, *model::parse_data_class(name))};
  }
  return model::Value::object({members, parts.size()});
}

DataClass class_by_root(const Path& path) {
  if (path.front() == "[]") return DataClass::free_text;
  return model::parse_data_class(path.front()).value_or(DataClass::none);
}

BOOST_AUTO_TEST_SUITE(properties)

BOOST_AUTO_TEST_CASE(rendering_is_deterministic_and_its_class_is_foreseen) {
  model::Arena data_arena;
  const model::Value data = classed(data_arena);
  int rendered = 0;
  for (int i = 0; i < kTemplates; ++i) {
    const std::string text = Generator(kSeed + static_cast<std::uint64_t>(i)).text();
    const auto compiled = compile(text);
    BOOST_REQUIRE_MESSAGE(compiled.ok(), text);
    model::Arena arena;
    const auto first = compiled.result->render(data, {}, arena);
    const auto second = compile(text).result->render(data, {}, arena);
    BOOST_TEST(first.ok() == second.ok(), text);
    if (!first.ok()) continue;
    ++rendered;
    BOOST_TEST(first->text == second->text, text);
    BOOST_TEST((first->data_class <= compiled.result->class_of(class_by_root)), text);
  }
  BOOST_TEST(rendered > kTemplates / 2);
}

// A value that a template shows or asks for cannot be changed without the class of the result telling of it.
BOOST_AUTO_TEST_CASE(what_changes_the_text_is_in_its_class) {
  model::Arena arena;
  const model::Value data = classed(arena);
  model::JsonParser parser;
  const auto changed = *parser.parse(R"({"a":"changed","n":42,"l":[]})", arena, DataClass::direct);
  auto* members = arena.take_array<model::Member>(data.as_object().size());
  std::ranges::copy(data.as_object(), members);
  members[2].value = changed;
  const model::Value other = model::Value::object({members, data.as_object().size()});
  BOOST_REQUIRE(members[2].name == "direct");
  int telling = 0;
  for (int i = 0; i < kTemplates; ++i) {
    const std::string text = Generator(kSeed + static_cast<std::uint64_t>(i)).text();
    const bool lowers = text.find("mask") != std::string::npos || text.find("redact") != std::string::npos;
    if (lowers) continue;
    const auto compiled = compile(text);
    const auto before = compiled.result->render(data, {}, arena);
    const auto after = compiled.result->render(other, {}, arena);
    if (!before.ok() || !after.ok() || before->text == after->text) continue;
    ++telling;
    BOOST_TEST((std::max(before->data_class, after->data_class) >= DataClass::direct), text);
  }
  BOOST_TEST(telling > 50);
}

BOOST_AUTO_TEST_CASE(what_json_writes_parses_to_the_value_it_was) {
  model::Arena arena;
  const model::Value data = classed(arena);
  model::JsonParser parser;
  for (const char* path :
       {"none", "direct.l", "free_text.a", "free_text", "direct.n", "missing", "pseudonymous.l[0]"}) {
    const auto compiled = compile(std::string("{{ ") + path + " | json }}");
    const auto rendered = compiled.result->render(data, {}, arena);
    BOOST_REQUIRE(rendered.ok());
    const auto value = compile(std::string("{{ ") + path + " }}").result->evaluate(data, {}, arena);
    const auto parsed = parser.parse(rendered->text, arena);
    BOOST_REQUIRE(parsed.ok() && value.ok());
    BOOST_TEST((*parsed == *value), path);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hub::mapping::liquid
