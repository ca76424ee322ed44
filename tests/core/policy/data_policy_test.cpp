#include "core/policy/data_policy.hpp"

#include <boost/test/unit_test.hpp>

#include "core/policy/declared_fields.hpp"

namespace config = hub::config;
namespace policy = hub::policy;
using hub::mapping::DeclaredField;
using hub::model::DataClass;

namespace {

config::Node node_of(const std::string& yaml) {
  config::Problems problems;
  const auto documents = config::parse_yaml(yaml, "acme.yaml", problems);
  BOOST_REQUIRE(problems.empty());
  return documents.front();
}

std::vector<std::string> complaints(const std::string& yaml) {
  config::Problems problems;
  policy::read_data_policy(node_of(yaml), problems);
  std::vector<std::string> texts;
  for (const config::Problem& problem : problems) texts.push_back(problem.text());
  return texts;
}

std::vector<std::string> field_complaints(const std::string& yaml) {
  config::Problems problems;
  policy::read_declared_fields(node_of(yaml), problems);
  std::vector<std::string> texts;
  for (const config::Problem& problem : problems) texts.push_back(problem.text());
  return texts;
}

std::vector<DeclaredField> fields_of(const std::string& yaml) {
  config::Problems problems;
  auto fields = policy::read_declared_fields(node_of(yaml), problems);
  BOOST_REQUIRE(problems.empty());
  return fields;
}

bool is_among(const std::vector<std::string>& texts, const std::string& wanted) {
  for (const std::string& text : texts)
    if (text.find(wanted) != std::string::npos) return true;
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_policy)

BOOST_AUTO_TEST_CASE(a_policy_is_read_with_its_places_rules_and_refusal) {
  config::Problems problems;
  const policy::DataPolicy read = policy::read_data_policy(node_of(R"(places:
  aws-us: {country: US, legal_zone: US, provider: AWS, operator: Vergic, regions: [us-east-1]}
  sweden: {country: SE, legal_zone: EU}
rules:
  - {id: r1, classes: [none], operations: [all], places: ['*']}
  - {id: r2, classes: [direct, free_text], operations: [deliver], places: [aws-us], targets: [crm],
     redacted: [card], pinned: true, legal_basis: DPF, valid_until: 2027-06-30T00:00:00Z}
on_refusal: {action: park, for: 48h, then: drop}
)"),
                                                           problems);
  BOOST_REQUIRE(problems.empty());
  BOOST_TEST(read.find_place("aws-us")->run_by == "Vergic");
  BOOST_TEST(read.find_place("mars") == nullptr);
  BOOST_TEST(read.rules[0].operations == 0b111111);
  BOOST_TEST(read.rules[0].names_place("sweden"));
  BOOST_TEST(read.rules[1].classes == 0b1100);
  BOOST_TEST(!read.rules[1].names_place("sweden"));
  BOOST_TEST(read.rules[1].legal_basis == "DPF");
  BOOST_TEST(read.rules[1].valid_until.has_value());
  BOOST_TEST((read.refusal.action == policy::RefusalAction::park));
  BOOST_TEST((read.refusal.then == policy::RefusalAction::drop));
}

BOOST_AUTO_TEST_CASE(every_problem_is_told_at_once_with_line_and_column) {
  const auto found = complaints(R"(places:
  sweden: {country: SE, planet: earth}
rules:
  - {id: r1, classes: [secret], operations: [accept], places: [sweden]}
  - {id: r2, classes: [none], operations: [teleport], places: ['*']}
  - {id: r2, classes: [none], operations: [accept, deliver], places: ['*'], targets: [crm]}
  - {id: r4, classes: [none], operations: [accept], places: ['*'], valid_until: tomorrow}
  - {id: r5, classes: [], operations: [accept], places: ['*']}
on_refusal: {action: forgive}
else: 1
)");
  BOOST_TEST(is_among(found, "acme.yaml:2:25: unknown key 'planet'"));
  BOOST_TEST(is_among(found, "acme.yaml:4:23: there is no 'secret'"));
  BOOST_TEST(is_among(found, "acme.yaml:5:"));
  BOOST_TEST(is_among(found, "there is no 'teleport'"));
  BOOST_TEST(is_among(found, "another rule has this id"));
  BOOST_TEST(is_among(found, "`targets`, `redacted` and `pinned` are about delivering"));
  BOOST_TEST(is_among(found, "is not an RFC 3339 time"));
  BOOST_TEST(is_among(found, "acme.yaml:8:"));
  BOOST_TEST(is_among(found, "acme.yaml:9:"));
  BOOST_TEST(is_among(found, "unknown key 'else'"));
}

BOOST_AUTO_TEST_CASE(a_place_that_a_rule_misspells_is_suggested) {
  const auto found = complaints(
      "places: {sweden: {}}\nrules: [{id: r1, classes: [none], operations: [accept], places: [swedan]}]\n");
  BOOST_TEST(is_among(found, "there is no place 'swedan' (did you mean 'sweden'?)"));
}

BOOST_AUTO_TEST_CASE(declared_fields_have_the_class_of_their_type_unless_they_say_another) {
  const auto fields = fields_of(R"([{path: prechat.mail, type: email}, {path: custom.plan, class: none},
    {path: custom.note}, {path: prechat.pin, secret: true}])");
  BOOST_TEST((fields[0].data_class == DataClass::direct));
  BOOST_TEST((fields[1].data_class == DataClass::none));
  BOOST_TEST((fields[2].data_class == DataClass::free_text));
  BOOST_TEST(fields[3].is_secret);
}

BOOST_AUTO_TEST_CASE(only_answers_and_members_of_custom_are_declared_each_once) {
  const auto found =
      field_complaints(R"([{path: visitor.email, class: none}, {path: custom.}, {path: custom.a},
    {path: custom.a}, {path: custom.a.b}, {path: 'custom.list[]'}])");
  BOOST_TEST(found.size() == 5u);
  BOOST_TEST(is_among(found, "is no field that can be declared"));
  BOOST_TEST(is_among(found, "is declared already"));
}

BOOST_AUTO_TEST_CASE(a_class_is_lowered_by_declaring_changing_or_no_longer_keeping_secret) {
  const auto none = fields_of("[]");
  const auto plan = fields_of("[{path: custom.plan, class: none}]");
  const auto direct = fields_of("[{path: custom.plan, class: direct}]");
  const auto secret = fields_of("[{path: custom.plan, secret: true}]");
  BOOST_TEST(policy::lowers_a_class(none, plan));
  BOOST_TEST(policy::lowers_a_class(direct, plan));
  BOOST_TEST(policy::lowers_a_class(secret, none));
  BOOST_TEST(!policy::lowers_a_class(plan, direct));
  BOOST_TEST(!policy::lowers_a_class(plan, none));
  BOOST_TEST(!policy::lowers_a_class(none, secret));
}

BOOST_AUTO_TEST_SUITE_END()
