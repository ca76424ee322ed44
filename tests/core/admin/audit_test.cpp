// The audit log: what is done through the API is noted before it is done, without content, and each key sees
// what it reaches.
#include "core/admin/audit.hpp"

#include <boost/test/unit_test.hpp>

#include "core/admin/openapi.hpp"
#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace policy = hub::policy;
namespace store = hub::store;
using admin::testing::Json;
using admin::testing::RunningApi;

namespace {

admin::AdminKey key(const std::string& name, admin::Role role, admin::Reach reach = {}) {
  return {name, role, policy::bearer_hash(name + "-key"), std::move(reach)};
}

policy::Resources two_partners() {
  policy::Resources resources;
  resources.partners.resize(2);
  resources.partners[0].name = "nordic";
  resources.partners[0].tenants = {"acme"};
  resources.partners[1].name = "south";
  resources.partners[1].tenants = {"globex"};
  return resources;
}

// What a page of the log shows of its entries: "operation tenant".
std::vector<std::string> listed(RunningApi& hub, const std::string& who, const std::string& query = {}) {
  const Json page(hub.ask(who, "GET", "/api/v1/audit" + query).body);
  std::vector<std::string> lines;
  for (const hub::model::Value& entry : page->find("entries")->as_array())
    lines.push_back(std::string(entry.text_at("operation")) + ' ' + std::string(entry.text_at("tenant")));
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(audit)

BOOST_AUTO_TEST_CASE(who_did_what_to_what_when_and_how_it_ended_is_noted) {
  RunningApi hub;
  hub.ask("operator", "POST", "/api/v1/lanes/acme/crm/pause");
  BOOST_TEST_REQUIRE(hub.audit.entries.size() == 1u);
  const store::AuditEntry& entry = hub.audit.entries.front();
  BOOST_TEST(entry.who == "operator-person");
  BOOST_TEST(entry.key.starts_with("sha-"));
  BOOST_TEST(entry.role == "operator");
  BOOST_TEST(entry.reach == "everything");
  BOOST_TEST(entry.operation == "pauseLane");
  BOOST_TEST(entry.tenant == "acme");
  BOOST_TEST(entry.resource == "target crm");
  BOOST_TEST((entry.at == hub.clock.wall_now()));
  BOOST_TEST(entry.result.value_or(0) == 200);
}

BOOST_AUTO_TEST_CASE(every_operation_that_changes_something_says_so_and_is_noted) {
  const Json document(admin::openapi());
  int audited = 0;
  for (const hub::model::Member& path : document->find("paths")->as_object()) {
    for (const hub::model::Member& method : path.value.as_object()) {
      const hub::model::Value* flag = method.value.find("x-audited");
      if (flag != nullptr && flag->as_boolean()) ++audited;
    }
  }
  RunningApi hub;
  for (const admin::Operation& operation : admin::operations()) {
    if (!operation.is_audited) continue;
    --audited;
    hub.audit.entries.clear();
    hub.ask("admin", std::string(operation.method), std::string(operation.path), "{}");
    BOOST_TEST(hub.audit.entries.size() == 1u, operation.name);
    BOOST_TEST(hub.audit.entries.back().operation == operation.name);
    BOOST_TEST(hub.audit.entries.back().result.has_value(), operation.name);
  }
  BOOST_TEST(audited == 0, "the description marks the same ones");
}

BOOST_AUTO_TEST_CASE(what_only_reads_leaves_no_entry) {
  RunningApi hub;
  hub.ask("admin", "GET", "/api/v1/status");
  hub.ask("admin", "GET", "/api/v1/audit");
  hub.ask("admin", "POST", "/api/v1/deliveries/results", R"({"deliveries":["1-1"]})");
  BOOST_TEST(hub.audit.entries.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_noted_is_not_done) {
  RunningApi hub;
  hub.audit.refuses = true;
  BOOST_TEST(hub.ask("operator", "POST", "/api/v1/lanes/acme/crm/pause").status == 503);
  BOOST_TEST(hub.control.paused_lanes.empty());
}

BOOST_AUTO_TEST_CASE(what_a_role_may_not_do_is_noted_as_refused) {
  RunningApi hub;
  BOOST_TEST(hub.ask("viewer", "POST", "/api/v1/deliveries/discard", R"({"deliveries":["1-1"]})").status ==
             403);
  BOOST_TEST_REQUIRE(hub.audit.entries.size() == 1u);
  BOOST_TEST(hub.audit.entries.front().who == "viewer-person");
  BOOST_TEST(hub.audit.entries.front().result.value_or(0) == 403);
  BOOST_TEST(hub.audit.entries.front().resource == "1 delivery");
  BOOST_TEST(hub.ask("", "POST", "/api/v1/deliveries/discard", "{}").status == 401);
  BOOST_TEST(hub.audit.entries.size() == 1u, "nobody is known who did it");
}

BOOST_AUTO_TEST_CASE(no_text_of_a_request_reaches_the_log_but_names) {
  RunningApi hub;
  hub.ask("admin", "POST", "/api/v1/cases/hold", R"({"tenant":"acme","case":"anna.svensson@example.com"})");
  hub.ask("admin", "POST", "/api/v1/lanes/acme/Anna%20Svensson/pause");
  hub.ask("admin", "POST", "/api/v1/reconcile", R"({"tenant":"Anna Svensson","cases":["anna.svensson"]})");
  BOOST_TEST_REQUIRE(hub.audit.entries.size() == 3u);
  for (const store::AuditEntry& entry : hub.audit.entries)
    for (const std::string& text : {entry.tenant, entry.resource, entry.outcome})
      BOOST_TEST((text.find("nna") == text.npos), text);
  BOOST_TEST(hub.audit.entries[0].outcome.starts_with("case "), "by its opaque reference");
  BOOST_TEST(hub.audit.entries[2].resource == "1 case");
}

BOOST_AUTO_TEST_CASE(a_key_sees_what_was_its_tenants_and_what_keys_like_it_did) {
  using Kind = admin::Reach::Kind;
  RunningApi hub({key("root", admin::Role::admin), key("acme", admin::Role::auditor, {Kind::tenant, "acme"}),
                  key("nordic", admin::Role::auditor, {Kind::partner, "nordic"}),
                  key("north", admin::Role::operator_, {Kind::partner, "nordic"})},
                 two_partners());
  hub.ask("root", "POST", "/api/v1/lanes/acme/crm/pause");
  hub.ask("root", "POST", "/api/v1/lanes/globex/crm/pause");
  hub.ask("root", "POST", "/api/v1/keys/rotate-root", "{}");
  hub.ask("north", "POST", "/api/v1/deliveries/retry", R"({"deliveries":["1-1"]})");
  hub.ask("north", "POST", "/api/v1/lanes/globex/crm/resume");
  const std::vector<std::string> of_acme = {"pauseLane acme"};
  BOOST_TEST(listed(hub, "acme") == of_acme);
  BOOST_TEST(listed(hub, "acme", "?tenant=globex").empty());
  const std::vector<std::string> of_nordic = {"resumeLane ", "retryDeliveries ", "pauseLane acme"};
  BOOST_TEST(listed(hub, "nordic") == of_nordic);
  BOOST_TEST(hub.ask("nordic", "GET", "/api/v1/audit").body.find("globex") == std::string::npos);
  const std::vector<std::string> of_globex = {"pauseLane globex"};
  BOOST_TEST(listed(hub, "root", "?tenant=globex") == of_globex);
  BOOST_TEST(listed(hub, "root").size() == 5u);
}

BOOST_AUTO_TEST_CASE(the_log_is_read_in_pages_from_its_end) {
  RunningApi hub;
  for (int i = 0; i < 5; ++i) hub.ask("operator", "POST", "/api/v1/lanes/acme/crm/pause");
  const Json first(hub.ask("auditor", "GET", "/api/v1/audit?limit=3").body);
  BOOST_TEST(first->find("entries")->as_array().front().find("number")->as_integer() == 5);
  BOOST_TEST_REQUIRE(first->find("next") != nullptr);
  const std::string next = std::to_string(first->find("next")->as_integer());
  const Json last(hub.ask("auditor", "GET", "/api/v1/audit?limit=3&before=" + next).body);
  BOOST_TEST(last->find("entries")->as_array().size() == 2u);
  BOOST_TEST(last->find("next") == nullptr);
  BOOST_TEST(hub.ask("auditor", "GET", "/api/v1/audit?limit=0").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
