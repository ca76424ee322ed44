#include "core/base/uuid.hpp"

#include <boost/test/unit_test.hpp>

namespace {
// The name spaces of RFC 9562, 6.6.
constexpr hub::UuidBytes kDns = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
constexpr hub::UuidBytes kUrl = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
}  // namespace

BOOST_AUTO_TEST_SUITE(uuid)

BOOST_AUTO_TEST_CASE(the_vector_of_rfc_9562_is_met) {
  BOOST_TEST(hub::uuid_v5(kDns, "www.example.com") == "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

BOOST_AUTO_TEST_CASE(another_name_or_name_space_is_another_uuid) {
  BOOST_TEST(hub::uuid_v5(kDns, "www.example.org") != hub::uuid_v5(kDns, "www.example.com"));
  BOOST_TEST(hub::uuid_v5(kUrl, "www.example.com") != hub::uuid_v5(kDns, "www.example.com"));
}

BOOST_AUTO_TEST_CASE(only_the_usual_form_is_taken_for_a_uuid) {
  BOOST_TEST(hub::is_uuid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
  BOOST_TEST(hub::is_uuid("2ED6657D-E927-568B-95E1-2665A8AEA6A2"));
  for (const char* text : {"", "2ed6657de927568b95e12665a8aea6a2", "{2ed6657d-e927-568b-95e1-2665a8aea6a2}",
                           "2ed6657d-e927-568b-95e1-2665a8aea6a2x", "2ed6657d-e927-568b-95e1-2665a8aea6ag",
                           "2ed6657d'e927-568b-95e1-2665a8aea6a2"})
    BOOST_TEST(!hub::is_uuid(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
