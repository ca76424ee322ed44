#include "core/config/yaml.hpp"

#include <boost/test/unit_test.hpp>

using hub::config::Node;
using hub::config::Problems;

namespace {

struct Parsed {
  Problems problems;
  std::vector<Node> documents;
};

Parsed parse(std::string_view text) {
  Parsed parsed;
  parsed.documents = hub::config::parse_yaml(text, "hub.yaml", parsed.problems);
  return parsed;
}

std::string first_problem(std::string_view text) {
  const Parsed parsed = parse(text);
  return parsed.problems.empty() ? "none" : parsed.problems[0].text();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(yaml)

BOOST_AUTO_TEST_CASE(every_node_knows_its_place_and_path) {
  const Parsed parsed = parse("records:\n  case:\n    fields: {Subject: 'å x', n: [1, \"2\"]}\n");
  BOOST_REQUIRE(parsed.problems.empty());
  const Node& fields = *parsed.documents.at(0).find("records")->find("case")->find("fields");
  const Node& subject = *fields.find("Subject");
  BOOST_TEST(subject.line == 3);
  BOOST_TEST(subject.column == 23);
  BOOST_TEST(subject.path == "records.case.fields.Subject");
  const Node& second = fields.find("n")->items.at(1);
  BOOST_TEST(second.column == 37);  // "å" is one column
  BOOST_TEST(second.path == "records.case.fields.n[1]");
  BOOST_TEST(second.quoted);
  BOOST_TEST(!fields.find("n")->items.at(0).quoted);
}

BOOST_AUTO_TEST_CASE(a_place_inside_a_text_is_a_place_in_the_file) {
  const Parsed parsed = parse("a: 'xyz'\nb: |\n  one\n  two\nc: plain\nd: &x \"q\"\n");
  const Node& root = parsed.documents.at(0);
  BOOST_TEST(root.find("a")->problem_in_text(1, 2, "m").text() == "hub.yaml:1:6: m");
  BOOST_TEST(root.find("b")->problem_in_text(2, 3, "m").text() == "hub.yaml:4:5: m");
  BOOST_TEST(root.find("c")->problem_in_text(1, 3, "m").text() == "hub.yaml:5:6: m");
  BOOST_TEST(root.find("d")->problem_in_text(1, 1, "m").text() == "hub.yaml:6:8: m");
}

BOOST_AUTO_TEST_CASE(a_key_twice_is_a_problem_that_names_both_lines) {
  BOOST_TEST(first_problem("a: 1\nb: 2\na: 3\n") ==
             "hub.yaml:3:1: the key 'a' stands here twice (the first is on line 1)");
}

BOOST_AUTO_TEST_CASE(all_problems_of_a_file_come_at_once) {
  BOOST_TEST(parse("a: 1\na: 2\nb: !secret x\n? [k]\n: v\n").problems.size() == 3u);
}

BOOST_AUTO_TEST_CASE(what_is_not_yaml_is_refused_with_its_line) {
  BOOST_TEST(first_problem("a: 1\n b: [\n").find("hub.yaml:2:") == 0u);
  BOOST_TEST(first_problem("a: \xff\n") == "hub.yaml:1:4: this is not UTF-8 text (save the file as UTF-8)");
  BOOST_TEST(first_problem(std::string_view("a: \0b", 5)).find("not UTF-8") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_begins_no_value_is_a_problem_and_no_endless_row_of_documents) {
  const Parsed parsed = parse(",133");
  BOOST_REQUIRE_EQUAL(parsed.problems.size(), 1u);
  BOOST_TEST(parsed.problems[0].text() == "hub.yaml:1:1: this is not valid YAML: no value begins like this");
  BOOST_TEST(parsed.documents.size() == 1u);
  BOOST_TEST(first_problem("a: 1\n---\n,\n").find("hub.yaml:3:1: ") == 0u);
  BOOST_TEST(first_problem("---\n---\n...\n---\n") == "none");
}

BOOST_AUTO_TEST_CASE(documents_are_separate) {
  const Parsed parsed = parse("a: 1\n---\na: 2\n");
  BOOST_TEST(parsed.problems.empty());
  BOOST_TEST(parsed.documents.size() == 2u);
}

BOOST_AUTO_TEST_CASE(aliases_are_copies_and_cannot_explode) {
  const Parsed parsed = parse("a: &x {k: v}\nb: *x\n");
  BOOST_TEST(parsed.documents.at(0).find("b")->find("k")->path == "b.k");
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string name = "a" + std::to_string(i), below = "*a" + std::to_string(i - 1);
    bomb += name + ": &" + name + " [" + below;
    for (int n = 0; n < 9; ++n) bomb += "," + below;
    bomb += "]\n";
  }
  BOOST_TEST(first_problem(bomb).find("200,000") != std::string::npos);
  BOOST_TEST(first_problem("a: &x [*x]\n").find("alias") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nesting_and_size_are_limited) {
  BOOST_TEST(first_problem(std::string(70, '[') + std::string(70, ']')).find("64 levels") !=
             std::string::npos);
  BOOST_TEST(first_problem("a: '" + std::string(5u << 20, 'x') + "'").find("4 MiB") != std::string::npos);
  BOOST_TEST(first_problem(std::string(100'000, '[')) != "none");
}

BOOST_AUTO_TEST_CASE(null_is_not_the_text_null) {
  const Parsed parsed = parse("a: null\nb: 'null'\nc:\n");
  const Node& root = parsed.documents.at(0);
  BOOST_TEST((root.find("a")->kind == Node::Kind::null));
  BOOST_TEST(root.find("b")->is_scalar());
  BOOST_TEST((root.find("c")->kind == Node::Kind::null));
}

BOOST_AUTO_TEST_CASE(an_unknown_key_gets_a_suggestion) {
  Parsed parsed = parse("feilds: 1\n");
  hub::config::check_keys(parsed.documents.at(0), {"fields", "key"}, parsed.problems);
  BOOST_TEST(parsed.problems.at(0).text() == "hub.yaml:1:1: unknown key 'feilds' (did you mean 'fields'?)");
}

BOOST_AUTO_TEST_CASE(suggestions_are_close_or_none) {
  const std::vector<std::string> words{"category", "channel", "closed_at"};
  BOOST_TEST(hub::config::did_you_mean("catgeory", words).value_or("-") == "category");
  BOOST_TEST(hub::config::did_you_mean("close_at", words).value_or("-") == "closed_at");
  BOOST_TEST(!hub::config::did_you_mean("zzz", words).has_value());
  BOOST_TEST(!hub::config::did_you_mean("a", {"b"}).has_value());
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_a_problem_of_the_whole_file) {
  Problems problems;
  hub::config::load_yaml("/nonexistent/x.yaml", problems);
  BOOST_TEST(problems.at(0).text() ==
             "/nonexistent/x.yaml: the file cannot be read (check that it exists and its permissions)");
}

BOOST_AUTO_TEST_SUITE_END()
