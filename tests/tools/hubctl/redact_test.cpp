#include <filesystem>
#include <fstream>

#include "tests/tools/hubctl/shell.hpp"

using hub::hubctl::testing::call;
using hub::hubctl::testing::holds;
using hub::hubctl::testing::kNowhere;
using hub::hubctl::testing::Outcome;

namespace {

Outcome try_on(const std::string& text, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {"redact", "try"});
  return call(std::move(options), kNowhere, "", text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hubctl_redact)

BOOST_AUTO_TEST_CASE(a_text_is_shown_without_what_would_be_taken_out_and_with_the_counts) {
  const Outcome tried = try_on("card 4111 1111 1111 1111 of kim@example.com\n");
  BOOST_TEST(tried.status == 0);
  BOOST_TEST(holds(tried.out, "card [CARD] of [EMAIL]\n"), tried.out);
  BOOST_TEST(holds(tried.out, "card   1"), tried.out);
}

BOOST_AUTO_TEST_CASE(scripts_get_places_and_never_values) {
  const Outcome tried = try_on("kim@example.com", {"--json"});
  BOOST_TEST(tried.out ==
             R"({"text":"[EMAIL]","finds":[{"kind":"email","strength":"shape","begin":0,"end":15}]})"
             "\n");
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_for_is_taken_out_and_as_it_is_asked_for) {
  const Outcome tried =
      try_on("card 4111111111111111 of kim@example.com", {"--kinds", "card", "--with", "mask"});
  BOOST_TEST(holds(tried.out, "card ************1111 of kim@example.com\n"), tried.out);
}

BOOST_AUTO_TEST_CASE(an_event_is_shown_message_by_message_with_what_it_knows_of_its_people) {
  const Outcome tried =
      try_on(R"({"data":{"visitor":{"name":"Kim Berg"},"transcript":{"messages":[)"
             R"({"role":"visitor","text":"Kim here"},{"role":"agent","text":"Hello Kim"}]}}})",
             {"--event"});
  BOOST_TEST(holds(tried.out, "[NAME] here\nHello [NAME]\n"), tried.out);
  BOOST_TEST(try_on("no event", {"--event"}).status == 3);
  BOOST_TEST(try_on("{}", {"--event"}).status == 3);
}

BOOST_AUTO_TEST_CASE(a_tenants_own_patterns_are_tried_from_its_file) {
  const auto file = std::filesystem::temp_directory_path() / "hubctl_redact_tenant.yaml";
  std::ofstream(file) << "kind: tenant\nredaction: {rules: {order_no: 'ORD-[0-9]+'}}\n";
  const Outcome tried = try_on("order ORD-17", {"--tenant", file.string()});
  BOOST_TEST(holds(tried.out, "order [ORDER_NO]\n"), tried.out);
  BOOST_TEST(holds(tried.out, "order_no  1"), tried.out);
  std::filesystem::remove(file);
}

BOOST_AUTO_TEST_CASE(a_mistake_in_an_option_is_named) {
  const Outcome tried = try_on("x", {"--kinds", "crad"});
  BOOST_TEST(tried.status == 2);
  BOOST_TEST(holds(tried.err, "'crad' cannot be redacted (did you mean 'card'?)"), tried.err);
}

BOOST_AUTO_TEST_SUITE_END()
