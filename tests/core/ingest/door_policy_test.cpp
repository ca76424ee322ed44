// What a tenant's policy does to a case at the door.
#include "core/ingest/door_policy.hpp"

#include <boost/test/unit_test.hpp>

#include "core/model/json.hpp"

using namespace hub;
using namespace hub::ingest;
using model::DataClass;
using policy::RefusalAction;

namespace {

constexpr const char* kCase =
    R"({"case":{"id":"c1","channel":"chat","closed_at":"2026-05-01T10:00:00Z"},)"
    R"("session":{"id":"s1"},"visitor":{"name":"Kim"},)"
    R"("prechat":[{"key":"pin","value":"1234"},{"key":"topic","value":"bill"}],)"
    R"("custom":{"token":"t","plan":"gold","deep":{"key":"k","more":1}},)"
    R"("transcript":{"messages":[{"seq":1,"role":"visitor","type":"text","text":"hi"}]}})";
const WallTime kClosed{milliseconds(1'777'629'600'000)};

DoorPolicy with(policy::Limit limit, RefusalAction action, RefusalAction then = RefusalAction::reject) {
  DoorPolicy policy;
  policy.limit = limit;
  policy.refusal = {action, std::chrono::hours(2), then};
  return policy;
}

struct Door {
  model::Arena arena;
  std::optional<OrProblem<Admitted>> outcome;

  explicit Door(const DoorPolicy& policy, milliseconds age = milliseconds(0),
                EventType type = EventType::case_closed) {
    model::JsonParser parser;
    const CheckedCase checked{"c1", {}, {}, kClosed, *parser.parse(kCase, arena)};
    outcome.emplace(admit(policy, checked, type, kClosed + age, Path(), arena));
  }
  const Problem* problem() const { return std::get_if<Problem>(&*outcome); }
  const Admitted* admitted() const { return std::get_if<Admitted>(&*outcome); }
  std::string data() const {
    Buffer out;
    model::write_json(admitted()->data, out);
    return std::string(out.view());
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(door_policy)

BOOST_AUTO_TEST_CASE(what_is_allowed_goes_in_as_it_is) {
  BOOST_TEST(Door(with(DataClass::free_text, RefusalAction::reject)).data() == kCase);
}

BOOST_AUTO_TEST_CASE(a_rejected_case_is_a_403_that_points_at_what_is_not_allowed) {
  const Door door(with(DataClass::pseudonymous, RefusalAction::reject));
  BOOST_REQUIRE(door.problem());
  BOOST_TEST(door.problem()->status == 403);
  BOOST_TEST(door.problem()->name == "policy-refused");
  std::vector<std::string> pointers;
  for (const Finding& finding : door.problem()->findings.items()) pointers.push_back(finding.pointer);
  BOOST_TEST(pointers == (std::vector<std::string>{"/visitor", "/prechat", "/custom", "/transcript"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(where_not_even_what_is_about_nobody_is_allowed_everything_is_refused) {
  for (const RefusalAction action : {RefusalAction::reject, RefusalAction::redact})
    BOOST_TEST(Door(with(std::nullopt, action)).problem()->status == 403);
}

BOOST_AUTO_TEST_CASE(a_parked_case_is_to_come_back_until_its_time_is_over) {
  const DoorPolicy parks = with(DataClass::none, RefusalAction::park, RefusalAction::drop);
  const Door first(parks, std::chrono::minutes(90));
  BOOST_REQUIRE(first.problem());
  BOOST_TEST(first.problem()->name == "policy-parked");
  BOOST_TEST(first.problem()->is_retryable());
  BOOST_TEST((first.problem()->retry_after == std::chrono::minutes(30)));
  const Door late(parks, std::chrono::hours(2));
  BOOST_REQUIRE(late.admitted());
  BOOST_TEST(late.admitted()->is_dropped);
}

BOOST_AUTO_TEST_CASE(a_redacted_case_goes_in_without_what_is_not_allowed) {
  const Door door(with(DataClass::pseudonymous, RefusalAction::redact));
  BOOST_TEST(
      door.data() ==
      R"({"case":{"id":"c1","channel":"chat","closed_at":"2026-05-01T10:00:00Z"},"session":{"id":"s1"}})");
}

BOOST_AUTO_TEST_CASE(a_dropped_case_is_certified_and_where_there_are_no_certificates_it_is_rejected) {
  DoorPolicy drops = with(DataClass::none, RefusalAction::drop);
  BOOST_TEST(Door(drops).admitted()->is_dropped);
  BOOST_TEST(Door(drops, {}, EventType::case_updated).problem()->status == 403);
  drops.certifies = false;
  BOOST_TEST(Door(drops).problem()->status == 403);
}

BOOST_AUTO_TEST_CASE(secret_answers_and_members_are_dropped_at_the_door) {
  DoorPolicy policy;
  policy.classes = std::make_shared<mapping::CaseClasses>(std::vector<mapping::DeclaredField>{
      {"prechat.pin", mapping::DeclaredType::text, DataClass::free_text, true},
      {"custom.token", mapping::DeclaredType::text, DataClass::free_text, true},
      {"custom.deep.key", mapping::DeclaredType::text, DataClass::free_text, true}});
  const std::string data = Door(policy).data();
  BOOST_TEST(data.find("1234") == std::string::npos);
  BOOST_TEST(data.find(R"("custom":{"plan":"gold","deep":{"more":1}})") != std::string::npos, data);
  BOOST_TEST(data.find("bill") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
