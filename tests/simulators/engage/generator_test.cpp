#include "tools/simulators/engage/generator.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "core/ingest/case_check.hpp"
#include "core/model/json.hpp"

using namespace hub::simulators::engage;
using hub::ingest::EventType;

namespace {

constexpr int kEvents = 600;

std::vector<GeneratedEvent> made(GeneratorSettings settings = {}, int count = kEvents) {
  CaseGenerator generator(std::move(settings));
  std::vector<GeneratedEvent> events;
  for (int i = 0; i < count; ++i) events.push_back(generator.next());
  return events;
}

// Every path of rules that the value has something at: "case.id", "agents[].name".
void collect_paths(const hub::ingest::Rule& rule, const hub::model::Value& value, const std::string& path,
                   std::set<std::string>& paths) {
  paths.insert(path);
  if (value.is_array() && rule.item) {
    for (const auto& item : value.as_array()) collect_paths(*rule.item, item, path + "[]", paths);
  }
  for (const hub::ingest::Rule& member : rule.members) {
    const auto* found = value.find(member.name.text);
    if (found) collect_paths(member, *found, path + '.' + std::string(member.name.text), paths);
  }
}

// Every path that the rules know.
void list_paths(const hub::ingest::Rule& rule, const std::string& path, std::set<std::string>& paths) {
  paths.insert(path);
  if (rule.item) list_paths(*rule.item, path + "[]", paths);
  for (const auto& member : rule.members)
    list_paths(member, path + '.' + std::string(member.name.text), paths);
}

std::size_t message_count(const hub::model::Value& data) {
  const auto* transcript = data.find("transcript");
  return transcript ? transcript->find("messages")->as_array().size() : 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generator)

BOOST_AUTO_TEST_CASE(the_same_seed_makes_the_same_events) {
  const auto first = made(), second = made();
  for (int i = 0; i < kEvents; ++i) BOOST_REQUIRE(first[i].text() == second[i].text());
  GeneratorSettings other;
  other.seed = 2;
  BOOST_TEST(made(other, 1)[0].text() != first[0].text());
}

BOOST_AUTO_TEST_CASE(no_two_events_share_an_id) {
  std::set<std::string> ids, cases;
  for (const GeneratedEvent& event : made()) {
    BOOST_TEST(ids.insert(event.id).second);
    if (event.type == hub::ingest::kCaseClosedType) BOOST_TEST(cases.insert(event.case_id).second);
  }
}

BOOST_AUTO_TEST_CASE(every_event_passes_the_door) {
  hub::model::JsonParser parser;
  for (const GeneratedEvent& event : made()) {
    hub::model::Arena arena;
    hub::ingest::Findings findings;
    const auto data = parser.parse(event.data, arena);
    BOOST_REQUIRE(data.ok());
    const auto type =
        event.type == hub::ingest::kCaseClosedType ? EventType::case_closed : EventType::case_updated;
    hub::ingest::check_case(*data, type, {}, {}, arena, findings);
    for (const auto& finding : findings.items()) BOOST_ERROR(finding.pointer << ' ' << finding.detail);
    BOOST_REQUIRE(findings.empty());
  }
}

BOOST_AUTO_TEST_CASE(every_field_of_the_case_model_is_filled) {
  std::set<std::string> known, filled;
  list_paths(hub::ingest::kCaseData, "data", known);
  hub::model::JsonParser parser;
  GeneratorSettings inside, by_reference;
  by_reference.attachments_url = "http://127.0.0.1:1/api/v1";
  for (const GeneratorSettings& settings : {inside, by_reference}) {
    for (const GeneratedEvent& event : made(settings)) {
      hub::model::Arena arena;
      const auto data = parser.parse(event.data, arena);
      collect_paths(hub::ingest::kCaseData, *data, "data", filled);
    }
  }
  for (const std::string& path : known) {
    // The tenant comes from the credential; the platform does not repeat it in the data.
    if (!path.starts_with("data.tenant")) BOOST_TEST(filled.count(path) == 1u, path);
  }
}

BOOST_AUTO_TEST_CASE(the_rare_things_happen) {
  hub::model::JsonParser parser;
  std::map<std::string, int> channels, sources;
  std::set<std::size_t> counts;
  int without_closer = 0, late = 0;
  GeneratorSettings settings;
  settings.sources = {"/engage/us/north", "/engage/us/south"};
  std::set<std::string> waiting_for_wrapup;
  for (const GeneratedEvent& event : made(settings)) {
    hub::model::Arena arena;
    const auto data = parser.parse(event.data, arena);
    if (event.type == hub::ingest::kCaseUpdatedType) {
      BOOST_TEST(waiting_for_wrapup.erase(event.case_id) == 1u);
      BOOST_TEST(data->find("wrapup") != nullptr);
      ++late;
      continue;
    }
    if (!data->find("wrapup")) waiting_for_wrapup.insert(event.case_id);
    ++channels[std::string(data->find("case")->text_at("channel"))];
    ++sources[event.source];
    without_closer += data->find("case")->find("closed_by") == nullptr;
    counts.insert(message_count(*data));
  }
  BOOST_TEST(channels.size() == 6u);
  BOOST_TEST(sources.size() == 2u);
  BOOST_TEST(*counts.begin() == 1u);
  BOOST_TEST(*counts.rbegin() == 2'000u);
  BOOST_TEST(without_closer > 20);
  BOOST_TEST(late > 20);
}

BOOST_AUTO_TEST_CASE(a_thin_event_points_instead_of_carrying) {
  const GeneratedEvent event = made({}, 1)[0];
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  const auto thin = parser.parse(event.thin_text("http://127.0.0.1:1/x"), arena);
  BOOST_TEST(thin->text_at("dataref") == "http://127.0.0.1:1/x");
  BOOST_TEST(thin->text_at("id") == event.id);
  BOOST_TEST(thin->find("data") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
