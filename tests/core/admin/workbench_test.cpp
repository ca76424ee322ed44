// What stands beside a mapping while it is written.
#include <boost/test/unit_test.hpp>

#include "core/admin/json_writer.hpp"
#include "core/config/yaml.hpp"
#include "tests/core/admin/running_api.hpp"

using hub::admin::testing::Answer;
using hub::admin::testing::RunningApi;

namespace {

constexpr const char* kMapping = R"(mapping: tickets
target: crm
records:
  case:
    object: Case
    key: Key__c
    fields:
      Subject: "Chat {{ case.id }}"
      Email: "{{ visitor.email }}"
)";

std::string body(std::string_view text, std::string_view more = "") {
  hub::admin::JsonWriter json;
  json.begin_object().member("tenant", "acme").member("target", "crm").member("text", text);
  if (!more.empty()) json.name("sample").raw(more);
  json.end_object();
  return std::string(json.take().view());
}

bool holds(const Answer& answer, std::string_view part) {
  return answer.body.find(part) != std::string::npos;
}

Answer preview(RunningApi& hub, const std::string& text) {
  return hub.ask("operator", "POST", "/api/v1/mappings/preview", text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_workbench)

BOOST_AUTO_TEST_CASE(the_engine_shows_what_it_makes_of_a_sample_and_where_data_go) {
  RunningApi hub;
  const Answer answer =
      preview(hub, body(kMapping, R"({"case":{"id":"C-1"},"visitor":{"email":"a@example.com"}})"));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(holds(answer, R"("problems":[])"), answer.body);
  BOOST_TEST(holds(answer, R"("Subject":"Chat C-1")"));
  BOOST_TEST(holds(answer, R"("field":"Email","line":9,"class":"direct")"), answer.body);
  BOOST_TEST(holds(answer, R"("reads":[{"path":"visitor.email","class":"direct"}])"));
}

BOOST_AUTO_TEST_CASE(what_the_target_may_not_see_is_a_problem_with_its_line) {
  RunningApi hub;
  hub.control.site.rules.max_class = hub::model::DataClass::pseudonymous;
  const Answer answer = preview(hub, body(kMapping));
  BOOST_TEST(holds(answer, R"("line":9)"), answer.body);
  BOOST_TEST(holds(answer, "pseudonymous at most"), answer.body);
}

BOOST_AUTO_TEST_CASE(the_preview_shows_what_would_leave_and_counts_what_would_not) {
  RunningApi hub;
  auto profile = std::make_shared<hub::redaction::Profile>();
  hub::config::Problems problems;
  const auto wanted = hub::config::parse_yaml("[card]", "redact", problems);
  profile->everywhere = hub::redaction::read_instruction(wanted.front(), nullptr, problems);
  BOOST_TEST_REQUIRE(problems.empty());
  hub.control.site.redaction = profile;
  const std::string text =
      "mapping: m\ntarget: crm\nrecords:\n  case: {object: Case, key: Key__c, fields: "
      "{Notes: \"{{ wrapup.notes }}\"}}\n";
  const std::string sample = R"({"case":{"id":"C-1"},"wrapup":{"notes":"card 4111 1111 1111 1111"}})";
  const Answer taken_out = preview(hub, body(text, sample));
  BOOST_TEST(holds(taken_out, R"("Notes":"card [CARD]")"), taken_out.body);
  BOOST_TEST(holds(taken_out, R"("redacted":{"card":1})"), taken_out.body);

  hub.control.site.up_to = hub::model::DataClass::pseudonymous;
  BOOST_TEST(holds(preview(hub, body(text, sample)), R"("code":"class_forbidden")"));
  hub.control.site.leaves_out = true;
  const Answer left_out = preview(hub, body(text, sample));
  BOOST_TEST(holds(left_out, R"("records":)"), left_out.body);
  BOOST_TEST(!holds(left_out, "CARD"), left_out.body);
  hub.control.site.up_to.reset();
  BOOST_TEST(holds(preview(hub, body(text, sample)), R"("code":"policy_refused")"));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_mapping_has_problems_and_no_records) {
  RunningApi hub;
  const Answer answer = preview(hub, body("mapping: [", R"({"case":{"id":"C-1"}})"));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(!holds(answer, R"("problems":[])"));
  BOOST_TEST(!holds(answer, R"("records")"));
}

BOOST_AUTO_TEST_CASE(changes_are_said_against_a_version) {
  RunningApi hub;
  hub.views.mapping_texts = {{7,
                              "mapping: tickets\ntarget: crm\nrecords:\n  case: {object: Case, key: Key__c, "
                              "fields: {Subject: x}}\n"}};
  std::string asked = body(kMapping);
  asked.back() = ',';
  const Answer answer = preview(hub, asked + R"("compare_with":7})");
  BOOST_TEST(holds(answer, "Email"), answer.body);
  BOOST_TEST(preview(hub, asked + R"("compare_with":8})").status == 404);
}

BOOST_AUTO_TEST_CASE(nonsense_and_too_much_are_refused) {
  RunningApi hub;
  for (const std::string& wrong : {std::string("{}"), std::string("[]"), body(std::string(600'000, ' ')),
                                   std::string(R"({"tenant":"acme","target":"crm","text":"","extra":1})")})
    BOOST_TEST(preview(hub, wrong).status == 400);
  std::string other = body(kMapping);
  other.replace(other.find("acme"), 4, "nobody");
  BOOST_TEST(preview(hub, other).status == 404);
  BOOST_TEST(hub.ask("viewer", "POST", "/api/v1/mappings/preview", body(kMapping)).status == 403);
}

BOOST_AUTO_TEST_CASE(the_workbench_lists_fields_filters_and_tags) {
  RunningApi hub;
  const Answer answer = hub.ask("viewer", "GET", "/api/v1/mappings/workbench?tenant=acme&target=crm");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(holds(answer, R"("path":"visitor.email","class":"direct")"));
  BOOST_TEST(holds(answer, R"("name":"upcase")"));
}

BOOST_AUTO_TEST_CASE(a_target_is_described_and_checked) {
  RunningApi hub;
  hub::model::SchemaField field;
  field.name = "Priority";
  field.values = {"High"};
  hub.control.schema.objects = {{.name = "Case", .fields = {field}}};
  const Answer schema = hub.ask("operator", "GET", "/api/v1/targets/acme/crm/schema?objects=Case,Contact");
  BOOST_TEST(holds(schema, R"("name":"Priority")"));
  BOOST_TEST((hub.control.described == std::vector<std::string>{"Case", "Contact"}));
  BOOST_TEST(hub.ask("operator", "GET", "/api/v1/targets/acme/crm/schema").status == 400);
  BOOST_TEST(holds(hub.ask("operator", "POST", "/api/v1/targets/acme/crm/check"), R"("ok":true)"));
  hub.control.probe_error = hub::transient_error("timeout", "the target did not answer in time");
  const Answer away = hub.ask("operator", "POST", "/api/v1/targets/acme/crm/check");
  BOOST_TEST(holds(away, R"("ok":false)"));
  BOOST_TEST(holds(away, "did not answer in time"));
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/targets/nobody/crm/check").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
