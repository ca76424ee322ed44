#include "core/ingest/case_check.hpp"

#include <boost/test/unit_test.hpp>

#include "core/ingest/json_schema.hpp"
#include "core/model/json.hpp"

using namespace hub::ingest;

namespace {

struct Checked {
  hub::model::Arena arena;
  Findings findings;
  CheckedCase result;

  explicit Checked(std::string_view json, EventType type = EventType::case_closed, CasePolicy policy = {}) {
    hub::model::JsonParser parser;
    const auto data = parser.parse(json, arena);
    BOOST_REQUIRE_MESSAGE(data.ok(), json);
    const Path root;
    const Path at = root.member("data");
    result = check_case(*data, type, policy, at, arena, findings);
  }
  std::string pointers() const {
    std::string text;
    for (const Finding& finding : findings.items()) text += finding.pointer.substr(5) + ' ';
    return text;
  }
  std::string sealed() const {
    hub::Buffer out;
    hub::model::write_json(result.data, out);
    return std::string(out.view());
  }
};

const std::string kCase = R"("case":{"id":"C-1","channel":"chat","closed_at":"2026-11-01T23:43:47.199Z"})";
std::string with(const std::string& more) {
  return "{" + kCase + "," + more + "}";
}

// Walks every rule with a value of the wrong type in its place.
void collect_wrong(const Rule& rule, std::string& members) {
  for (const Rule& member : rule.members) {
    if (member.shape == Shape::anything || member.name.text == "case") continue;
    if (!members.empty()) members += ',';
    members += '"' + std::string(member.name.text) + "\":" + (member.shape == Shape::boolean ? "1" : "false");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(case_check)

BOOST_AUTO_TEST_CASE(the_smallest_case_passes) {
  const Checked checked("{" + kCase + "}");
  BOOST_TEST(checked.pointers() == "");
  BOOST_TEST(checked.result.case_id == "C-1");
  BOOST_TEST(checked.result.closed_at.time_since_epoch().count() == 1793576627199);
}

BOOST_AUTO_TEST_CASE(all_problems_are_reported_at_once_with_their_pointers) {
  const Checked checked(
      R"({"case":{"id":7,"channel":"fax","closed_at":"2026-02-30T00:00:00Z","durations":{"wait":-1,"total":1.5}},)"
      R"("visitor":[],"agents":[{"id":1},{"from":"noon"}],"tags":["a",2],)"
      R"("transcript":{"messages":[{"seq":1,"role":"agent","type":"text"},{"seq":1,"role":"boss","type":"text"},)"
      R"({"role":"bot","type":"text","text":5}]}})");
  BOOST_TEST(checked.pointers() ==
             "/case/id /case/channel /case/closed_at /case/durations/wait /case/durations/total /visitor "
             "/agents/0/id "
             "/agents/1/from /tags/1 /transcript/messages/1/role /transcript/messages/1/seq "
             "/transcript/messages/2/text /transcript/messages/2/seq ");
}

BOOST_AUTO_TEST_CASE(the_list_of_problems_is_bounded) {
  std::string tags = "1";
  for (int i = 0; i < 99; ++i) tags += ",1";
  const Checked checked(with("\"tags\":[" + tags + "]"));
  BOOST_TEST(checked.findings.items().size() == Findings::kMax);
  BOOST_TEST(checked.findings.has_more());
}

BOOST_AUTO_TEST_CASE(data_must_be_an_object_with_a_case) {
  for (const char* json : {"[]", "1", "\"x\"", "null"})
    BOOST_TEST(Checked(json).findings.items().size() == 1u, json);
  BOOST_TEST(Checked("{}").pointers() == "/case ");
  BOOST_TEST(Checked(R"({"case":{}})").pointers() == "/case/id /case/channel /case/closed_at ");
  BOOST_TEST(Checked(R"({"case":null})").pointers() == "/case ");
}

BOOST_AUTO_TEST_CASE(an_update_needs_the_case_id_only) {
  BOOST_TEST(Checked(R"({"case":{"id":"C-1"},"survey":{"score":4}})", EventType::case_updated).pointers() ==
             "");
  BOOST_TEST(Checked(R"({"survey":{"score":4}})", EventType::case_updated).pointers() == "/case ");
}

BOOST_AUTO_TEST_CASE(a_case_id_can_be_shown_in_answers) {
  for (const char* id : {"", "a b", "\\u0007", "\\u00e5"}) {
    const Checked checked(R"({"case":{"channel":"chat","closed_at":"2026-11-01T00:00:00Z","id":")" +
                          std::string(id) + "\"}}");
    BOOST_TEST(checked.pointers() == "/case/id ", id);
  }
}

BOOST_AUTO_TEST_CASE(a_known_member_may_occur_only_once) {
  BOOST_TEST(Checked(with(R"("visitor":{},"visitor":{})")).pointers() == "/visitor ");
  BOOST_TEST(Checked(with(R"("unknown":1,"unknown":2)")).pointers() == "");
}

BOOST_AUTO_TEST_CASE(optional_members_may_be_null_and_items_may_not) {
  BOOST_TEST(Checked(with(R"("visitor":null,"tags":null,"session":{"id":null})")).pointers() == "");
  BOOST_TEST(Checked(with(R"("tags":[null])")).pointers() == "/tags/0 ");
}

BOOST_AUTO_TEST_CASE(every_rule_of_the_table_is_enforced) {
  for (const Rule& rule : kCaseData.members) {
    if (rule.shape != Shape::object || rule.members.empty() || rule.name.text == "case") continue;
    std::string members;
    collect_wrong(rule, members);
    const Checked checked(with('"' + std::string(rule.name.text) + "\":{" + members + "}"));
    const auto wrong =
        std::ranges::count_if(rule.members, [](const Rule& r) { return r.shape != Shape::anything; });
    BOOST_TEST(checked.findings.items().size() == static_cast<std::size_t>(wrong), rule.name.text);
  }
}

BOOST_AUTO_TEST_CASE(limits_count_characters_not_bytes) {
  std::string longest;
  for (int i = 0; i < 512; ++i) longest += "\u20ac";
  BOOST_TEST(Checked(with("\"group\":{\"name\":\"" + longest + "\"}")).pointers() == "");
  BOOST_TEST(Checked(with("\"group\":{\"name\":\"" + longest + "x\"}")).pointers() == "/group/name ");
  std::string messages;
  for (int i = 1; i <= 10'001; ++i) {
    messages += (i > 1 ? "," : "") + ("{\"seq\":" + std::to_string(i)) + R"(,"role":"bot","type":"event"})";
  }
  BOOST_TEST(Checked(with(R"("transcript":{"messages":[)" + messages + "]}")).pointers() ==
             "/transcript/messages ");
}

BOOST_AUTO_TEST_CASE(unknown_fields_are_kept) {
  const std::string json =
      with(R"("x":{"y":[1,null,"z"]},"custom":{"a":{"b":1.5}},"group":{"id":"g","extra":true})");
  BOOST_TEST(Checked(json).sealed() == json);
}

BOOST_AUTO_TEST_CASE(what_must_not_be_stored_is_dropped_at_the_door) {
  const std::string json = with(
      R"("visitor":{"id":"v","ip":"192.0.2.1"},"cobrowse":{"used":true,"start_code":"12345"},"tags":["t"])");
  BOOST_TEST(Checked(json).sealed() == with(R"("visitor":{"id":"v"},"cobrowse":{"used":true},"tags":["t"])"));
  BOOST_TEST(Checked(json, EventType::case_closed, {.keeps_visitor_ip = true}).sealed() ==
             with(R"("visitor":{"id":"v","ip":"192.0.2.1"},"cobrowse":{"used":true},"tags":["t"])"));
}

BOOST_AUTO_TEST_CASE(html_goes_from_messages_and_from_nothing_else) {
  const std::string start =
      R"("wrapup":{"notes":"<b>n</b>"},"transcript":{"messages":[{"seq":1,"role":"agent","type":"text","text":")";
  BOOST_TEST(Checked(with(start + R"(<p>Hi <b>you</b></p>","lang":"en"}]})")).sealed() ==
             with(start + R"(Hi you","lang":"en"}]})"));
}

BOOST_AUTO_TEST_CASE(the_published_schema_has_every_rule) {
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  for (const EventType type : {EventType::case_closed, EventType::case_updated}) {
    const std::string text = case_schema(type);
    const auto schema = parser.parse(text, arena);
    BOOST_REQUIRE(schema.ok());
    const auto* properties = schema->find("properties");
    BOOST_REQUIRE(properties);
    for (const Rule& rule : kCaseData.members) {
      const auto* property = properties->find(rule.name.text);
      BOOST_REQUIRE_MESSAGE(property, rule.name.text);
      const auto* members = property->find("properties");
      for (const Rule& member : rule.members) BOOST_TEST((members && members->find(member.name.text)));
    }
    const auto required = properties->find("case")->find("required")->as_array();
    BOOST_TEST(required.size() == (type == EventType::case_closed ? 3u : 1u));
  }
}

BOOST_AUTO_TEST_SUITE_END()
