#include <boost/test/unit_test.hpp>

#include "core/mapping/text.hpp"
#include "tests/core/mapping/mapping_fixture.hpp"

using namespace hub::mapping::tests;  // NOLINT: a test of this part
using hub::model::Compare;
using hub::model::DataClass;
using hub::model::Resolution;

namespace {

const std::string kHead = "mapping: m\ntarget: t\n";

// A case whose messages have these texts.
std::string chat(const std::vector<std::string>& texts) {
  std::string messages;
  for (const std::string& text : texts) {
    messages += (messages.empty() ? "" : ",") + std::string(R"({"role":"visitor","text":")") + text + "\"}";
  }
  return R"({"case":{"id":"C-1","channel":"chat"},"transcript":{"messages":[)" + messages + "]}}";
}

std::string split_mapping(const std::string& more = "") {
  return kHead +
         "records:\n  part:\n    object: P\n    key: K\n    fields: {N: {$int: \"{{ part.number }}\"}, "
         "Of: {$int: \"{{ part.count }}\"}}\n"
         "    split: {field: Body, each: transcript.messages, as: m, limit: 20, text: \"{{ m.text }}\"" +
         more + "}\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_records)

BOOST_AUTO_TEST_CASE(parents_come_first_and_children_carry_their_key) {
  const Run run(kHead +
                "records:\n  child:\n    object: C\n    key: CK\n    parent: {record: parent, field: Link}\n"
                "    fields: {A: 1}\n  parent:\n    object: P\n    key: PK\n    fields: {B: 2}\n");
  BOOST_REQUIRE(run.ok);
  BOOST_REQUIRE(run.records.size() == 2u);
  const auto& parent = run.records[0];
  const auto& child = run.records[1];
  BOOST_TEST(parent.shape->object == "P");
  BOOST_TEST(child.shape->stage == 1);
  BOOST_TEST(child.shape->parent_field == "Link");
  BOOST_TEST(child.shape->parent_key_field == "PK");
  BOOST_TEST(child.parent_key == parent.key);
  BOOST_TEST(parent.key.size() >= 22u);
  BOOST_TEST(parent.key != child.key);
}

BOOST_AUTO_TEST_CASE(late_records_are_made_of_late_news_and_belong_to_what_was_made_of_the_case) {
  Run run(kHead +
          "records:\n  case:\n    object: C\n    key: CK\n    fields: {A: \"{{ wrapup.code }}\"}\n"
          "  late:\n    object: N\n    key: NK\n    late: true\n    parent: {record: case, field: Link}\n"
          "    fields: {B: \"{{ wrapup.code }}\"}\n");
  BOOST_REQUIRE(run.records.size() == 1u);
  BOOST_TEST(run.records.front().shape->name == "case");
  BOOST_TEST(run.mapping->takes_late_news());
  const auto news = run.parser.parse(R"({"case":{"id":"C-1"},"wrapup":{"code":"solved"}})", run.arena);
  hub::mapping::MapContext context{.id_key = run.id_key,
                                   .event_time = {},
                                   .event_id = {},
                                   .event_source = {},
                                   .tenant = {},
                                   .region = {},
                                   .max_class = {}};
  context.is_late = true;
  const auto late = run.mapping->map(*news, context, run.arena);
  BOOST_REQUIRE(late.ok());
  BOOST_REQUIRE(late->size() == 1u);
  BOOST_TEST(late->front().shape->name == "late");
  BOOST_TEST(late->front().fields.text_at("B") == "solved");
  BOOST_TEST(late->front().parent_key == run.records.front().key);
  BOOST_TEST(!compile(with_fields("      F: 1\n"))->takes_late_news());
}

BOOST_AUTO_TEST_CASE(keys_do_not_depend_on_the_mapping_but_on_case_and_record) {
  const Run first(with_fields("      F: 1\n")), again(with_fields("      G: \"{{ case.id }}\"\n"));
  const Run other(with_fields("      F: 1\n"), R"({"case":{"id":"C-2"}})");
  BOOST_TEST(first.records.at(0).key == again.records.at(0).key);
  BOOST_TEST(first.records.at(0).key != other.records.at(0).key);
}

BOOST_AUTO_TEST_CASE(a_record_is_only_made_when_its_condition_holds) {
  const std::string yaml =
      kHead +
      "records:\n  a:\n    object: A\n    when: case.channel != 'offline'\n    fields: {F: 1}\n"
      "  b:\n    object: B\n    parent: {record: a, field: L}\n    fields: {F: 1}\n"
      "  c:\n    object: C\n    parent: {record: a, field: L, optional: true}\n"
      "    fields: {F: 1}\n";
  BOOST_TEST(Run(yaml, R"({"case":{"id":"1","channel":"chat"}})").records.size() == 3u);
  const Run offline(yaml, R"({"case":{"id":"1","channel":"offline"}})");
  BOOST_REQUIRE(offline.records.size() == 1u);
  BOOST_TEST(offline.records[0].shape->object == "C");
  BOOST_TEST(offline.records[0].parent_key.empty());
}

BOOST_AUTO_TEST_CASE(a_transcript_is_cut_between_messages) {
  const Run run(split_mapping(), chat({"0123456789", "abcdefghi", "next", ""}));
  BOOST_REQUIRE(run.records.size() == 2u);
  BOOST_TEST(run.fields(0) == R"({"N":1,"Of":2,"Body":"0123456789\nabcdefghi"})");
  BOOST_TEST(run.fields(1) == R"({"N":2,"Of":2,"Body":"next"})");
  BOOST_TEST(run.records[0].part == 1u);
  BOOST_TEST(run.records[1].part == 2u);
  BOOST_TEST(run.records[1].key.ends_with("-2"));
}

BOOST_AUTO_TEST_CASE(a_message_longer_than_a_part_is_cut_between_characters) {
  std::string smileys;
  for (int i = 0; i < 25; ++i) smileys += "😀";  // two UTF-16 units each
  const Run run(split_mapping(), chat({"abc", smileys, "end"}));
  BOOST_REQUIRE(run.records.size() == 4u);
  std::string all;
  for (const auto& record : run.records) {
    const std::string_view body = record.fields.text_at("Body");
    BOOST_TEST(hub::mapping::length_of(body, hub::mapping::LengthUnit::utf16) <= 20u);
    all += body;
  }
  BOOST_TEST(all == "abc" + smileys + "\nend");
}

BOOST_AUTO_TEST_CASE(each_part_may_have_a_heading) {
  const Run run(split_mapping(", heading: 'Part {{ part.number }}'"), chat({"0123456789", "abcdefghi"}));
  BOOST_TEST(run.fields(0) == R"({"N":1,"Of":2,"Body":"Part 1\n0123456789"})");
  BOOST_TEST(run.fields(1) == R"({"N":2,"Of":2,"Body":"Part 2\nabcdefghi"})");
}

BOOST_AUTO_TEST_CASE(no_messages_make_no_parts) {
  BOOST_TEST(Run(split_mapping(), chat({})).records.empty());
  BOOST_TEST(Run(split_mapping()).records.empty());
}

BOOST_AUTO_TEST_CASE(a_list_can_make_one_record_for_each_item) {
  const Run run(
      kHead +
          "records:\n  file:\n    object: F\n    key: K\n"
          "    repeat: {each: attachments, as: file, where: file.size < 100}\n"
          "    fields: {Name: \"{{ file.name }}\", N: {$int: \"{{ part.number }}\"}}\n",
      R"({"case":{"id":"1"},"attachments":[{"name":"a","size":1},{"name":"b","size":500},{"name":"c","size":2}]})");
  BOOST_REQUIRE(run.records.size() == 2u);
  BOOST_TEST(run.fields(1) == R"({"Name":"c","N":2})");
  BOOST_TEST(run.records[1].part == 2u);
}

BOOST_AUTO_TEST_CASE(too_long_texts_are_cut_with_a_mark) {
  const Run run(
      with_fields(
          "      F: \"{{ case.note }}\"\n    overflow: {F: {limit: 16, do: truncate, mark: '[…]'}}\n"),
      R"({"case":{"id":"1","note":"0123456789abcdefgh"}})");
  BOOST_TEST(run.fields() == R"({"F":"0123456789abc[…]"})");
}

BOOST_AUTO_TEST_CASE(too_long_texts_may_be_refused) {
  const Run run(with_fields("      F: \"{{ case.note }}\"\n    overflow: {F: {limit: 16, do: refuse}}\n"),
                R"({"case":{"id":"1","note":"0123456789abcdefgh"}})");
  BOOST_TEST(run.error.code == "too_long");
  BOOST_TEST((run.error.fields == std::vector<std::string>{"r.F"}));
  BOOST_TEST(run.error.message.find("abc") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_goes_to_another_record) {
  const auto yaml = [](const std::string& policy) {
    return with_fields("      F: \"{{ case.note }}\"\n    overflow: {F: {limit: 16, do: " + policy +
                       ", to: rest}}\n") +
           "  rest:\n    object: R\n    key: K\n    parent: {record: r, field: L}\n"
           "    fields: {T: \"{{ overflow.text }}\", N: {$int: \"{{ part.number }}\"}}\n";
  };
  const std::string data = R"({"case":{"id":"1","note":"0123456789abcdef0123456789abcdef0123"}})";
  const Run split(yaml("split"), data);
  BOOST_REQUIRE(split.records.size() == 3u);
  BOOST_TEST(split.fields(0) == R"({"F":"0123456789abcdef"})");
  BOOST_TEST(split.fields(1) == R"({"T":"0123456789abcdef","N":1})");
  BOOST_TEST(split.fields(2) == R"({"T":"0123","N":2})");
  BOOST_TEST(split.records[1].parent_key == split.records[0].key);
  const Run attach(yaml("attach"), data);
  BOOST_REQUIRE(attach.records.size() == 2u);
  BOOST_TEST(attach.fields(0) == R"({"F":"0123456789abcde…"})");
  BOOST_TEST(attach.fields(1) == R"({"T":"0123456789abcdef0123456789abcdef0123","N":1})");
  BOOST_TEST(Run(yaml("attach"), R"({"case":{"id":"1","note":"short"}})").records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(redacted_fields_lose_what_is_personal_and_their_class) {
  const std::string yaml = with_fields("      F: {a: \"{{ survey.comment }}\"}\n    redact: [F]\n");
  const std::string data = R"({"case":{"id":"1"},"survey":{"comment":"mail me at kim@example.com"}})";
  const Run run(yaml, data);
  BOOST_TEST(run.fields().find("kim@example.com") == std::string::npos);
  BOOST_TEST((run.records.at(0).fields.data_class() == DataClass::direct));
}

BOOST_AUTO_TEST_CASE(owners_follow_the_last_known_agent_then_the_group) {
  const std::string yaml = "owners: {agents: {a1: U1, a2: U2}, groups: {g1: Q1}, default: D}\n" +
                           with_fields("      Owner: \"{{ owner }}\"\n");
  const auto owner = [&yaml](const std::string& more) {
    return Run(yaml, R"({"case":{"id":"1"})" + more + "}").fields();
  };
  BOOST_TEST(owner(R"(,"agents":[{"id":"a2"},{"id":"a1"},{"id":"zz"}],"group":{"id":"g1"})") ==
             R"({"Owner":"U1"})");
  BOOST_TEST(owner(R"(,"agents":[{"id":"zz"}],"group":{"id":"g1"})") == R"({"Owner":"Q1"})");
  BOOST_TEST(owner("") == R"({"Owner":"D"})");
}

BOOST_AUTO_TEST_CASE(lookups_and_fragments_are_shared_in_the_file) {
  const std::string yaml =
      "lookups: {priority: {finance: High}}\nfragments:\n  common: {Origin: Chat, Status: Open}\n"
      "  title: \"{{ case.id }}!\"\n" +
      with_fields(
          "      $use: common\n      Status: Closed\n      T: {$use: title}\n"
          "      P: \"{{ case.category | lookup: 'priority', 'Low' }}\"\n");
  BOOST_TEST(Run(yaml, R"({"case":{"id":"1","category":"finance"}})").fields() ==
             R"({"Status":"Closed","T":"1!","P":"High","Origin":"Chat"})");
}

BOOST_AUTO_TEST_CASE(existing_records_are_named_by_rules_and_values) {
  const std::string yaml =
      kHead +
      "records:\n  contact:\n    object: Contact\n    match: {by: {Email: \"{{ visitor.email }}\"}, "
      "none: skip, many: use}\n    fields: {LastName: \"{{ visitor.name }}\"}\n"
      "  case:\n    object: Case\n    key: K\n    parent: {record: contact, field: ContactId}\n"
      "    attach: {id: \"{{ custom.case_id }}\", missing: create, closed_when: {IsClosed: true}, "
      "closed: create}\n    fields: {A: 1}\n";
  const Run run(yaml,
                R"({"case":{"id":"1"},"visitor":{"email":"a@b.c","name":"N"},"custom":{"case_id":"500x"}})");
  BOOST_REQUIRE(run.records.size() == 2u);
  BOOST_TEST(to_json(run.records[0].match) == R"({"Email":"a@b.c"})");
  BOOST_TEST((run.records[0].shape->match->none == Resolution::skip));
  BOOST_TEST((run.records[0].shape->match->many == Resolution::use));
  BOOST_TEST(run.records[1].attach_id == "500x");
  BOOST_TEST((run.records[1].shape->attach->missing == Resolution::create));
  BOOST_TEST(to_json(run.records[1].shape->attach->closed_value) == "true");
  const Run nobody(yaml);
  BOOST_TEST(nobody.records.at(0).match.is_null());
  BOOST_TEST(nobody.records.at(1).attach_id.empty());
}

BOOST_AUTO_TEST_CASE(compare_modes_reach_the_shape) {
  const Run run(with_fields("      F: 1\n      G: 2\n    compare: {F: ignore}\n"));
  BOOST_TEST((run.records.at(0).shape->compare_of("F") == Compare::ignore));
  BOOST_TEST((run.records.at(0).shape->compare_of("G") == Compare::exact));
}

BOOST_AUTO_TEST_CASE(a_forbidden_class_never_leaves) {
  const std::string yaml = with_fields("      F: \"{{ case.id }}\"\n      G: \"{{ visitor.email }}\"\n");
  const std::string data = R"({"case":{"id":"1"},"visitor":{"email":"a@b.c"}})";
  const Run refused(yaml, data, DataClass::pseudonymous);
  BOOST_TEST(refused.error.code == "class_forbidden");
  BOOST_TEST((refused.error.fields == std::vector<std::string>{"r.G"}));
  BOOST_TEST(Run(yaml, data, DataClass::direct).ok);
}

BOOST_AUTO_TEST_CASE(errors_name_record_and_field_and_hold_no_content) {
  const Run run(
      with_fields("      F: \"{{ survey.score | divided_by: custom.zero }} MARK {{ visitor.name }}\"\n"),
      R"({"case":{"id":"1"},"survey":{"score":77123},"custom":{"zero":0},"visitor":{"name":"MARKER"}})");
  BOOST_TEST(!run.ok);
  BOOST_TEST((run.error.kind == hub::ErrorKind::invalid));
  BOOST_TEST(run.error.fields.at(0) == "r.F");
  BOOST_TEST(run.error.message.find("77123") == std::string::npos);
  BOOST_TEST(run.error.message.find("MARKER") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_event_without_a_case_id_is_refused) {
  BOOST_TEST(Run(with_fields("      F: 1\n"), "{}").error.code == "no_case_id");
}

BOOST_AUTO_TEST_CASE(limits_are_named_when_reached) {
  std::string items;
  for (int i = 0; i < 501; ++i) items += (i ? "," : "") + std::string("{\"name\":\"x\"}");
  const Run run(
      kHead + "records:\n  f:\n    object: F\n    repeat: {each: attachments, as: a}\n    fields: {A: 1}\n",
      R"({"case":{"id":"1"},"attachments":[)" + items + "]}");
  BOOST_TEST(run.error.code == "limit");
  BOOST_TEST(run.error.message.find("'records'") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
