// Visitor tracking at the front door: what comes in, and what is personal and does not.
#include <boost/test/unit_test.hpp>

#include "tests/core/ingest/door_fixture.hpp"

using namespace hub::ingest;
using namespace hub::ingest::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kSession = R"("session":{"id":"0123ABCD-0123-4567-89ab-0123456789ab"})";

std::string tracked(const std::string& id, const std::string& data,
                    const std::string& source = "/engage/us/acme") {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":")" + source +
         R"(","type":"com.vergic.engage.visitor.tracked.v1","time":"2026-11-01T23:43:47Z","data":)" + data +
         "}";
}
// The data of an event with one more member.
std::string data_with(const std::string& more) {
  return std::string("{") + kSession + R"(,"action":"page_view")" + (more.empty() ? "" : ",") + more + "}";
}
std::string plain(const std::string& id = "t-1") {
  return tracked(id, data_with(""));
}

struct TrackingDoor : Door {
  using Door::Door;
  hub::http::Response track(hub::http::Request request) {
    request.url = "/v1/tracking";
    return send(std::move(request));
  }
  // A message of its own each time.
  hub::http::Response track_event(const std::string& text) {
    return track(signed_now(structured(text), "msg_" + std::to_string(++messages_)));
  }

 private:
  int messages_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tracking_door)

BOOST_AUTO_TEST_CASE(an_event_with_a_session_id_is_handed_over_whole) {
  TrackingDoor door;
  const std::string data = data_with(
      R"("at":"2026-11-01T23:43:47Z","page":"/prices/large","group":{"id":"G-1"},"banner":{"id":"B-1"},)"
      R"("tracking":{"campaign_id":"spring"},"conversion":{"goal_id":"bought"})");
  const auto answer = door.track_event(tracked("t-1", data));
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(answer.body.view() == R"({"accepted":[{"id":"t-1","status":"accepted"}],"rejected":[]})");
  BOOST_REQUIRE(door.tracking.seen.size() == 1u);
  const auto& seen = door.tracking.seen[0];
  BOOST_TEST(seen.tenant == "acme");
  BOOST_TEST(seen.source == "/engage/us/acme");
  BOOST_TEST(seen.id == "t-1");
  BOOST_TEST(seen.session == "0123ABCD-0123-4567-89ab-0123456789ab");
  BOOST_TEST(seen.content.view() == data);
  BOOST_TEST(door.intake.seen.empty());
  BOOST_TEST(door.door().counts().tracking.accepted == 1u);
  BOOST_TEST(door.door().counts().cases.accepted == 0u);
}

BOOST_AUTO_TEST_CASE(what_looks_like_personal_data_is_refused_with_its_place_and_never_echoed) {
  struct Personal {
    std::string more, secret, pointer;
  };
  const Personal personal[] = {
      {R"("page":"/hello/anna.svensson@example.com")", "anna", "/data/page"},
      {R"("page":"/hello/anna.svensson%40example.com")", "anna", "/data/page"},
      {R"("page":"/hello/anna.svensson%2540example.com")", "anna", "/data/page"},
      {R"("page":"/id/19121212-1212")", "1212", "/data/page"},
      {R"("page":"/from/192.0.2.17")", "192", "/data/page"},
      {R"("banner":{"id":"+1 202 555 0123"})", "555", "/data/banner/id"},
      {R"("group":{"id":"4111 1111 1111 1111"})", "4111", "/data/group/id"},
      {R"("tracking":{"campaign_id":"user@example.com"})", "user@", "/data/tracking/campaign_id"},
  };
  TrackingDoor door;
  for (const Personal& one : personal) {
    const auto answer = door.track_event(tracked("t-1", data_with(one.more)));
    BOOST_TEST(answer.status == 422, one.more);
    BOOST_TEST(problem_name(answer) == "personal-data", one.more);
    BOOST_TEST(points_at(answer, one.pointer), one.more << ": " << answer.body.view());
    BOOST_TEST(answer.body.view().find(one.secret) == std::string_view::npos, answer.body.view());
  }
  BOOST_TEST(door.tracking.seen.empty());
  BOOST_TEST(door.door().counts().tracking.rejected == std::size(personal));
}

