// Resources over the API: a proposal is handed on as it came, with who made it and how far that key reaches.
#include "core/admin/resource_book.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace policy = hub::policy;
using admin::testing::Json;
using admin::testing::RunningApi;

namespace {

constexpr const char* kTarget =
    R"({"files":[{"name":"acme.yaml","text":"kind: target\nname: crm\ntenant: acme\n"}]})";

admin::AdminKey key(const std::string& name, admin::Role role, admin::Reach reach = {}) {
  return {name, role, policy::bearer_hash(name + "-key"), std::move(reach)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_resources)

BOOST_AUTO_TEST_CASE(what_was_applied_is_answered_and_noted) {
  RunningApi hub;
  const Json outcome(hub.ask("admin", "POST", "/api/v1/resources/apply", kTarget).body);
  BOOST_TEST(outcome->find("problems")->as_array().empty());
  BOOST_TEST_REQUIRE(outcome->find("changes")->as_array().size() == 1u);
  const hub::model::Value& change = outcome->find("changes")->as_array().front();
  BOOST_TEST(change.text_at("tenant") == "acme");
  BOOST_TEST(change.text_at("what") == "added");
  BOOST_TEST(hub.book.applied.front().author == "admin-person");
  BOOST_TEST(hub.audit.entries.front().outcome == "target acme/crm added");
}

BOOST_AUTO_TEST_CASE(problems_name_their_place_and_nothing_is_changed) {
  RunningApi hub({key("acme", admin::Role::admin, {admin::Reach::Kind::tenant, "acme"})}, {});
  const std::string body =
      R"({"files":[{"name":"x.yaml","text":"\n\nkind: target\nname: crm\ntenant: globex"}]})";
  const Json outcome(hub.ask("acme", "POST", "/api/v1/resources/apply", body).body);
  BOOST_TEST_REQUIRE(outcome->find("problems")->as_array().size() == 1u);
  const hub::model::Value& problem = outcome->find("problems")->as_array().front();
  BOOST_TEST(problem.text_at("file") == "x.yaml");
  BOOST_TEST(problem.find("line")->as_integer() == 3);
  BOOST_TEST(outcome->find("changes")->as_array().empty());
  BOOST_TEST(hub.audit.entries.front().outcome == "1 problems, nothing changed");
}

BOOST_AUTO_TEST_CASE(a_partner_reaches_its_tenants_and_widens_nothing) {
  policy::Resources resources;
  resources.partners.emplace_back();
  resources.partners.back().name = "nordic";
  resources.partners.back().tenants = {"acme"};
  RunningApi hub({key("script", admin::Role::partner, {admin::Reach::Kind::partner, "nordic"})}, resources);
  BOOST_TEST(hub.ask("script", "POST", "/api/v1/resources/apply", kTarget).status == 200);
  const admin::ResourceProposal& proposal = hub.book.applied.front();
  BOOST_TEST(!proposal.may_widen);
  BOOST_TEST(proposal.reach.text() == "partner nordic");
  BOOST_TEST(proposal.may_write({"tenant", "", "nordic-new"}));
  BOOST_TEST(proposal.may_write({"target", "acme", "crm"}));
  BOOST_TEST(proposal.may_write({"tenant", "", "acme"}));
  BOOST_TEST(!proposal.may_write({"tenant", "", "globex"}));
  BOOST_TEST(!proposal.may_write({"target", "globex", "crm"}));
  BOOST_TEST(!proposal.may_write({"partner", "", "nordic"}), "who its tenants are is not for it to say");
  BOOST_TEST(!proposal.may_write({"", "", "acme"}));
}

BOOST_AUTO_TEST_CASE(a_body_that_is_no_proposal_is_refused) {
  RunningApi hub;
  for (const char* body : {"", "{}", R"({"files":[]})", R"({"files":["x"]})", R"({"files":[{"name":"a"}]})",
                           R"({"files":[{"name":"a","text":"b"}],"more":1})"})
    BOOST_TEST(hub.ask("admin", "POST", "/api/v1/resources/apply", body).status == 400, body);
  BOOST_TEST(hub.book.applied.empty());
}

BOOST_AUTO_TEST_CASE(the_kinds_of_targets_tell_their_settings) {
  RunningApi hub;
  hub::config::Field field;
  field.name = "token";
  field.type = hub::config::FieldType::secret;
  field.required = true;
  hub.book.kinds.push_back({{"crm", "A system.", {field}}, {"crm/default.yaml"}});
  const Json list(hub.ask("partner", "GET", "/api/v1/connectors").body);
  const hub::model::Value& kind = list->find("connectors")->as_array().front();
  BOOST_TEST(kind.text_at("name") == "crm");
  BOOST_TEST(kind.find("settings")->as_array().front().text_at("type") == "secret");
  BOOST_TEST(kind.find("mappings")->as_array().front().as_string() == "crm/default.yaml");
}

BOOST_AUTO_TEST_SUITE_END()
