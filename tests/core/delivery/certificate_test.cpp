#include "core/delivery/certificate.hpp"

#include <boost/test/unit_test.hpp>

using hub::delivery::CaseCertificate;

BOOST_AUTO_TEST_SUITE(case_certificate)

BOOST_AUTO_TEST_CASE(a_key_that_was_overwritten_in_place_is_called_destroyed) {
  const std::string json = to_json(CaseCertificate());
  BOOST_TEST(json.ends_with(R"("method":["case key destroyed","rows removed","memory wiped"]})"));
}

BOOST_AUTO_TEST_CASE(where_copies_of_a_wrapped_key_may_be_left_the_end_of_its_epoch_is_told) {
  CaseCertificate certificate;
  certificate.key_due = hub::WallTime(std::chrono::minutes(14));
  const std::string json = to_json(certificate);
  BOOST_TEST(json.ends_with(
      R"("method":["wrapped case key removed","rows removed","memory wiped"],"epoch_key_due":"1970-01-01T00:14:00.000Z"})"));
}

BOOST_AUTO_TEST_SUITE_END()
