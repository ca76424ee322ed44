#include "core/mapping/tools/lint.hpp"

#include <boost/test/unit_test.hpp>

#include "core/mapping/tools/dataflow.hpp"
#include "core/mapping/tools/diff.hpp"
#include "tests/core/mapping/mapping_fixture.hpp"

using namespace hub::mapping::tests;  // NOLINT: a test of this part
using hub::mapping::lint;
using hub::mapping::LintOptions;
using hub::model::DataClass;
using hub::model::Schema;
using hub::model::SchemaField;

namespace {

bool has(const std::string& all, const std::string& part) {
  if (all.find(part) != std::string::npos) return true;
  BOOST_TEST_MESSAGE("not found: " << part << "\nin: " << all);
  return false;
}

std::string lint_problems(const std::string& yaml, const LintOptions& options = {}) {
  return lines_of(lint(yaml, "m.yaml", options).problems);
}

SchemaField field(std::string name, std::string type, std::optional<std::size_t> length = {}) {
  SchemaField made;
  made.name = std::move(name);
  made.type = std::move(type);
  made.length_max = length;
  return made;
}

Schema sample_schema() {
  Schema schema;
  auto& object = schema.objects.emplace_back();
  object.name = "Case";
  object.fields = {field("Subject", "string", 255),   field("Score__c", "double"),
                   field("Origin", "picklist", 255),  field("CaseNumber", "string", 30),
                   field("Hub_Key__c", "string", 64), field("Short__c", "string", 10)};
  object.fields[2].restricted = true;
  object.fields[2].values = {"Phone", "Web", "Chat"};
  object.fields[3].createable = object.fields[3].updateable = false;
  object.fields[4].usable_as_key = object.fields[4].unique = true;
  return schema;
}

std::string case_mapping(const std::string& fields, const std::string& key = "Hub_Key__c") {
  return "mapping: m\ntarget: t\nrecords:\n  case:\n    object: Case\n    key: " + key + "\n    fields:\n" +
         fields;
}

std::string target_problems(const std::string& yaml, const Schema& schema) {
  LintOptions options;
  options.schema = &schema;
  return lint_problems(yaml, options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_lint)

BOOST_AUTO_TEST_CASE(fields_that_no_case_has_get_a_suggestion) {
  const std::string all = lint_problems(
      with_fields("      A: \"{{ visitor.emial }}\"\n      B: {$each: agents, as: a, do: \"{{ a.nmae }}\"}\n"
                  "      C: \"{% for m in transcript.messages %}{{ m.txt }}{% endfor %}\"\n      D: \"{{ "
                  "custom.any.thing }}\"\n"));
  BOOST_TEST(has(all, "m.yaml:8:14: a case has no field 'visitor.emial' (did you mean 'visitor.email'?)"));
  BOOST_TEST(has(all, "a case has no field 'agents[].nmae' (did you mean 'agents[].name'?)"));
  BOOST_TEST(has(
      all, "a case has no field 'transcript.messages[].txt' (did you mean 'transcript.messages[].text'?)"));
  BOOST_TEST(std::ranges::count(all, '\n') == 3);
}

BOOST_AUTO_TEST_CASE(a_platform_may_send_more_fields_when_the_mapping_says_so) {
  BOOST_TEST(lint_problems("extra_fields: [shop]\n" + with_fields("      A: \"{{ shop.id }}\"\n")).empty());
}

BOOST_AUTO_TEST_CASE(unknown_tables_and_owners_are_problems) {
  const std::string all = lint_problems("lookups: {priority: {a: b}}\n" +
                                        with_fields("      A: \"{{ case.category | lookup: 'priorty' }}\"\n"
                                                    "      B: \"{{ owner }}\"\n"));
  BOOST_TEST(has(all, "there is no lookup table 'priorty' (did you mean 'priority'?)"));
  BOOST_TEST(has(all, "'owner' is read but there is no table of owners"));
}

BOOST_AUTO_TEST_CASE(a_table_of_owners_may_be_empty_until_somebody_fills_it_in) {
  BOOST_TEST(lint_problems("owners: {agents: {}, groups: {}, default: \"\"}\n" +
                           with_fields("      A: {$omit: \"{{ owner }}\"}\n"))
                 .empty());
}

BOOST_AUTO_TEST_CASE(a_part_that_is_not_complete_is_a_problem_and_the_rest_is_looked_at) {
  for (const std::string part : {"split: {field: B, each: tags, as: m, limit: 40}",
                                 "split: {field: B, as: m, limit: 40, text: \"{{ m }}\"}", "repeat: {as: m}",
                                 "match: {by: {E: \"{{ visitor. }}\"}}", "attach: {missing: create}"}) {
    const auto report = lint(with_fields("      A: \"{{ case.nope }}\"\n    " + part + "\n"), "m.yaml");
    BOOST_TEST(report.problems.size() >= 2u, part);
    BOOST_TEST(report.facts.records.size() == 1u, part);
  }
}

BOOST_AUTO_TEST_CASE(each_output_field_has_its_class) {
  const auto report =
      lint("owners: {agents: {a: U}, default: D}\n" +
               with_fields(
                   "      N: \"{{ case.category }}\"\n      P: \"{{ case.id }}\"\n      I: \"{{ "
                   "visitor.email }}\"\n"
                   "      F: {$each: transcript.messages, as: m, do: \"{{ m.text }}\"}\n"
                   "      M: \"{{ visitor.email | mask }}\"\n"
                   "      Flow: {$if: visitor.email != blank, then: known, else: unknown}\n"
                   "      Mixed: \"{{ case.category }} {{ wrapup.notes }}\"\n      Owner: \"{{ owner }}\"\n"
                   "      R: \"{{ wrapup.notes }}\"\n    redact: [R]\n"),
           "m.yaml");
  BOOST_REQUIRE(report.problems.empty());
  std::string classes;
  for (const auto& fact : report.facts.records.at(0).fields) {
    classes += fact.path + '=' + std::string(to_string(fact.data_class)) + ' ';
  }
  BOOST_TEST(
      classes ==
      "N=none P=pseudonymous I=direct F[]=free_text M=pseudonymous Flow=direct Flow=direct Mixed=free_text "
      "Owner=direct R=direct ");
}

BOOST_AUTO_TEST_CASE(lowering_inside_a_loop_lowers_the_list) {
  const std::string yaml = with_fields(
      "      A: {$each: agents, as: a, do: \"{{ a.email | mask }}\"}\n"
      "      B: {$each: \"agents | where: 'name', 'Kim'\", as: a, do: \"{{ a.email | mask }}\"}\n");
  const auto report = lint(yaml, "m.yaml");
  const auto& fields = report.facts.records.at(0).fields;
  BOOST_TEST((fields.at(0).data_class == DataClass::pseudonymous));
  BOOST_TEST((fields.at(1).data_class == DataClass::direct));
  const Run run(yaml, R"({"case":{"id":"1"},"agents":[{"name":"Kim","email":"kim@example.com"}]})");
  BOOST_TEST((run.records.at(0).fields.find("A")->data_class() == DataClass::pseudonymous));
  BOOST_TEST((run.records.at(0).fields.find("B")->data_class() == DataClass::direct));
}

BOOST_AUTO_TEST_CASE(the_condition_of_a_record_flows_into_its_fields) {
  const auto report = lint(
      "mapping: m\ntarget: t\nrecords:\n  r: {object: O, when: visitor.phone != blank, fields: {F: x}}\n",
      "m.yaml");
  BOOST_TEST((report.facts.records.at(0).fields.at(0).data_class == DataClass::direct));
  BOOST_TEST(report.facts.records.at(0).fields.at(0).reads.contains("visitor.phone"));
}

BOOST_AUTO_TEST_CASE(free_text_does_not_pass_to_a_target_that_may_not_see_it) {
  LintOptions options;
  options.max_class = DataClass::direct;
  const std::string yaml = with_fields("      A: \"{{ wrapup.notes }}\"\n      B: \"{{ visitor.email }}\"\n");
  const std::string all = lint_problems(yaml, options);
  BOOST_TEST(all ==
             "m.yaml:8:10: 'A' would hold free text, and this target may see direct at most "
             "(redact, mask or token it, or leave it out)\n");
  options.max_class = DataClass::none;
  BOOST_TEST(has(lint_problems(yaml, options), "'B' would hold direct"));
}

BOOST_AUTO_TEST_CASE(a_mapping_that_fits_the_target_passes) {
  BOOST_TEST(target_problems(case_mapping("      Subject: \"{{ wrapup.notes }}\"\n      Origin: Chat\n"
                                          "      Score__c: {$num: \"{{ survey.score }}\"}\n"
                                          "    overflow: {Subject: {limit: 255, do: truncate}}\n"),
                             sample_schema())
                 .empty());
}

BOOST_AUTO_TEST_CASE(what_the_target_has_no_room_for_is_named) {
  const std::string all = target_problems(
      case_mapping(
          "      Subjcet: x\n      CaseNumber: \"1\"\n      Subject: \"{{ wrapup.notes }}\"\n"
          "      Score__c: \"{{ survey.score }}\"\n      Origin: Chatt\n      Short__c: 12 characters\n"),
      sample_schema());
  BOOST_TEST(has(
      all,
      "Case has no field 'Subjcet', or the hub's user has no permission for it (did you mean 'Subject'?)"));
  BOOST_TEST(has(all, "'CaseNumber' is read-only at the target"));
  BOOST_TEST(has(
      all, "'Subject' may have any length and the target takes 255 (add overflow: {Subject: {limit: 255"));
  BOOST_TEST(has(all, "'Score__c' is of type double at the target (use {$num: ...})"));
  BOOST_TEST(has(all, "'Chatt' is no value of the picklist 'Origin' (did you mean 'Chat'?)"));
  BOOST_TEST(has(all, "'Short__c' may have up to 13 characters and the target takes 10"));
  BOOST_TEST(std::ranges::count(all, '\n') == 6);
}

BOOST_AUTO_TEST_CASE(lookup_tables_are_checked_against_picklists) {
  const std::string yaml = "lookups: {o: {chat: Chat, video: Videoo}}\n" +
                           case_mapping("      Origin: \"{{ case.channel | lookup: 'o' }}\"\n");
  BOOST_TEST(has(target_problems(yaml, sample_schema()), "'Videoo' is no value of the picklist 'Origin'"));
}

BOOST_AUTO_TEST_CASE(a_key_must_be_unique_and_usable) {
  const std::string all = target_problems(case_mapping("      Origin: Web\n", "Short__c"), sample_schema());
  BOOST_TEST(has(all, "'Short__c' cannot be used as a key"));
  BOOST_TEST(has(all, "'Short__c' is not unique"));
  BOOST_TEST(has(all, "'Short__c' is shorter than 40 characters"));
}

BOOST_AUTO_TEST_CASE(a_field_that_vanishes_at_the_target_is_drift_that_names_it) {
  const std::string yaml = case_mapping("      Origin: Web\n");
  Schema schema = sample_schema();
  BOOST_TEST(target_problems(yaml, schema).empty());
  std::erase_if(schema.objects[0].fields, [](const SchemaField& f) { return f.name == "Origin"; });
  BOOST_TEST(has(target_problems(yaml, schema), "m.yaml:8:15: record 'case': Case has no field 'Origin'"));
  schema.objects[0].name = "Incident";
  BOOST_TEST(has(target_problems(yaml, schema), "the target has no object 'Case'"));
}

BOOST_AUTO_TEST_CASE(required_fields_must_be_filled) {
  Schema schema = sample_schema();
  schema.objects[0].fields[0].required = true;
  BOOST_TEST(has(target_problems(case_mapping("      Origin: Web\n"), schema),
                 "the target requires 'Subject' and nothing fills it"));
}

BOOST_AUTO_TEST_CASE(reports_are_text_and_json) {
  const auto report = lint(with_fields("      A: \"{{ case.id }}\"\n"), "m.yaml");
  const std::string json = lint_json(report);
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  BOOST_TEST(parser.parse(json, arena).ok());
  BOOST_TEST(has(json, R"("field":"A","type":"text","class":"pseudonymous","reads":["case.id"])"));
  BOOST_TEST(has(lint_text(report), "No problems found."));
  BOOST_TEST(has(lint_text(report), "  case.id\n"));
}

BOOST_AUTO_TEST_CASE(data_flow_shows_each_pair_with_its_classes) {
  const auto report = lint(with_fields("      A: \"{{ visitor.email | mask }}\"\n"), "m.yaml");
  BOOST_TEST(has(dataflow_table(report.facts), "| visitor.email | direct | O | A | pseudonymous | mask |"));
  const std::string chart = dataflow_mermaid(report.facts);
  BOOST_TEST(has(chart, "flowchart LR\n"));
  BOOST_TEST(has(chart, "s0[\"visitor.email<br/>direct\"]"));
  BOOST_TEST(has(chart, "s0 --> t0"));
}

BOOST_AUTO_TEST_CASE(a_diff_names_what_changes_and_what_the_target_newly_sees) {
  const std::string before = with_fields("      A: \"{{ case.category }}\"\n      B: 1\n");
  const std::string after = with_fields("      A: \"{{ visitor.email }}\"\n      C: 2\n");
  const std::string diff = hub::mapping::diff_mappings(before, after);
  BOOST_TEST(has(diff, "~ r.A\n    before: \"{{ case.category }}\"\n    after:  \"{{ visitor.email }}\"\n"));
  BOOST_TEST(has(diff, "- r.B: 1\n"));
  BOOST_TEST(has(diff, "+ r.C: 2\n"));
  BOOST_TEST(has(diff, "! r.A: class none becomes direct\n"));
  BOOST_TEST(has(diff, "! r.A: reads visitor.email\n"));
  BOOST_TEST(hub::mapping::diff_mappings(before, before).empty());
}

BOOST_AUTO_TEST_SUITE_END()
