// What the language refuses and how it says so, and corners of its tags and filters.
#include <boost/test/unit_test.hpp>

#include "tests/core/mapping/liquid/liquid_fixture.hpp"

namespace hub::mapping::liquid {
namespace {

using test::render;
using test::run;

struct Refusal {
  const char* text;
  int line;
  int column;
  const char* message;
};

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(mistakes_are_told_with_line_column_and_a_fix) {
  const Refusal refusals[] = {
      {"{{ a | upcas }}", 1, 8, "unknown filter 'upcas' (did you mean 'upcase'?)"},
      {"x\n  {% asign a = 1 %}", 2, 3, "unknown tag 'asign' (did you mean 'assign'?)"},
      {"{{ a | truncate: 1, 2, 3 }}", 1, 8, "truncate: takes at most 2 arguments, 3 given"},
      {"{{ a | date }}", 1, 8, "date: takes 1 argument, none given"},
      {"{{ a | upcase: 1 }}", 1, 8, "upcase: takes no arguments, 1 given"},
      {"{{ a | default: 1, allow: true }}", 1, 20, "default: unknown argument 'allow'"},
      {"åäö {{ a", 1, 5, "'{{' without its '}}'"},
      {"{% if a ", 1, 1, "'{%' without its '%}'"},
      {"{% if a %}\n\nb", 1, 1, "'if' without its 'endif'"},
      {"{% if a %}{% endfor %}", 1, 11, "tag 'endfor' stands where 'endif' of line 1 is expected"},
      {"{% endif %}", 1, 1, "tag 'endif' has nothing here that it belongs to"},
      {"{% if a == %}{% endif %}", 1, 12, "expected a value, found the end"},
      {"{{ a b }}", 1, 6, "unexpected 'b'"},
      {"{{ 'abc }}", 1, 4, "expected a value, found a string without its closing quote"},
      {"{% for x on y %}{% endfor %}", 1, 10, "for: expected 'in' behind the variable"},
      {"{% break %}", 1, 1, "'break' outside of a for"},
      {"{% assign a b %}", 1, 10, "assign: expected 'name = value'"},
      {"{{ 99999999999999999999 }}", 1, 4, "the number is too large"},
      {"{% raw %}", 1, 1, "'raw' without its 'endraw'"},
      {"{% comment %}", 1, 1, "'comment' without its 'endcomment'"},
      {"{% %}", 1, 1, "a tag needs a name"},
  };
  for (const Refusal& refusal : refusals) {
    const auto outcome = run(refusal.text);
    BOOST_TEST(outcome.failed, refusal.text);
    BOOST_TEST(outcome.text == refusal.message, refusal.text);
    BOOST_TEST(outcome.at.line == refusal.line, refusal.text);
    BOOST_TEST(outcome.at.column == refusal.column, refusal.text);
  }
}

BOOST_AUTO_TEST_CASE(tags_that_a_mapping_cannot_have_are_refused_by_name) {
  for (const std::string tag : {"include 'a'", "render 'a'", "tablerow x in y", "ifchanged", "increment a",
                                "decrement a", "doc", "snippet"}) {
    const auto outcome = run("{% " + tag + " %}");
    BOOST_TEST(outcome.failed);
    BOOST_TEST(outcome.text.find("is not part of the mapping language") != std::string::npos, tag);
  }
}

BOOST_AUTO_TEST_CASE(what_fails_while_rendering_says_where) {
  const auto outcome = run("ok\n{{ 1 | plus: 2 | divided_by: zero }}", R"({"zero":0})");
  BOOST_TEST(outcome.failed);
  BOOST_TEST(outcome.code == "liquid");
  BOOST_TEST(outcome.text == "line 2, column 18: divided_by: division by zero");
  BOOST_TEST(outcome.at.line == 2);
}

BOOST_AUTO_TEST_CASE(a_loop_variable_hides_what_is_assigned_inside) {
  BOOST_TEST(render("{% for x in (1..2) %}{% assign x = 9 %}{{ x }}{% endfor %}{{ x }}") == "129");
  BOOST_TEST(
      render("{% for x in (1..2) %}{% for x in (5..6) %}{{ x }}{% endfor %}{{ x }}{% endfor %}{{ x }}") ==
      "561562");
  BOOST_TEST(render("{% assign a = nil %}[{{ a }}]", R"({"a":"global"})") == "[]");
}

BOOST_AUTO_TEST_CASE(break_and_continue_leave_what_they_stand_in) {
  BOOST_TEST(render("{% for x in (1..3) %}{% capture c %}a{% if x == 2 %}{% break %}{% endif %}b{% "
                    "endcapture %}{{ c }}{% endfor %}{{ c }}") == "aba");
  BOOST_TEST(
      render("{% for x in (1..3) %}{% case x %}{% when 2 %}{% continue %}{% endcase %}{{ x }}{% endfor %}") ==
      "13");
  BOOST_TEST(render("{% for x in (1..2) %}{% for y in (1..3) %}{% if y == 2 %}{% break %}{% endif %}{{ x "
                    "}}{{ y }} {% endfor %}{% endfor %}") == "11 21 ");
}

BOOST_AUTO_TEST_CASE(loops_count_from_both_ends) {
  BOOST_TEST(render("{% for x in l reversed limit: 2 offset: 1 %}{{ x }}{{ forloop.rindex }}{{ "
                    "forloop.rindex0 }}{{ forloop.index0 }} {% endfor %}",
                    R"({"l":[1,2,3,4]})") == "3210 2101 ");
  BOOST_TEST(
      render("{% for x in l %}{% else %}none{% endfor %}{% for x in nothing %}{% else %}none{% endfor %}",
             R"({"l":[]})") == "nonenone");
  BOOST_TEST(render("{% for p in o reversed %}{{ p[0] }}={{ p.last }};{% endfor %}",
                    R"({"o":{"a":1,"b":2}})") == "b=2;a=1;");
  BOOST_TEST(render("{% for x in (1..2) %}{% assign f = forloop %}{{ f.index }}{{ f.parentloop }}{% endfor "
                    "%}{{ f.last }}") == "12true");
}

BOOST_AUTO_TEST_CASE(decimals_count_as_on_paper) {
  BOOST_TEST(render("{{ 0.1 | plus: 0.2 }} {{ 0.3 | divided_by: 0.1 }} {{ 1.1 | times: 1.1 }} {{ 7 | "
                    "divided_by: 2.0 }}") == "0.3 3.0 1.21 3.5");
  BOOST_TEST(render("{{ -7 | divided_by: 2 }} {{ -7 | modulo: 3 }} {{ 7.5 | modulo: -2 }} {{ 2.5 | round }} "
                    "{{ -2.5 | round }}") == "-4 2 -0.5 3 -3");
  BOOST_TEST(render("{{ 15 | round: -1 }} {{ 1.005 | round: 2 }} {{ '1e3' | plus: 0 }} {{ '12abc' | plus: 1 "
                    "}} {{ 1e }}") == "error: unexpected 'e'");
  BOOST_TEST(
      render("{{ 15 | round: -1 }} {{ 1.005 | round: 2 }} {{ '1e3' | plus: 0 }} {{ '12abc' | plus: 1 }}") ==
      "20 1.01 1 13");
  BOOST_TEST(render("{{ x }} {{ y }} {{ z }}", R"({"x":1e20,"y":0.00001,"z":1e15})") ==
             "1.0e+20 1.0e-05 1000000000000000.0");
  BOOST_TEST(render("{{ 9223372036854775807 | plus: 1 }}").starts_with("error: "));
}

BOOST_AUTO_TEST_CASE(text_is_counted_and_cut_by_characters) {
  BOOST_TEST(render("{{ t | size }} {{ t | slice: -3, 2 }} {{ t | truncate: 4, '…' }} {{ t | upcase }} {{ t "
                    "| capitalize }} {{ t.first }}{{ t.last }}",
                    R"({"t":"åäö straße"})") == "10 aß åäö… ÅÄÖ STRASSE Åäö straße åe");
  BOOST_TEST(render("{{ 'a,b,,' | split: ',' | size }} {{ 'åä' | split: '' | join: '-' }} {{ ' a  b ' | "
                    "split: ' ' | join: '-' }}") == "2 å-ä a-b");
}

BOOST_AUTO_TEST_CASE(white_space_goes_only_where_it_is_asked_to_go) {
  BOOST_TEST(render("a \n{{- 'b' -}}\n c {%- if true -%} d {%- endif %} e") == "abcd e");
  BOOST_TEST(render("{% liquid\n assign a = 1\n if a == 1\n echo 'x'\n endif\n %} y") == "x y");
  BOOST_TEST(render("a{% raw %} {{ x }} {% endraw %}b{%- # nothing -%} c") == "a {{ x }} bc");
}

BOOST_AUTO_TEST_CASE(containers_render_as_liquid_shows_them) {
  BOOST_TEST(render("{{ l }} {{ o }} {{ l | append: '' }}",
                    R"({"l":["a",[1,null],true],"o":{"a":"b\"","c":[1.5]}})") ==
             R"(a1true {"a"=>"b\"", "c"=>[1.5]} ["a", [1, nil], true])");
  BOOST_TEST(render("{{ (1..3) }}") == "1..3");
}

