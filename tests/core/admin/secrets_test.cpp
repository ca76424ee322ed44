// Secrets of tenants go in through the API and never come out; what uses them takes a new value at once.
#include "core/admin/secrets.hpp"

#include <boost/test/unit_test.hpp>

#include "core/admin/secret_keeper.hpp"
#include "core/policy/resources.hpp"
#include "tests/core/admin/running_api.hpp"
#include "tests/core/store/recording_store.hpp"
#include "tests/support/run_task.hpp"

namespace admin = hub::admin;
namespace config = hub::config;
namespace policy = hub::policy;
namespace store = hub::store;
using admin::testing::RunningApi;

namespace {

constexpr const char* kTenant = R"(
kind: tenant
name: acme
region: eu
credentials: [{name: engage, kind: standard_webhooks, secrets: ["secret:event-key"]}]
---
kind: target
name: crm
tenant: acme
connector: salesforce
mapping: salesforce/case.yaml
settings: {token: "secret:crm-token", nested: [{deep: "secret:deep"}]}
)";

policy::Resources resources_of(const std::string& text) {
  config::Problems problems;
  policy::Resources resources =
      policy::read_resources(config::parse_yaml(text, "acme.yaml", problems), problems);
  BOOST_TEST_REQUIRE(problems.empty(), (problems.empty() ? "" : problems.front().text()));
  return resources;
}

struct Keeping {
  Keeping() {
    admin::SecretKeeper::Parts parts{
        outbox,
        {vault, random},
        resources,
        clock,
        [this](const std::string& tenant, const std::string& secret) -> hub::Result<std::function<void()>> {
          asked.push_back(tenant + '/' + secret);
          if (!refusal.empty()) return hub::config_error(refusal);
          return std::function<void()>([this] { ++taken; });
        }};
    keeper.emplace(std::move(parts));
  }
  ~Keeping() {
    bool drained = false;
    hub::spawn(io.get_executor(), outbox.drain(), [&drained] { drained = true; });
    hub::testing::run_until(io, clock, [&drained] { return drained; });
  }

  template <class T>
  T run(hub::Task<T> task) {
    return hub::testing::run_task(io, clock, std::move(task));
  }
  hub::Result<std::int64_t> set(const std::string& name, std::string_view value) {
    return run(keeper->set({"acme", name, hub::Buffer(value), "anna"}));
  }
  hub::Result<std::int64_t> rotate(const std::string& name, std::string_view value) {
    return run(keeper->rotate({"acme", name, hub::Buffer(value), "bert"}));
  }
  std::string value_of(const std::string& reference, const std::string& tenant = "acme") {
    const auto value = config::read_secret(reference, &keeper->of(tenant));
    return value.ok() ? std::string(value->view()) : "error: " + value.error().message;
  }

  hub::IoContext io{1};
  hub::testing::Diary diary;
  hub::testing::RecordingVault vault{diary};
  hub::testing::RecordingDatabase database{diary};
  hub::LoopWorker worker{io.get_executor()};
  hub::testing::VirtualClock clock;
  hub::SeededRandom random{7};
  store::Outbox outbox{{database, vault, worker, worker, clock, io.get_executor(), [](hub::Error) {}}, {}};
  policy::Resources resources = resources_of(kTenant);
  std::vector<std::string> asked;  // to make anew what uses a secret
  std::string refusal;
  int taken = 0;
  std::optional<admin::SecretKeeper> keeper;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_secrets)

