#include <boost/test/unit_test.hpp>

#include "tests/core/ingest/door_fixture.hpp"

using namespace hub::ingest;
using namespace hub::ingest::testing;
using namespace std::chrono_literals;

namespace {

const std::string kEvent = event_text("e-1", case_text("C-1"));

// 401, the same words for every reason, and the intake has seen nothing.
void check_refused(Door& door, hub::http::Request request, const char* reason,
                   const hub::http::Peer& peer = {}) {
  const auto answer = door.send(std::move(request), peer);
  BOOST_TEST(answer.status == 401, reason);
  BOOST_TEST(problem_name(answer) == "unauthenticated", reason);
  BOOST_TEST(answer.body.view().find("errors") == std::string_view::npos, reason);
  BOOST_TEST(header(answer, "WWW-Authenticate") == "Bearer", reason);
  BOOST_TEST(door.intake.seen.empty(), reason);
}

hub::http::Request with_header(hub::http::Request request, const char* name, std::string value) {
  request.headers.add(name, std::move(value));
  return request;
}

// A copy whose header `name` has another value.
hub::http::Request replacing(const hub::http::Request& from, std::string_view name,
                             const std::string& value) {
  hub::http::Request request;
  request.method = from.method;
  request.url = from.url;
  request.body.append(from.body.view());
  for (const auto& [field, text] : from.headers) request.headers.add(field, field == name ? value : text);
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(authentication)

BOOST_AUTO_TEST_CASE(an_unsigned_event_is_refused_without_a_trace) {
  Door door;
  check_refused(door, Door::structured(kEvent), "unsigned");
  check_refused(door, Door::structured("not even JSON"), "refused before it is parsed");
  BOOST_TEST(door.door().counts().unauthenticated == 2u);
  BOOST_TEST(door.send_event(kEvent).status == 202);
}

BOOST_AUTO_TEST_CASE(a_tampered_event_is_refused_without_a_trace) {
  Door door;
  auto body = door.signed_now(Door::structured(kEvent));
  body.body.data()[40] ^= 1;
  check_refused(door, std::move(body), "another body");
  const auto good = door.signed_now(Door::structured(kEvent));
  check_refused(door, replacing(good, "webhook-id", "msg_2"), "another id");
  check_refused(door, replacing(good, "webhook-signature", "v1,AAAA"), "another signature");
  check_refused(door, replacing(good, "webhook-timestamp", "1"), "another time");
  check_refused(door, with_header(door.signed_now(Door::structured(kEvent)), "webhook-id", "msg_3"),
                "two ids");
}

BOOST_AUTO_TEST_CASE(a_stale_event_is_refused_without_a_trace) {
  Door door;
  auto late = door.signed_now(Door::structured(kEvent));
  door.clock.advance(301s);
  check_refused(door, std::move(late), "five minutes late");
  auto early = door.signed_now(Door::structured(kEvent));
  door.clock.jump(-301s);
  check_refused(door, std::move(early), "five minutes early");
}

BOOST_AUTO_TEST_CASE(a_recorded_request_is_useless_once_its_time_is_over) {
  Door door;
  auto recorded = door.signed_now(Door::structured(kEvent));
  BOOST_TEST(door.send(replacing(recorded, "", "")).status == 202);
  door.clock.advance(301s);
  door.intake.seen.clear();
  check_refused(door, std::move(recorded), "replayed");
}

BOOST_AUTO_TEST_CASE(a_message_id_cannot_be_used_for_another_message) {
  Door door;
  BOOST_TEST(door.send(door.signed_now(Door::structured(kEvent), "msg_1")).status == 202);
  door.intake.seen.clear();
  check_refused(door, door.signed_now(Door::structured(event_text("e-2", case_text("C-2"))), "msg_1"),
                "reused id");
}

BOOST_AUTO_TEST_CASE(a_retry_of_the_same_message_is_let_through_to_be_called_a_duplicate) {
  Door door;
  BOOST_TEST(door.send(door.signed_now(Door::structured(kEvent))).status == 202);
  door.clock.advance(5s);
  door.intake.answers.push_back(Accepted{AcceptStatus::duplicate, std::nullopt});
  const auto answer = door.send(door.signed_now(Door::structured(kEvent)));
  BOOST_TEST(answer.status == 202);
  BOOST_TEST(answer.body.view() ==
             R"({"accepted":[{"id":"e-1","case":"C-1","status":"duplicate"}],"rejected":[]})");
}

BOOST_AUTO_TEST_CASE(a_bearer_key_proves_its_partner) {
  Door door;
  const std::string event = event_text("e-1", case_text("C-1"), "/engage/us/north");
  BOOST_TEST(door.send(Door::as_partner(Door::structured(event))).status == 202);
  BOOST_REQUIRE(door.intake.seen.size() == 1u);
  BOOST_TEST(door.intake.seen[0].tenant == "north");
}

BOOST_AUTO_TEST_CASE(a_wrong_bearer_key_is_refused_without_a_trace) {
  Door door;
  std::string wrong = kBearerKey;
  wrong.back() = 'A';
  for (const std::string& value :
       {"Bearer " + wrong, std::string("Bearer"), std::string("Bearer "), "Basic " + kBearerKey, kBearerKey,
        "Bearer " + kBearerKey.substr(0, 20), std::string("Bearer hubk_ffffffffffff_c2VjcmV0")}) {
    check_refused(door, with_header(Door::structured(kEvent), "Authorization", value), value.c_str());
  }
  auto twice = Door::as_partner(Door::as_partner(Door::structured(kEvent)));
  check_refused(door, std::move(twice), "two keys");
}

BOOST_AUTO_TEST_CASE(a_wrong_signature_is_not_saved_by_a_right_key) {
  Door door;
  auto request = door.signed_now(Door::structured(event_text("e-1", case_text("C-1"), "/engage/us/north")));
  request.body.data()[40] ^= 1;
  check_refused(door, Door::as_partner(std::move(request)), "both");
}

BOOST_AUTO_TEST_CASE(a_client_certificate_proves_its_subject) {
  Credential credential;
  credential.name = "mutual";
  credential.tenant = "acme";
  credential.certificate_subject = "CN=engage.example";
  std::vector<Credential> credentials;
  credentials.push_back(std::move(credential));
  Door door({}, std::move(credentials));
  check_refused(door, Door::structured(kEvent), "another subject", {"127.0.0.1", "CN=other.example"});
  check_refused(door, Door::structured(kEvent), "no certificate", {"127.0.0.1", ""});
  BOOST_TEST(door.send(Door::structured(kEvent), {"127.0.0.1", "CN=engage.example"}).status == 202);
}

BOOST_AUTO_TEST_CASE(many_signing_credentials_are_not_tried_blindly) {
  std::vector<Credential> credentials;
  for (int i = 0; i < 40; ++i) {
    credentials.push_back(tenant_credential());
    credentials.back().name = "tenant-" + std::to_string(i);
    credentials.back().tenant = credentials.back().name;
  }
  Door door({}, std::move(credentials));
  check_refused(door, door.signed_now(Door::structured(kEvent)), "unnamed");
  check_refused(door, with_header(door.signed_now(Door::structured(kEvent)), "hub-credential", "nobody"),
                "unknown name");
  BOOST_TEST(door.send(with_header(door.signed_now(Door::structured(kEvent)), "hub-credential", "tenant-7"))
                 .status == 202);
  BOOST_TEST(door.intake.seen.at(0).tenant == "tenant-7");
}

BOOST_AUTO_TEST_SUITE_END()