BOOST_AUTO_TEST_CASE(neither_the_session_nor_the_event_is_named_by_a_person) {
  TrackingDoor door;
  const auto session =
      door.track_event(tracked("t-1", R"({"session":{"id":"anna@example.com"},"action":"a"})"));
  BOOST_TEST(problem_name(session) == "personal-data");
  BOOST_TEST(points_at(session, "/data/session/id"));
  const std::string event = tracked("anna@example.com", data_with(""));
  BOOST_TEST(points_at(door.track_event(event), "/id"));
  const auto batch = door.track(door.signed_now(Door::batch("[" + event + "," + plain() + "]"), "msg_batch"));
  BOOST_TEST(batch.status == 202);
  BOOST_TEST(points_at(batch, "/0/id"));
  BOOST_TEST(batch.body.view().find("anna") == std::string_view::npos, "not even as the id of the event");
  BOOST_TEST(door.tracking.seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_the_schema_does_not_list_is_refused) {
  struct Refusal {
    std::string data, pointer;
  };
  const Refusal refusals[] = {
      {data_with(R"("visitor":{"name":"Anna"})"), "/data"},
      {data_with(R"("group":{"id":"G-1","name":"Anna"})"), "/data/group"},
      {data_with(R"("page":"https://example.com/anna")"), "/data/page"},
      {data_with(R"("page":"/search?q=anna")"), "/data/page"},
      {data_with(R"("at":"yesterday")"), "/data/at"},
      {R"({"action":"page_view"})", "/data/session"},
      {R"({"session":{},"action":"page_view"})", "/data/session/id"},
      {std::string("{") + kSession + "}", "/data/action"},
      {"[]", "/data"},
  };
  TrackingDoor door;
  for (const Refusal& one : refusals) {
    const auto answer = door.track_event(tracked("t-1", one.data));
    BOOST_TEST(answer.status == 422, one.data);
    BOOST_TEST(problem_name(answer) == "invalid-tracking", one.data);
    BOOST_TEST(points_at(answer, one.pointer), one.data << ": " << answer.body.view());
    BOOST_TEST(answer.body.view().find("nna") == std::string_view::npos);
  }
  BOOST_TEST(problem_name(door.track_event(event_text("e-1", case_text("C-1")))) == "unknown-type");
  std::string large(5000, 'x');
  BOOST_TEST(door.track_event(tracked("t-1", data_with(R"("page":"/)" + large + '"'))).status == 422);
  BOOST_TEST(door.tracking.seen.empty());
}

BOOST_AUTO_TEST_CASE(who_may_send_cases_may_send_tracking_events_for_the_same_tenants) {
  TrackingDoor door;
  BOOST_TEST(door.track(Door::structured(plain())).status == 401);
  BOOST_TEST(door.track(Door::as_partner(Door::structured(plain()))).status == 403);
  const std::string north = tracked("t-1", data_with(""), "/engage/us/north");
  const std::string south = tracked("t-2", data_with(""), "/engage/us/south");
  BOOST_TEST(door.track(Door::as_partner(Door::batch("[" + north + "," + south + "]"))).status == 202);
  BOOST_REQUIRE(door.tracking.seen.size() == 2u);
  BOOST_TEST(door.tracking.seen[0].tenant == "north");
  BOOST_TEST(door.tracking.seen[1].tenant == "south");
  auto binary = Door::post("application/json", data_with(""));
  binary.headers.add("ce-specversion", "1.0");
  binary.headers.add("ce-id", "t-3");
  binary.headers.add("ce-source", "/engage/us/acme");
  binary.headers.add("ce-type", "com.vergic.engage.visitor.tracked.v1");
  BOOST_TEST(door.track(door.signed_now(std::move(binary))).status == 202);
  BOOST_TEST(door.tracking.seen.size() == 3u);
}

BOOST_AUTO_TEST_CASE(what_the_book_refuses_is_told_in_the_words_of_the_door) {
  hub::Error limit = hub::transient_error("tracking_limit", "full");
  limit.kind = hub::ErrorKind::rate_limited;
  limit.retry_after = 90s;
  struct Refusal {
    hub::Error error;
    int status;
    const char* name;
  };
  const Refusal refusals[] = {
      {limit, 429, "rate-limited"},
      {hub::transient_error("busy", "full"), 503, "busy"},
      {hub::transient_error("disk_full", "full"), 503, "busy"},
      {hub::invalid_error("tracking_off", "off"), 403, "tracking-off"},
      {hub::invalid_error("tenant_leaving", "leaving"), 403, "tenant-leaving"},
  };
  for (const Refusal& one : refusals) {
    TrackingDoor door;
    door.tracking.answers.emplace_back(one.error);
    const auto answer = door.track_event(plain());
    BOOST_TEST(answer.status == one.status, one.name);
    BOOST_TEST(problem_name(answer) == one.name);
    BOOST_TEST((header(answer, "Retry-After") != "absent") == (one.status != 403), one.name);
  }
  TrackingDoor door;
  door.tracking.answers.emplace_back(hub::tracking::Taken::duplicate);
  BOOST_TEST(door.track_event(plain()).body.view() ==
             R"({"accepted":[{"id":"t-1","status":"duplicate"}],"rejected":[]})");
}

BOOST_AUTO_TEST_CASE(the_schema_is_served_and_only_posts_are_taken) {
  TrackingDoor door;
  hub::http::Request request;
  request.method = "GET";
  request.url = "/schemas/visitor-tracked.v1.json";
  const auto schema = door.send(std::move(request));
  BOOST_TEST(schema.status == 200);
  BOOST_TEST(schema.body.view().find(R"("additionalProperties":false)") != std::string_view::npos);
  BOOST_TEST(schema.body.view().find(R"("required":["session","action"])") != std::string_view::npos);
  hub::http::Request get;
  get.method = "GET";
  get.url = "/v1/tracking";
  BOOST_TEST(door.send(std::move(get)).status == 405);
}

BOOST_AUTO_TEST_SUITE_END()
