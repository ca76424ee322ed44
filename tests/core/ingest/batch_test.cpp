#include <boost/test/unit_test.hpp>

#include "tests/core/ingest/door_fixture.hpp"

using namespace hub::ingest;
using namespace hub::ingest::testing;
using namespace std::chrono_literals;

namespace {
std::string north(const std::string& id) {
  return event_text(id, case_text("C-" + id), "/engage/us/north");
}
std::string south(const std::string& id) {
  return event_text(id, case_text("C-" + id), "/engage/us/south");
}
}  // namespace

BOOST_AUTO_TEST_SUITE(batch)

BOOST_AUTO_TEST_CASE(a_batch_may_mix_a_partners_tenants) {
  Door door;
  const auto answer = door.send(Door::as_partner(Door::batch("[" + north("1") + "," + south("2") + "]")));
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(
      answer.body.view() ==
      R"({"accepted":[{"id":"1","case":"C-1","status":"accepted"},{"id":"2","case":"C-2","status":"accepted"}],)"
      R"("rejected":[]})");
  BOOST_REQUIRE(door.intake.seen.size() == 2u);
  BOOST_TEST(door.intake.seen[0].tenant == "north");
  BOOST_TEST(door.intake.seen[1].tenant == "south");
}

BOOST_AUTO_TEST_CASE(another_tenants_event_is_403_alone_and_rejected_in_a_batch) {
  Door door;
  const std::string foreign = event_text("9", case_text("C-9"), "/engage/us/acme");
  const auto alone = door.send(Door::as_partner(Door::structured(foreign)));
  BOOST_TEST(alone.status == 403);
  BOOST_TEST(problem_name(alone) == "wrong-tenant");
  BOOST_TEST(door.intake.seen.empty());
  const auto answer = door.send(Door::as_partner(Door::batch("[" + foreign + "," + north("1") + "]")));
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(
      answer.body.view() ==
      R"({"accepted":[{"id":"1","case":"C-1","status":"accepted"}],"rejected":[{"id":"9","problem":)"
      R"({"type":"urn:connector-hub:problem:wrong-tenant","title":"The credential may not speak for this tenant",)"
      R"("status":403}}]})");
  BOOST_TEST(door.intake.seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(bad_events_harm_no_others_and_are_told_apart_by_pointer) {
  Door door;
  const std::string bad_case = event_text("3", R"({"case":{"id":"C-3"}})", "/engage/us/north");
  const auto answer =
      door.send(Door::as_partner(Door::batch("[" + north("1") + ",17," + bad_case + "," + north("4") + "]")));
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(door.intake.seen.size() == 2u);
  BOOST_TEST(answer.body.view().find(R"("rejected":[{"id":null,"problem":)") != std::string_view::npos);
  BOOST_TEST(points_at(answer, "/1"));
  BOOST_TEST(points_at(answer, "/2/data/case/closed_at"));
  BOOST_TEST(door.door().counts().cases.rejected == 2u);
}

BOOST_AUTO_TEST_CASE(an_empty_batch_is_accepted) {
  Door door;
  const auto answer = door.send(Door::as_partner(Door::batch("[]")));
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(answer.body.view() == R"({"accepted":[],"rejected":[]})");
}

BOOST_AUTO_TEST_CASE(a_batch_with_too_many_events_gets_413) {
  FrontDoorSettings settings;
  settings.batch_events_max = 2;
  Door door(settings);
  const auto answer =
      door.send(Door::as_partner(Door::batch("[" + north("1") + "," + north("2") + "," + north("3") + "]")));
  BOOST_TEST(answer.status == 413);
  BOOST_TEST(problem_name(answer) == "batch-too-large");
  BOOST_TEST(door.intake.seen.empty());
}

BOOST_AUTO_TEST_CASE(a_batch_that_wholly_met_a_full_hub_is_to_be_repeated) {
  Door door;
  door.intake.answers.push_back(hub::transient_error("busy", ""));
  door.intake.answers.push_back(hub::transient_error("disk_full", ""));
  const auto answer = door.send(Door::as_partner(Door::batch("[" + north("1") + "," + north("2") + "]")));
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(header(answer, "Retry-After") == "30");
  BOOST_TEST(answer.body.view().find(R"("accepted":[])") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(a_batch_that_was_wholly_too_fast_gets_429) {
  Door door;
  door.intake.answers.push_back(hub::Error{hub::ErrorKind::rate_limited, "rate", "", {}, 7s});
  const auto answer = door.send(Door::as_partner(Door::batch("[" + north("1") + "]")));
  BOOST_TEST(answer.status == 429);
  BOOST_TEST(header(answer, "Retry-After") == "7");
}

BOOST_AUTO_TEST_CASE(a_batch_of_which_something_was_taken_is_202_with_the_rest_to_be_repeated) {
  Door door;
  door.intake.answers.push_back(Accepted{});
  door.intake.answers.push_back(hub::transient_error("busy", ""));
  const auto answer = door.send(Door::as_partner(Door::batch("[" + north("1") + "," + north("2") + "]")));
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(header(answer, "Retry-After") == "absent");
  BOOST_TEST(answer.body.view().find(R"("status":503)") != std::string_view::npos);
  BOOST_TEST(answer.body.view().find(R"("retry_after":1)") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(a_batch_waits_for_the_certificates_of_all) {
  Door door;
  for (int i = 0; i < 2; ++i) door.intake.answers.push_back(Accepted{AcceptStatus::accepted, "{}"});
  auto request = Door::as_partner(Door::batch("[" + north("1") + "," + north("2") + "]"));
  request.headers.add("Prefer", "wait=5");
  BOOST_TEST(door.send(std::move(request)).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
