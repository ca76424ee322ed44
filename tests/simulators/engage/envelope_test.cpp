#include "tools/simulators/engage/envelope.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/ingest/door_fixture.hpp"
#include "tools/simulators/engage/generator.hpp"

using namespace hub::simulators::engage;
using namespace hub::ingest::testing;

namespace {

Signer signer() {
  const auto secret = std::move(hub::http::parse_hmac_secret(kSecretText)).value();
  return {std::string(secret.data(), secret.size()), {}, {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(envelope)

BOOST_AUTO_TEST_CASE(header_values_are_encoded_as_the_binding_asks) {
  BOOST_TEST(encode_header_value("Euro \u20ac \U0001F600") == "Euro%20%E2%82%AC%20%F0%9F%98%80");
  BOOST_TEST(encode_header_value("a\"b%c") == "a%22b%25c");
}

BOOST_AUTO_TEST_CASE(the_three_modes_bring_the_same_case) {
  GeneratorSettings settings;
  settings.makes_updates = false;
  std::string first_data;
  for (const SendMode mode : {SendMode::structured, SendMode::binary, SendMode::batched}) {
    Door door;
    const GeneratedEvent event = CaseGenerator(settings).next();
    auto request = event_request(mode, "/v1/cases", {{event.id, event.text()}});
    BOOST_REQUIRE(request.ok());
    signer().sign(*request, "msg_1", door.clock.wall_now());
    BOOST_TEST(door.send(std::move(*request)).status == 202);
    BOOST_REQUIRE(door.intake.seen.size() == 1u);
    if (first_data.empty()) first_data = door.intake.seen[0].data;
    BOOST_TEST(door.intake.seen[0].data == first_data);
    BOOST_TEST(door.intake.seen[0].event_id == event.id);
  }
}

BOOST_AUTO_TEST_CASE(no_events_are_an_empty_batch) {
  BOOST_TEST(event_request(SendMode::batched, "/", {})->body.view() == "[]");
}

BOOST_AUTO_TEST_CASE(a_bearer_key_goes_instead_of_a_signature) {
  Signer bearer = signer();
  bearer.bearer_key = "hubk_x";
  hub::http::Request request;
  bearer.sign(request, "msg_1", {});
  BOOST_TEST(request.headers.find("Authorization").value() == "Bearer hubk_x");
  BOOST_TEST(request.headers.count("webhook-signature") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
