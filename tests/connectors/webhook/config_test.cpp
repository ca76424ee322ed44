// Settings as an administrator writes them: what works, and what is said when they do not.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/connectors/webhook/declared.hpp"

namespace hub::connectors::webhook {

namespace {

const std::string kPut = "write: PUT /{object}/{key}\n";
const std::string kPost = "write: POST /{object}\n";

struct Fixture : Declared {
  Fixture() {
    setenv("HUB_TEST_WEBHOOK_SECRET", "hush", 1);
    setenv("HUB_TEST_WEBHOOK_WHSEC", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1);
  }
  bool repeats_freely(const std::string& yaml) {
    return std::holds_alternative<delivery::UniqueKey>(declare(yaml).traits().key_guarantee);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(webhook_config, Fixture)

BOOST_AUTO_TEST_CASE(an_address_and_a_write_are_enough) {
  declare(kPut);
  expect("PUT", "https://records.example/api/cases/key-1", 200, "{}");
  BOOST_TEST(write(record()).ok());
  BOOST_TEST(!connector->traits().can_read_back);
}

BOOST_AUTO_TEST_CASE(a_write_under_our_key_may_be_repeated_and_a_post_may_not) {
  BOOST_TEST(repeats_freely(kPut));
  BOOST_TEST(!repeats_freely("write: POST /cases/{key}\n"));
  BOOST_TEST(!repeats_freely(kPost));
  BOOST_TEST(repeats_freely(kPost + "repeats: same_record\n"));
  BOOST_TEST(!repeats_freely(kPut + "repeats: never\n"));
}

BOOST_AUTO_TEST_CASE(what_a_look_up_proves_is_declared_in_time) {
  const auto& traits =
      declare(kPost + "look_up: GET /cases?q={key}\nlate_commit_window: 2m\nvisibility_lag: 1500ms\n")
          .traits();
  const auto& guarantee = std::get<delivery::LookUpOnly>(traits.key_guarantee);
  BOOST_TEST((guarantee.late_commit_window == std::chrono::seconds(120)));
  BOOST_TEST((guarantee.visibility_lag == std::chrono::seconds(2)));
}

BOOST_AUTO_TEST_CASE(a_call_that_cannot_be_one_is_shown_with_its_place) {
  for (const std::string call : {"/cases", "put /cases", "PUT cases", "PUT /cases/{name}", "PUT /cases/{key",
                                 "PUT /cases/key}", "PUT"}) {
    const std::string text = complaint("write: \"" + call + "\"\n");
    BOOST_TEST(contains(text, "target.yaml:2"), call);
    BOOST_TEST(contains(text, "write must be a method and a path"), call);
  }
}

BOOST_AUTO_TEST_CASE(an_id_that_nobody_knows_yet_is_refused) {
  BOOST_TEST(contains(complaint("write: PUT /cases/{id}\n"), "write cannot name {id}"));
  BOOST_TEST(contains(complaint(kPut + "look_up: GET /cases/{id}\n"), "look_up cannot name {id}"));
  BOOST_TEST(contains(complaint(kPut + "read_back: GET /cases/{id}\n"), "needs the setting 'id_at'"));
  BOOST_TEST(complaint(kPut + "read_back: GET /cases/{id}\nid_at: $.id\n") == "none");
}

BOOST_AUTO_TEST_CASE(paths_and_rules_are_checked) {
  for (const std::string path : {"id", "$id", "$.", "$.a..b", "$.a[x]", "$.a[1"})
    BOOST_TEST(contains(complaint(kPut + "id_at: \"" + path + "\"\n"), "id_at must be a path"), path);
  BOOST_TEST(contains(complaint(kPut + "success: [99]\n"), "success must be a status"));
  BOOST_TEST(contains(complaint(kPut + "success: [300-200]\n"), "success must be a status"));
  BOOST_TEST(contains(complaint(kPut + "success_when: ok\n"), "success_when must be a place"));
  BOOST_TEST(contains(complaint(kPut + "failures: [\"423 = later\"]\n"), "failures must be a status"));
  BOOST_TEST(contains(complaint(kPut + "read_as: [title]\n"), "read_as must be such as"));
  BOOST_TEST(contains(complaint(kPut + "headers: [X-Tenant]\n"), "headers must be such as"));
  BOOST_TEST(contains(complaint(kPut + "concurrency: 65\n"), "concurrency must be 1 to 64"));
  BOOST_TEST(contains(complaint(kPost + "repeats: look_up\n"), "look_up needs the setting 'look_up'"));
}

BOOST_AUTO_TEST_CASE(each_way_of_logging_in_names_what_it_needs) {
  for (const auto& [auth, needed] :
       {std::pair("basic", "username"), std::pair("bearer", "token"), std::pair("header", "token"),
        std::pair("client_credentials", "token_url")}) {
    BOOST_TEST(
        contains(complaint(kPut + "auth: " + auth + "\n"), std::string("needs the setting '") + needed + "'"),
        auth);
  }
}

BOOST_AUTO_TEST_CASE(each_signature_names_what_it_needs) {
  for (const std::string scheme : {"standard_webhooks", "github", "hmac"}) {
    BOOST_TEST(
        contains(complaint(kPut + "signature: " + scheme + "\n"), "needs the setting 'signing_secret'"),
        scheme);
  }
  BOOST_TEST(contains(complaint(kPut + "signature: rfc9421\n"), "needs the setting 'key_id'"));
  const std::string secret = "signing_secret: env:HUB_TEST_WEBHOOK_SECRET\n";
  BOOST_TEST(contains(complaint(kPut + "signature: hmac\n" + secret), "needs the setting 'hmac_header'"));
  BOOST_TEST(contains(complaint(kPut + "signature: standard_webhooks\n" + secret), "whsec_"));
  const std::string own = kPut + "signature: hmac\nhmac_header: X-Sign\n" + secret;
  BOOST_TEST(contains(complaint(own + "hmac_base: \"{timestamp}\"\n"), "must name {body} once"));
  BOOST_TEST(contains(complaint(own + "hmac_value: \"{md5}\"\n"), "hmac_value may name"));
  BOOST_TEST(complaint(own) == "none");
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_written_out_is_refused_without_being_shown) {
  const std::string text = complaint(kPut + "auth: bearer\ntoken: hunter2hunter2\n");
  BOOST_TEST(contains(text, "target.yaml:4"));
  BOOST_TEST(!contains(text, "hunter2"));
}

BOOST_AUTO_TEST_CASE(a_secret_that_cannot_be_read_is_named_by_its_setting) {
  const std::string text = complaint(kPut + "auth: bearer\ntoken: env:HUB_TEST_NO_SUCH_VARIABLE\n");
  BOOST_TEST(contains(text, "token"));
  BOOST_TEST(contains(text, "HUB_TEST_NO_SUCH_VARIABLE"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::webhook