BOOST_AUTO_TEST_CASE(names_with_odd_letters_are_reached_by_brackets) {
  BOOST_TEST(render("{{ ['Kund nr'] }} {{ custom['order-id'] }} {{ [k].x }}",
                    R"({"Kund nr":1,"custom":{"order-id":2},"k":"custom"})") == "1 2 ");
}

BOOST_AUTO_TEST_CASE(a_single_output_gives_its_value) {
  model::Arena arena;
  model::JsonParser parser;
  const auto data = *parser.parse(R"({"n":4,"l":[1,"a"],"s":"x"})", arena);
  const auto value = [&](std::string_view text, Syntax syntax) {
    CompileOptions options;
    options.syntax = syntax;
    const auto compiled = compile(text, options);
    BOOST_REQUIRE(compiled.ok());
    return *compiled.result->evaluate(data, {}, arena);
  };
  BOOST_TEST((value("{{ n | plus: 0.5 }}", Syntax::text) == model::Value::number(4.5)));
  BOOST_TEST(value("{{ l }}", Syntax::text).as_array().size() == 2U);
  BOOST_TEST(value("{{ nothing }}", Syntax::text).is_null());
  BOOST_TEST(value("n: {{ n }}", Syntax::text).as_string() == "n: 4");
  BOOST_TEST(value("(1..n)", Syntax::expression).as_array().size() == 4U);
  BOOST_TEST(value("n > 3 and s == 'x'", Syntax::condition).as_boolean());
  BOOST_TEST(!value("l contains 'b' or s == blank", Syntax::condition).as_boolean());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hub::mapping::liquid
