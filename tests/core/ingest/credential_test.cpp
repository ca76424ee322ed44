#include "core/ingest/credential.hpp"

#include <boost/test/unit_test.hpp>

#include "core/ingest/seen_messages.hpp"

using namespace hub::ingest;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(credential)

BOOST_AUTO_TEST_CASE(a_new_bearer_key_is_shown_once_and_kept_as_its_hash) {
  hub::SeededRandom random(1);
  const NewBearerKey first = make_bearer_key(random), second = make_bearer_key(random);
  BOOST_TEST(first.shown != second.shown);
  const auto parts = split_bearer_key(first.shown);
  BOOST_REQUIRE(parts.has_value());
  BOOST_TEST(parts->id == first.kept.id);
  BOOST_TEST(parts->secret.size() == 43u);
  BOOST_TEST((hash_of_key(parts->secret) == first.kept.hash));
}

BOOST_AUTO_TEST_CASE(what_is_no_key_has_no_parts) {
  for (const char* text : {"", "hubk_", "hubk_0123456789ab", "hubk_0123456789ab_", "HUBK_0123456789ab_x",
                           "hubk_0123456789abc_x"}) {
    BOOST_TEST(!split_bearer_key(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_partner_speaks_only_for_the_sources_on_its_list) {
  Credential partner;
  partner.sources = {{"/engage/us/north", "north"}};
  BOOST_REQUIRE(partner.tenant_of("/engage/us/north"));
  BOOST_TEST(*partner.tenant_of("/engage/us/north") == "north");
  for (const char* source : {"/engage/us/north/", "/engage/us/Nort", "/engage/us", "north", ""}) {
    BOOST_TEST(!partner.tenant_of(source), source);
  }
}

BOOST_AUTO_TEST_CASE(a_message_id_is_remembered_with_its_bytes_for_its_life) {
  SeenMessages seen(10s, 100);
  const hub::MonotonicTime start(1h);
  const KeyHash a = hash_of_key("a"), b = hash_of_key("b");
  BOOST_TEST(seen.admit("id", a, start));
  BOOST_TEST(seen.admit("id", a, start + 9s));
  BOOST_TEST(!seen.admit("id", b, start + 9s));
  BOOST_TEST(seen.admit("id", b, start + 10s));
}

BOOST_AUTO_TEST_CASE(the_oldest_message_ids_make_room_for_new_ones) {
  SeenMessages seen(10s, 3);
  const hub::MonotonicTime start(1h);
  const KeyHash a = hash_of_key("a");
  for (int i = 0; i < 1000; ++i) seen.admit(std::to_string(i), a, start);
  BOOST_TEST(seen.size() <= 4u);
  BOOST_TEST(!seen.admit("999", hash_of_key("b"), start));
}

BOOST_AUTO_TEST_SUITE_END()
