#include <boost/test/unit_test.hpp>

#include "tests/core/ingest/door_fixture.hpp"

using namespace hub::ingest;
using namespace hub::ingest::testing;
using namespace std::chrono_literals;

namespace {
const std::string kEvent = event_text("e-1", case_text("C-1"));

hub::http::Request get(const char* method, const char* url) {
  hub::http::Request request;
  request.method = method;
  request.url = url;
  return request;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(front_door)

BOOST_AUTO_TEST_CASE(an_accepted_event_is_handed_over_whole) {
  Door door;
  const auto answer = door.send_event(kEvent);
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(answer.body.view() ==
             R"({"accepted":[{"id":"e-1","case":"C-1","status":"accepted"}],"rejected":[]})");
  BOOST_REQUIRE(door.intake.seen.size() == 1u);
  const auto& seen = door.intake.seen[0];
  BOOST_TEST(seen.tenant == "acme");
  BOOST_TEST(seen.source == "/engage/us/acme");
  BOOST_TEST(seen.event_id == "e-1");
  BOOST_TEST(seen.case_id == "C-1");
  BOOST_TEST(seen.time == "2026-11-01T23:43:47Z");
  BOOST_TEST(seen.data == case_text("C-1"));
  BOOST_TEST((seen.type == EventType::case_closed));
  BOOST_TEST(seen.closed_at.time_since_epoch().count() == 1793576627199);
  BOOST_TEST(door.door().counts().cases.accepted == 1u);
}

BOOST_AUTO_TEST_CASE(a_binary_event_is_accepted_like_a_structured_one) {
  Door door;
  auto request = Door::post("application/json", case_text("C-1"));
  request.headers.add("ce-specversion", "1.0");
  request.headers.add("ce-id", "e-1");
  request.headers.add("ce-source", "/engage/us/acme");
  request.headers.add("ce-type", "com.vergic.engage.case.closed.v1");
  BOOST_TEST(door.send(door.signed_now(std::move(request))).status == 202);
  BOOST_TEST(door.intake.seen.at(0).data == case_text("C-1"));
}

BOOST_AUTO_TEST_CASE(an_update_is_accepted_as_one) {
  Door door;
  std::string event = event_text("e-2", R"({"case":{"id":"C-1"},"survey":{"score":4,"scale":5}})");
  event.replace(event.find("closed.v1"), 9, "updated.v1");
  BOOST_TEST(door.send_event(event).status == 202);
  BOOST_TEST((door.intake.seen.at(0).type == EventType::case_updated));
}

BOOST_AUTO_TEST_CASE(refusals_name_the_place_and_leave_no_trace) {
  struct Refusal {
    std::string event;
    int status;
    const char *name, *pointer;
  };
  const std::string no_data =
      R"({"specversion":"1.0","id":"e","source":"/s","type":"com.vergic.engage.case.closed.v1"})";
  std::string other_type = kEvent;
  other_type.replace(other_type.find("closed.v1"), 9, "opened.v1");
  const Refusal refusals[] = {
      {"{", 400, "malformed-json", ""},
      {R"({"specversion":"1.0"})", 400, "malformed-event", "/id"},
      {other_type, 422, "unknown-type", "/type"},
      {no_data, 422, "invalid-case", "/data"},
      {event_text("e", R"({"case":{"id":"C"}})"), 422, "invalid-case", "/data/case/channel"},
      {event_text("e", case_text("C", R"(,"tags":[1])")), 422, "invalid-case", "/data/tags/0"},
      {event_text("e", "[]"), 422, "invalid-case", "/data"},
  };
  Door door;
  int number = 0;
  for (const Refusal& refusal : refusals) {
    const auto answer =
        door.send(door.signed_now(Door::structured(refusal.event), "msg_" + std::to_string(number++)));
    BOOST_TEST(answer.status == refusal.status, refusal.event);
    BOOST_TEST(problem_name(answer) == refusal.name, refusal.event);
    BOOST_TEST(header(answer, "Content-Type") == "application/problem+json");
    if (*refusal.pointer) BOOST_TEST(points_at(answer, refusal.pointer), answer.body.view());
  }
  BOOST_TEST(door.intake.seen.empty());
  BOOST_TEST(door.send(door.signed_now(Door::structured(kEvent), "msg_good")).status == 202);
}

BOOST_AUTO_TEST_CASE(the_trace_of_a_request_goes_on_with_its_case_unless_the_event_has_its_own) {
  const std::string requests = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::string own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  Door door;
  const auto send = [&](const std::string& id, const std::string& more, std::vector<std::string> headers) {
    auto request = Door::structured(event_text(id, case_text(id), "/engage/us/acme", more));
    for (std::string& header : headers) request.headers.add("Traceparent", std::move(header));
    BOOST_TEST(door.send(door.signed_now(std::move(request), "msg_" + id)).status == 202);
    return door.intake.seen.back().traceparent;
  };
  BOOST_TEST(send("e1", "", {requests}) == requests);
  BOOST_TEST(send("e2", R"(,"traceparent":")" + own + '"', {requests}) == own);
  BOOST_TEST(send("e3", "", {}).empty());
  BOOST_TEST(send("e4", "", {"anna@example.com"}).empty(), "what is malformed is ignored");
  BOOST_TEST(send("e5", "", {requests, own}).empty(), "and so are two");
}

BOOST_AUTO_TEST_CASE(a_refusal_for_good_is_noted_with_its_case) {
  Door door;
  door.send_event(event_text("e1", R"({"case":{"id":"c1","channel":"pigeon"}})"));
  BOOST_TEST(door.intake.refused.at("c1") == "invalid-case");
  door.intake.answers.push_back(hub::transient_error("busy", "later"));
  auto second = Door::structured(event_text("e2", case_text("c2")));
  BOOST_TEST(door.send(door.signed_now(std::move(second), "msg_2")).status == 503);
  BOOST_TEST(door.intake.refused.count("c2") == 0u);
}

BOOST_AUTO_TEST_CASE(an_event_that_the_hub_asks_for_is_admitted_like_one_that_was_sent) {
  Door door;
  door.client.expect("GET", "/cases/c1", hub::testing::json_answer(200, case_text("c1")));
  CloudEvent event;
  event.id = "e1";
  event.source = "/engage/us/acme";
  event.type = kCaseClosedType;
  event.dataref = "https://files.example.com/cases/c1";
  door.io.restart();
  const EventAnswer answer =
      hub::testing::run_task(door.io, door.clock, door.door().admit_own("acme", event));
  BOOST_TEST(answer.case_id == "c1");
  BOOST_REQUIRE(door.intake.seen.size() == 1u);
  BOOST_TEST(door.intake.seen.front().tenant == "acme");
  BOOST_TEST(door.door().counts().cases.accepted == 1u);
}

BOOST_AUTO_TEST_CASE(a_case_over_the_limit_gets_413) {
  FrontDoorSettings settings;
  settings.limits.case_bytes_max = 1000;
  Door door(settings);
  const std::string notes(1000, 'x');
  const auto answer =
      door.send_event(event_text("e", case_text("C", R"(,"wrapup":{"notes":")" + notes + "\"}")));
  BOOST_TEST(answer.status == 413);
  BOOST_TEST(problem_name(answer) == "case-too-large");
  BOOST_TEST(door.intake.seen.empty());
}

BOOST_AUTO_TEST_CASE(what_the_intake_refuses_is_answered_with_its_reason) {
  struct Refusal {
    hub::Error error;
    int status;
    const char *name, *retry_after;
  };
  hub::Error limited{hub::ErrorKind::rate_limited, "rate", "", {}, 2500ms};
  const Refusal refusals[] = {
      {hub::invalid_error("content_conflict", ""), 422, "content-conflict", "absent"},
      {hub::invalid_error("unknown_tenant", ""), 403, "wrong-tenant", "absent"},
      {hub::transient_error("busy", ""), 503, "busy", "1"},
      {hub::transient_error("disk_full", ""), 503, "busy", "30"},
      {limited, 429, "rate-limited", "3"},
  };
  Door door;
  for (const Refusal& refusal : refusals) {
    door.intake.answers.push_back(refusal.error);
    const auto answer = door.send_event(kEvent);
    BOOST_TEST(answer.status == refusal.status, refusal.name);
    BOOST_TEST(problem_name(answer) == refusal.name);
    BOOST_TEST(header(answer, "Retry-After") == refusal.retry_after);
  }
  BOOST_TEST(door.send_event(kEvent).status == 202);
}

BOOST_AUTO_TEST_CASE(a_full_door_tells_senders_to_come_back) {
  FrontDoorSettings settings;
  settings.body_bytes_in_flight_max = 100;
  Door door(settings);
  const auto answer = door.send_event(kEvent);
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(header(answer, "Retry-After") == "1");
  BOOST_TEST(door.intake.seen.empty());
}

BOOST_AUTO_TEST_CASE(a_sender_that_waits_gets_the_certificate) {
  Door door;
  auto request = door.signed_now(Door::structured(kEvent));
  request.headers.add("Prefer", "respond-async, wait=10");
  door.intake.answers.push_back(Accepted{AcceptStatus::accepted, R"({"outcome":"delivered"})"});
  const auto answer = door.send(std::move(request));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(header(answer, "Preference-Applied") == "wait=10");
  BOOST_TEST(
      answer.body.view() ==
      R"({"accepted":[{"id":"e-1","case":"C-1","status":"accepted","certificate":{"outcome":"delivered"}}],"rejected":[]})");
  BOOST_TEST(door.intake.seen.at(0).wait->count() == 10);
}

BOOST_AUTO_TEST_CASE(a_wait_that_was_too_short_ends_with_202) {
  Door door;
  auto request = door.signed_now(Door::structured(kEvent));
  request.headers.add("Prefer", "wait=100000");
  BOOST_TEST(door.send(std::move(request)).status == 202);
  BOOST_TEST(door.intake.seen.at(0).wait->count() == 60);  // no longer than the door allows
}

BOOST_AUTO_TEST_CASE(a_nonsensical_wait_is_no_wait) {
  for (const char* prefer : {"wait=", "wait=0", "wait=-1", "wait=x", "wait=1s", "handling=lenient", ""}) {
    Door door;
    auto request = door.signed_now(Door::structured(kEvent));
    request.headers.add("Prefer", prefer);
    const auto answer = door.send(std::move(request));
    BOOST_TEST(answer.status == 202, prefer);
    BOOST_TEST(!door.intake.seen.at(0).wait.has_value(), prefer);
    BOOST_TEST(header(answer, "Preference-Applied") == "absent", prefer);
  }
}

BOOST_AUTO_TEST_CASE(the_schema_is_served_without_a_key) {
  Door door;
  const auto answer = door.send(get("GET", "/schemas/case-closed.v1.json"));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(header(answer, "Content-Type") == "application/schema+json");
  BOOST_TEST(answer.body.view().find("\"closed_at\"") != std::string_view::npos);
  BOOST_TEST(door.send(get("POST", "/schemas/case-closed.v1.json")).status == 405);
}

BOOST_AUTO_TEST_CASE(the_webhook_handshake_is_answered) {
  Door door;
  auto request = get("OPTIONS", "/v1/cases");
  BOOST_TEST(door.send(get("OPTIONS", "/v1/cases")).status == 400);
  request.headers.add("WebHook-Request-Origin", "engage.example");
  const auto answer = door.send(std::move(request));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(header(answer, "WebHook-Allowed-Origin") == "*");
  BOOST_TEST(header(answer, "WebHook-Allowed-Rate") == "*");
}

BOOST_AUTO_TEST_CASE(other_ways_in_are_closed) {
  Door door;
  const auto answer = door.send(get("GET", "/v1/cases"));
  BOOST_TEST(answer.status == 405);
  BOOST_TEST(header(answer, "Allow") == "POST, OPTIONS");
  for (const char* url : {"/", "/v1/tracking/", "/v1/cases/", "/v1", "//v1/cases", "/V1/CASES", "*", ""}) {
    BOOST_TEST(door.send(get("POST", url)).status == 404, url);
  }
}

BOOST_AUTO_TEST_SUITE_END()