BOOST_AUTO_TEST_CASE(a_secret_is_found_by_the_resources_of_its_tenant_alone) {
  Keeping hub;
  BOOST_TEST(hub.set("crm-token", "s3cret").value() == 1);
  BOOST_TEST(hub.value_of("secret:crm-token") == "s3cret");
  BOOST_TEST(hub.value_of("secret:crm-token", "globex").starts_with("error: secret secret:crm-token"));
  BOOST_TEST(hub.value_of("secret:other").find("no such secret") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_there_is_rotated_and_not_set_again) {
  Keeping hub;
  BOOST_TEST(hub.rotate("crm-token", "x").error().code == "no_such_secret");
  BOOST_TEST(hub.set("crm-token", "one").ok());
  BOOST_TEST(hub.set("crm-token", "two").error().code == "secret_exists");
  BOOST_TEST(hub.value_of("secret:crm-token") == "one");
  BOOST_TEST(hub.rotate("crm-token", "two").value() == 2);
  BOOST_TEST(hub.value_of("secret:crm-token") == "two");
  BOOST_TEST(hub.keeper->list().front().set_by == "bert");
}

BOOST_AUTO_TEST_CASE(what_uses_a_secret_takes_its_new_value_once_it_is_stored) {
  Keeping hub;
  BOOST_TEST_REQUIRE(hub.set("crm-token", "one").ok());
  BOOST_TEST_REQUIRE(hub.rotate("crm-token", "two").ok());
  BOOST_TEST(hub.asked == std::vector<std::string>{"acme/crm-token"});
  BOOST_TEST(hub.taken == 1);
}

BOOST_AUTO_TEST_CASE(the_value_that_a_secret_has_already_changes_nothing) {
  Keeping hub;
  BOOST_TEST_REQUIRE(hub.set("crm-token", "one").ok());
  BOOST_TEST(hub.rotate("crm-token", "one").value() == 1);
  BOOST_TEST(hub.asked.empty());
  BOOST_TEST(hub.keeper->list().front().set_by == "anna");
}

BOOST_AUTO_TEST_CASE(a_value_that_its_user_cannot_take_changes_nothing) {
  Keeping hub;
  BOOST_TEST_REQUIRE(hub.set("crm-token", "one").ok());
  hub.refusal = "acme.yaml:8:11: a private key is expected";
  const auto refused = hub.rotate("crm-token", "two");
  BOOST_TEST(refused.error().code == "secret_refused");
  BOOST_TEST(refused.error().message == hub.refusal);
  BOOST_TEST(hub.value_of("secret:crm-token") == "one");
  BOOST_TEST(hub.keeper->list().front().version == 1);
  BOOST_TEST(hub.taken == 0);
}

BOOST_AUTO_TEST_CASE(a_secret_in_use_is_named_with_its_users_and_stays) {
  Keeping hub;
  for (const char* name : {"crm-token", "deep", "event-key", "unused"})
    BOOST_TEST_REQUIRE(hub.set(name, "x").ok());
  const auto list = hub.keeper->list();
  BOOST_TEST_REQUIRE(list.size() == 4u);
  BOOST_TEST(list[0].used_by == std::vector<std::string>{"target crm"});
  BOOST_TEST(list[1].used_by == std::vector<std::string>{"target crm"});
  BOOST_TEST(list[2].used_by == std::vector<std::string>{"credential engage"});
  BOOST_TEST(list[3].used_by.empty());
  BOOST_TEST(hub.run(hub.keeper->remove("acme", "deep")).error().code == "secret_in_use");
  BOOST_TEST(hub.run(hub.keeper->remove("acme", "unused")).ok());
  BOOST_TEST(hub.run(hub.keeper->remove("acme", "unused")).error().code == "no_such_secret");
}

BOOST_AUTO_TEST_CASE(names_and_values_have_limits) {
  Keeping hub;
  BOOST_TEST(hub.set("Crm Token", "x").error().code == "bad_secret");
  BOOST_TEST(hub.set("token", "").error().code == "bad_secret");
  BOOST_TEST(hub.set("token", std::string(64 * 1024 + 1, 'x')).error().code == "bad_secret");
  BOOST_TEST(hub.set("token", std::string(64 * 1024, 'x')).ok());
}

BOOST_AUTO_TEST_CASE(no_answer_and_no_entry_of_the_log_holds_a_value) {
  RunningApi hub;
  const std::string path = "/api/v1/secrets/acme/token", body = R"({"value":"s3cret-5f1d"})";
  BOOST_TEST(hub.ask("admin", "POST", path, body).status == 200);
  BOOST_TEST(hub.ask("admin", "POST", path, body).status == 409);
  BOOST_TEST(hub.ask("partner", "POST", path + "/rotate", body).status == 200);
  BOOST_TEST(hub.ask("admin", "POST", path, R"({"value":"s3cret-5f1d","more":1})").status == 400);
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/secrets/acme/none/rotate", body).status == 404);
  for (const std::string& text :
       {hub.ask("admin", "GET", "/api/v1/secrets?tenant=acme").body,
        hub.ask("admin", "POST", path, body).body, hub.ask("auditor", "GET", "/api/v1/audit").body})
    BOOST_TEST((text.find("s3cret") == std::string::npos), text);
  BOOST_TEST(hub.audit.entries.front().operation == "setSecret");
  BOOST_TEST(hub.audit.entries.front().resource == "secret token");
  BOOST_TEST(hub.audit.entries.front().outcome == "version 1");
  BOOST_TEST(hub.ask("admin", "DELETE", path).status == 200);
  BOOST_TEST(hub.secrets.kept.empty());
}

BOOST_AUTO_TEST_SUITE_END()
