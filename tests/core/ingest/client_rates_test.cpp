#include <boost/test/unit_test.hpp>

#include "tests/core/ingest/door_fixture.hpp"

using namespace hub::ingest;
using hub::ingest::testing::case_text;
using hub::ingest::testing::Door;
using hub::ingest::testing::event_text;
using hub::ingest::testing::header;
using namespace std::chrono_literals;

namespace {

// Two events a second for each credential, so four at once.
FrontDoorSettings two_a_second() {
  FrontDoorSettings settings;
  settings.rate.events_per_second = 2;
  return settings;
}

std::string event(int number) {
  return event_text("e" + std::to_string(number), case_text("c" + std::to_string(number)));
}

hub::http::Response send(Door& door, int number) {
  return door.send(door.signed_now(Door::structured(event(number)), "msg_" + std::to_string(number)));
}

std::string batch_of(int count) {
  std::string events;
  for (int i = 0; i < count; ++i) events += (i > 0 ? "," : "") + event(i);
  return '[' + events + ']';
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client_rates)

BOOST_AUTO_TEST_CASE(who_sends_more_than_he_may_is_told_when_to_come_back_and_then_let_in) {
  Door door(two_a_second());
  for (int i = 0; i < 4; ++i) BOOST_TEST(send(door, i).status == 202);
  const auto refused = send(door, 4);
  BOOST_TEST(refused.status == 429);
  BOOST_TEST(header(refused, "Retry-After") == "1");
  BOOST_TEST(door.intake.seen.size() == 4u);
  BOOST_TEST(door.door().counts().rate_limited == 1u);
  door.clock.advance(1s);
  BOOST_TEST(send(door, 4).status == 202);
}

BOOST_AUTO_TEST_CASE(one_credential_takes_nothing_from_another) {
  Door door(two_a_second());
  for (int i = 0; i < 5; ++i) send(door, i);
  const std::string text = event_text("p1", case_text("c9"), "/engage/us/north");
  BOOST_TEST(door.send(Door::as_partner(Door::structured(text))).status == 202);
}

BOOST_AUTO_TEST_CASE(a_batch_counts_its_events_and_one_larger_than_the_burst_is_owed_afterwards) {
  Door door(two_a_second());
  BOOST_TEST(door.send(door.signed_now(Door::batch(batch_of(8)), "msg_batch")).status == 202);
  const auto refused = send(door, 20);
  BOOST_TEST(refused.status == 429);
  BOOST_TEST(header(refused, "Retry-After") == "3");
  door.clock.advance(3s);
  BOOST_TEST(send(door, 20).status == 202);
}

BOOST_AUTO_TEST_CASE(without_a_limit_as_many_as_come_are_let_in) {
  Door door;
  for (int i = 0; i < 50; ++i) BOOST_TEST(send(door, i).status == 202);
}

BOOST_AUTO_TEST_SUITE_END()
