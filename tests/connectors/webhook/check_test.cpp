// What an administrator is told who got something wrong: each mistake in words of its own, with what to do.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "core/mapping/tools/publishing.hpp"
#include "tests/connectors/webhook/rehearsal.hpp"
#include "tests/core/http/running_server.hpp"
#include "tests/support/certificates.hpp"

namespace hub::connectors::webhook {

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

std::string shipped_mapping() {
  std::ifstream file(HUB_SOURCE_DIR "/mappings/webhook/default.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Fixture : Rehearsal {
  std::string probe_says() {
    auto result = run(connector->probe());
    return result.ok() ? "works" : result.error().message;
  }
  std::string mapping_problem(const std::string& text) {
    config::Problems problems;
    const auto mapping = mapping::Mapping::compile(text, "default.yaml", problems);
    BOOST_REQUIRE(mapping);
    const auto schema = run(connector->describe({"cases", "transcripts"}));
    if (!schema.ok()) return schema.error().message;
    const auto fit = mapping::fit(*mapping, *schema);
    return fit.findings.empty() ? "fits" : fit.findings.front();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(webhook_check, Fixture)

BOOST_AUTO_TEST_CASE(a_target_that_is_set_up_works_and_fits_the_shipped_mapping) {
  declare(usual(simulator->base_url()));
  BOOST_TEST(probe_says() == "works");
  BOOST_TEST(mapping_problem(shipped_mapping()) == "fits");
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_in_words_of_its_own) {
  std::set<std::string> said;
  const auto tell = [&said](const char* mistake, const std::string& text) {
    BOOST_TEST_MESSAGE(mistake << ": " << text);
    BOOST_TEST(said.insert(text).second, text << " was said before");
    return text;
  };
  declare(usual(simulator->base_url()));
  std::string other_field = shipped_mapping();
  other_field.replace(other_field.find("outcome:"), 8, "outcom:");
  other_field.replace(other_field.find("outcome: {limit"), 8, "outcom: ");
  const std::string missing_field = tell("missing field", mapping_problem(other_field));
  BOOST_TEST(contains(missing_field, "cases has no field 'outcom'"));

  break_with("status", "health", {}, 403);
  BOOST_TEST(contains(tell("missing right", probe_says()), "check the user's rights"));

  http::CurlClient resolving(io, loopback());
  declare(usual("https://no-such-host.invalid"), &resolving);
  BOOST_TEST(contains(tell("wrong host", probe_says()), "no-such-host.invalid"));

  setenv("HUB_TEST_WRONG_SECRET", "wrong", 1);
  declare(settings_for(simulator->base_url(),
                       "write: PUT /{object}/{key}\nclient_secret: env:HUB_TEST_WRONG_SECRET\n"));
  BOOST_TEST(contains(tell("wrong secret", probe_says()), "unknown client or wrong secret"));

  testing::CertificateAuthority authority;
  const auto expired = authority.issue("expired", "/CN=server", "IP:127.0.0.1", "-days -1");
  http::ServerSettings old;
  old.tls = http::TlsSettings{expired.certificate, expired.key, ""};
  testing::RunningServer running(
      old, [](http::Request, const http::Peer&) -> Task<http::Response> { co_return http::Response{}; });
  http::ClientSettings trusting = loopback();
  trusting.ca_file = authority.ca_file();
  http::CurlClient verifying(io, std::move(trusting));
  declare(usual("https://127.0.0.1:" + std::to_string(running.port())), &verifying);
  BOOST_TEST(contains(tell("expired certificate", probe_says()), "expired"));

  break_with("redirect", "health", "https://elsewhere.example/");
  declare(usual(simulator->base_url()));
  BOOST_TEST(contains(tell("an address that redirects", probe_says()), "redirects"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::webhook
