// Settings as an administrator writes them: where the bucket is, and what is said when they do not fit.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/support/make_connector.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/scripted_client.hpp"

namespace hub::connectors::s3 {

namespace {

const std::string kKeys = "access_key_id: AKID\nsecret_access_key: env:HUB_TEST_S3_SECRET\n";

struct Fixture {
  Fixture() { setenv("HUB_TEST_S3_SECRET", "hush", 1); }

  Result<std::unique_ptr<delivery::Connector>> create(const std::string& yaml) {
    return testing::make_connector("s3", yaml + kKeys, {http, clock});
  }
  std::string complaint(const std::string& yaml) {
    const auto created = create(yaml);
    return created.ok() ? "none" : created.error().message;
  }
  // Whether the address that a probe asks begins with this.
  void probes(const std::string& yaml, const std::string& address) {
    const auto created = create(yaml);
    BOOST_REQUIRE_MESSAGE(created.ok(), (created.ok() ? "" : created.error().message));
    http.expect("GET", "", testing::json_answer(200, "<ListBucketResult/>"));
    BOOST_TEST(testing::run_task(io, clock, (*created)->probe()).ok());
    BOOST_TEST(http.last().url.starts_with(address + "?list-type=2"), http.last().url);
  }

  IoContext io;
  testing::VirtualClock clock;
  testing::ScriptedClient http;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(s3_config, Fixture)

BOOST_AUTO_TEST_CASE(a_bucket_of_aws_is_a_host_unless_its_name_has_dots) {
  probes("bucket: acme\nregion: eu-north-1\n", "https://acme.s3.eu-north-1.amazonaws.com/");
  probes("bucket: acme.chats\nregion: eu-north-1\n", "https://s3.eu-north-1.amazonaws.com/acme.chats/");
}

BOOST_AUTO_TEST_CASE(elsewhere_it_is_a_path) {
  probes("bucket: acme\nbase_url: https://objects.example/\n", "https://objects.example/acme/");
}

BOOST_AUTO_TEST_CASE(the_owner_that_was_named_is_asked_for_at_every_call) {
  probes("bucket: acme\nexpected_owner: \"111122223333\"\n", "https://acme.s3.us-east-1.amazonaws.com/");
  BOOST_TEST(*http.last().headers.find("x-amz-expected-bucket-owner") == "111122223333");
}

BOOST_AUTO_TEST_CASE(a_store_that_cannot_create_once_is_looked_at_instead) {
  const auto sure = create("bucket: acme\n");
  BOOST_TEST(std::holds_alternative<delivery::UniqueKey>((*sure)->traits().key_guarantee));
  const auto unsure = create("bucket: acme\ncreate_once: look_up\nlate_commit_window: 5m\n");
  const auto& guarantee = std::get<delivery::LookUpOnly>((*unsure)->traits().key_guarantee);
  BOOST_TEST((guarantee.late_commit_window == std::chrono::seconds(300)));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_told_with_its_place) {
  BOOST_TEST(contains(complaint("bucket: \"a/b\"\n"), "target.yaml:1"));
  BOOST_TEST(contains(complaint("bucket: acme\nprefix: /chats\n"), "does not begin with a slash"));
  BOOST_TEST(contains(complaint("bucket: acme\nprefix: \"Kim Berg/\"\n"), "target.yaml:2"));
  BOOST_TEST(contains(complaint("bucket: acme\nlock_mode: forever\n"), "GOVERNANCE or COMPLIANCE"));
  BOOST_TEST(contains(complaint("bucket: acme\nlock_mode: COMPLIANCE\n"), "needs the setting 'lock_time'"));
  BOOST_TEST(
      contains(complaint("bucket: acme\nlock_mode: COMPLIANCE\nlock_time: 1d\nchecksum_header: none\n"),
               "needs its checksum"));
  BOOST_TEST(contains(complaint("bucket: acme\nconcurrency: 65\n"), "must be 1 to 64"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::s3
