// Every operation of the description, as every role, for an own tenant, a foreign one and one that does not
// exist; compared with the matrix as it was decided.
#include "core/admin/matrix.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <regex>

#include "core/admin/openapi.hpp"
#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace model = hub::model;
namespace policy = hub::policy;
namespace store = hub::store;
using admin::testing::Answer;
using admin::testing::Json;
using admin::testing::RunningApi;

namespace {

// As decided, by the name in the description: what it concerns, and who may (Admin, Operator, Viewer,
// aUditor, Partner; * without a key). An operation that is not here fails the tests.
const std::map<std::string, std::pair<std::string, std::string>> kDecided = {
    {"getHealth", {"nobody", "*"}},
    {"getReadiness", {"nobody", "*"}},
    {"getOpenapi", {"nobody", "*"}},
    {"openSession", {"nobody", "*"}},
    {"showSignIn", {"nobody", "*"}},
    {"showSession", {"nobody", "AOVUP"}},
    {"closeSession", {"nobody", "AOVUP"}},
    {"getMetrics", {"hub", "AOVU"}},
    {"getHistory", {"hub", "AOVU"}},
    {"getCertificateSummary", {"hub", "AOVU"}},
    {"rotateRoot", {"hub", "A"}},
    {"makeBackup", {"hub", "A"}},
    {"getLogLevel", {"hub", "AOVU"}},
    {"setLogLevel", {"hub", "AO"}},
    {"openProofSession", {"hub", "A"}},
    {"noteProof", {"hub", "A"}},
    {"getProof", {"hub", "AOVU"}},
    {"getStatus", {"tenants", "AOVUP"}},
    {"watchLive", {"tenants", "AOVUP"}},
    {"listDeliveries", {"tenants", "AOVP"}},
    {"showDelivery", {"tenants", "AOVP"}},
    {"groupDeliveries", {"tenants", "AOVP"}},
    {"countResults", {"tenants", "AOVP"}},
    {"listCases", {"tenants", "AOV"}},
    {"searchCases", {"tenants", "AO"}},
    {"openCase", {"tenants", "A"}},
    {"deleteCase", {"tenants", "A"}},
    {"pauseLane", {"tenants", "AO"}},
    {"resumeLane", {"tenants", "AO"}},
    {"retryDeliveries", {"tenants", "AO"}},
    {"discardDeliveries", {"tenants", "A"}},
    {"startRetryJob", {"tenants", "AO"}},
    {"startDiscardJob", {"tenants", "A"}},
    {"listJobs", {"tenants", "AOV"}},
    {"showJob", {"tenants", "AOV"}},
    {"stopJob", {"tenants", "AO"}},
    {"holdCase", {"tenants", "A"}},
    {"releaseCase", {"tenants", "A"}},
    {"eraseCase", {"tenants", "A"}},
    {"listTracking", {"tenants", "AOVUP"}},
    {"purgeTracking", {"tenants", "A"}},
    {"retryPlatform", {"tenants", "AO"}},
    {"reconcile", {"tenants", "AO"}},
    {"fetchCases", {"tenants", "AO"}},
    {"listCertificates", {"tenants", "AOU"}},
    {"getCertificateKey", {"tenants", "A"}},
    {"listMappingVersions", {"tenants", "AOVUP"}},
    {"showMappingVersion", {"tenants", "AOVUP"}},
    {"showWorkbench", {"tenants", "AOVP"}},
    {"previewMapping", {"tenants", "AOP"}},
    {"checkMapping", {"tenants", "AOP"}},
    {"publishMapping", {"tenants", "A"}},
    {"rollBackMapping", {"tenants", "A"}},
    {"describeTarget", {"tenants", "AOP"}},
    {"checkTarget", {"tenants", "AOP"}},
    {"eraseCanary", {"tenants", "AP"}},
    {"listKeys", {"tenants", "AU"}},
    {"addKey", {"tenants", "AP"}},
    {"removeKey", {"tenants", "AP"}},
    {"listAudit", {"tenants", "AU"}},
    {"listResources", {"tenants", "AUP"}},
    {"listConnectors", {"nobody", "AOVUP"}},
    {"applyResources", {"tenants", "AP"}},
    {"listSecrets", {"tenants", "AOUP"}},
    {"setSecret", {"tenants", "AP"}},
    {"rotateSecret", {"tenants", "AP"}},
    {"beginRemoval", {"tenants", "A"}},
    {"showRemoval", {"tenants", "AOUP"}},
    {"finishRemoval", {"tenants", "A"}},
    {"removePartner", {"hub", "A"}},
    {"showCell", {"hub", "AOVU"}},
    {"giveMove", {"tenants", "A"}},
    {"takeMove", {"hub", "A"}},
    {"removeSecret", {"tenants", "AP"}},
};

const std::map<char, std::string> kRoleOf = {
    {'A', "admin"}, {'O', "operator"}, {'V', "viewer"}, {'U', "auditor"}, {'P', "partner"}};

// What belongs to one tenant, by the ids that requests name it with.
struct Owned {
  std::string tenant, number, job;  // deliveries "N-N", mapping version N, case "cN"
};

struct Described {
  std::string name, method, path, body;
  std::vector<std::string> query;
};

// From the text that clients get, not from the code that made it.
std::vector<Described> described_operations() {
  const Json document(admin::openapi());
  std::vector<Described> all;
  for (const model::Member& path : document->find("paths")->as_object()) {
    for (const model::Member& method : path.value.as_object()) {
      Described one{std::string(method.value.text_at("operationId")),
                    std::string(method.name),
                    std::string(path.name),
                    {},
                    {}};
      std::ranges::transform(one.method, one.method.begin(),
                             [](char c) { return static_cast<char>(c - 32); });
      for (const model::Value& parameter : method.value.find("parameters")->as_array())
        if (parameter.text_at("in") == "query") one.query.emplace_back(parameter.text_at("name"));
      if (const model::Value* body = method.value.find("requestBody")) {
        const model::Value& content = *body->find("content")->find("application/json");
        one.body = content.find("schema")->text_at("$ref");
        one.body.erase(0, one.body.rfind('/') + 1);
      }
      all.push_back(std::move(one));
    }
  }
  return all;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string filled(const std::string& shape, const Owned& owned) {
  std::string text = replaced(shape, "{tenant}", owned.tenant);
  text = replaced(replaced(text, "{target}", "crm"), "{delivery}", owned.number + '-' + owned.number);
  text = replaced(replaced(text, "{job}", owned.job), "{secret}", "token");
  text = replaced(replaced(text, "{partner}", "nordic"), "{key}", "key-of-" + owned.tenant);
  text = replaced(text, "{case}", model::KeyedHash{}.text());
  return replaced(text, "{version}", owned.number);
}

std::string body_of(const std::string& schema, const Owned& owned) {
  static const std::map<std::string, std::string> bodies = {
      {"PublishRequest", R"({"tenant":"{tenant}","target":"crm","text":"mapping: m"})"},
      {"PreviewRequest",
       R"({"tenant":"{tenant}","target":"crm","text":"mapping: m","compare_with":{version}})"},
      {"RollbackRequest", R"({"tenant":"{tenant}","target":"crm","version":{version}})"},
      {"Canary", R"({"tenant":"{tenant}","event":{"data":{"case":{"id":"hub-canary-1"}}}})"},
      {"ReconcileRequest", R"({"tenant":"{tenant}","cases":["c1"]})"},
      {"FetchRequest", R"({"tenant":"{tenant}","cases":["c1"]})"},
      {"HoldRequest", R"({"tenant":"{tenant}","case":"c1"})"},
      {"ErasureRequest", R"({"tenant":"{tenant}","case":"c1"})"},
      {"CaseSearch", R"({"tenant":"{tenant}","case":"c1"})"},
      {"CaseOpening", R"({"reason":"question"})"},
      {"RetryRequest", R"({"deliveries":["{delivery}"]})"},
      {"JobRequest", R"({"deliveries":["{delivery}"]})"},
      {"ProofResult", R"({"passed":true})"},
      {"NamedDeliveries", R"({"deliveries":["{delivery}"]})"},
      {"SecretValue", R"({"value":"s3cret"})"},
      {"RemovalRequest", R"({"mode":"drain"})"},
      {"MoveRequest", R"({"to":"hubcell_other","from":""})"},
      {"SealedPart", R"({"part":"acme-1"})"},
      {"LogLevelRequest", R"({"level":"debug"})"},
      {"KeyRequest", R"({"name":"script","role":"viewer","tenant":"{tenant}"})"},
      {"ResourceProposal",
       R"({"files":[{"name":"a.yaml","text":"kind: target\nname: crm\ntenant: {tenant}\n"}]})"},
  };
  if (schema.empty()) return {};
  const auto found = bodies.find(schema);
  BOOST_REQUIRE_MESSAGE(found != bodies.end(), "no sample of the body " << schema);
  return filled(found->second, owned);
}

std::string target_of(const Described& operation, const Owned& owned, bool names_tenant = true) {
  std::string target = filled(operation.path, owned), query;
  for (const std::string& name : operation.query) {
    if (name == "tenant" && names_tenant) query += "&tenant=" + owned.tenant;
    if (name == "target" && names_tenant && operation.query.size() == 2) query += "&target=crm";
    if (name == "objects") query += "&objects=Case";
    if (name == "events") query += "&events=1";
  }
  return query.empty() ? target : target + '?' + query.substr(1);
}

admin::AdminKey key(const std::string& name, admin::Role role, admin::Reach reach = {}) {
  return {name, role, policy::bearer_hash(name + "-key"), std::move(reach)};
}

std::vector<admin::AdminKey> keys_of_everybody() {
  using Kind = admin::Reach::Kind;
  std::vector<admin::AdminKey> keys;
  for (const admin::Role role : admin::kRoles) {
    const std::string word(admin::to_string(role));
    const bool is_partner = role == admin::Role::partner;
    keys.push_back(key(word, role));
    keys.push_back(
        key("acme-" + word, role,
            is_partner ? admin::Reach{Kind::partner, "nordic"} : admin::Reach{Kind::tenant, "acme"}));
    keys.push_back(
        key("globex-" + word, role,
            is_partner ? admin::Reach{Kind::partner, "south"} : admin::Reach{Kind::tenant, "globex"}));
  }
  return keys;
}

policy::Resources two_partners() {
  policy::Resources resources;
  for (const auto& [partner, tenant] : {std::pair("nordic", "acme"), std::pair("south", "globex")}) {
    resources.partners.emplace_back();
    resources.partners.back().name = partner;
    resources.partners.back().tenants = {tenant};
  }
  return resources;
}

// A hub with two tenants that have one of everything.
struct World : RunningApi {
  World() : RunningApi(keys_of_everybody(), two_partners()) {
    control.tenants = platform.tenants = {"acme", "globex"};
    removals.tenants = moves.moving = {"acme", "globex"};
    removals.partners = {"nordic"};
    for (const std::string tenant : {"acme", "globex"}) removals.begun[tenant].tenant = tenant;
    int number = 0;
    for (const std::string tenant : {"acme", "globex"}) {
      ++number;
      store::DeliveryView delivery;
      delivery.delivery = {number, static_cast<store::LaneId>(number)};
      delivery.tenant = tenant;
      delivery.target = "crm";
      delivery.state = store::DeliveryState::dead_letter;
      views.all.push_back(delivery);
      store::DeliveryGroup group;
      group.tenant = tenant;
      views.grouped.push_back(group);
      hub::delivery::CaseView view;
      view.row = number;
      view.tenant = tenant;
      control.live.push_back(view);
      admin::LaneStatus lane;
      lane.tenant = tenant;
      lane.target = "crm";
      control.now.lanes.push_back(lane);
      control.now.holds.push_back({tenant, 1, {}, {}});
      control.now.platforms.push_back({tenant, 0, 0, {}, {}});
      tracking.tenants.push_back({tenant, {}, {}});
      store::Publication publication;
      publication.version = publication.number = number;
      views.published_of[tenant] = {publication};
      views.mapping_texts[number] = "mapping: of-" + tenant;
      views.entries.push_back(R"({"tenant":")" + tenant + R"("})");
      secrets.kept[{tenant, "token"}] = {"s3cret", 1};
      book.views.push_back({{"target", tenant, "crm"}, "kind: target", {}, 1, "anna", {}});
      book.views.push_back({{"tenant", "", tenant}, "kind: tenant", {}, 1, "anna", {}});
    }
    views.published_of["nobody-here"] = views.published_of["-"] = {};
    views.certificate_total = 2;
    secrets.keeps_every_name_free = true;
    acme = {"acme", "1", begin_job("acme")};
    globex = {"globex", "2", begin_job("globex")};
    control.asked_of.clear();
  }

  std::string begin_job(const std::string& tenant) {
    const std::string body = tenant == "acme" ? R"({"deliveries":["1-1"]})" : R"({"deliveries":["2-2"]})";
    return std::string(
        Json(ask(tenant + "-operator", "POST", "/api/v1/jobs/retry", body).body)->text_at("id"));
  }
  Answer ask_for(const std::string& who, const Described& operation, const Owned& owned) {
    return ask(who, operation.method, target_of(operation, owned), body_of(operation.body, owned));
  }

  Owned acme, globex, nobody{"nobody-here", "9", "0-0"};
};

bool is_decided(const Described& operation, char letter) {
  const std::string& letters = kDecided.at(operation.name).second;
  return letters == "*" || letters.find(letter) != std::string::npos;
}

// A job's id counts up; everything else of two answers can be compared.
std::string comparable(const Answer& answer) {
  static const std::regex id(R"("id":"[0-9-]+")");
  return std::to_string(answer.status) + ' ' + std::regex_replace(answer.body, id, R"("id":"")");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_matrix)

BOOST_AUTO_TEST_CASE(every_operation_of_the_description_has_its_row_and_the_row_is_the_decided_one) {
  for (const Described& operation : described_operations())
    BOOST_TEST(kDecided.contains(operation.name), operation.name << " was added without a decision");
  BOOST_TEST(described_operations().size() == kDecided.size());
  BOOST_TEST(admin::matrix().size() == kDecided.size());
  for (const admin::Operation& operation : admin::operations()) {
    BOOST_TEST((admin::rights_of(operation.id) != nullptr), operation.name << " has no row");
    const auto& [concern, letters] = kDecided.at(std::string(operation.name));
    BOOST_TEST(admin::to_string(operation.rights.concern) == concern, operation.name);
    BOOST_TEST(operation.rights.needs_key == (letters != "*"), operation.name);
    for (const auto& [letter, role] : kRoleOf) {
      const bool is_allowed = letters == "*" || letters.find(letter) != std::string::npos;
      BOOST_TEST(operation.rights.has(*admin::parse_role(role)) == is_allowed, operation.name << ' ' << role);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_reaches_everything_may_do_what_its_role_may_with_every_tenant) {
  World hub;
  for (const Described& operation : described_operations()) {
    if (operation.name == "openSession") continue;  // of browsers: see sessions_test.cpp
    for (const auto& [letter, role] : kRoleOf) {
      for (const Owned& owned : {hub.acme, hub.globex}) {
        const Answer answer = hub.ask_for(role, operation, owned);
        BOOST_TEST(answer.status == (is_decided(operation, letter) ? 200 : 403),
                   operation.name << " of " << owned.tenant << " as " << role << ": " << answer.body);
      }
    }
    const bool needs_key = kDecided.at(operation.name).second != "*";
    BOOST_TEST((hub.ask_for("", operation, hub.acme).status == 401) == needs_key, operation.name);
    BOOST_TEST((hub.ask_for("mallory", operation, hub.acme).status == 401) == needs_key, operation.name);
  }
}

BOOST_AUTO_TEST_CASE(a_key_of_one_tenant_or_partner_may_do_what_its_role_may_with_its_own) {
  World hub;
  for (const Described& operation : described_operations()) {
    if (operation.name == "openSession") continue;
    const bool is_of_the_hub = kDecided.at(operation.name).first == "hub";
    for (const auto& [letter, role] : kRoleOf) {
      const Answer answer = hub.ask_for("acme-" + role, operation, hub.acme);
      BOOST_TEST(answer.status == (is_decided(operation, letter) && !is_of_the_hub ? 200 : 403),
                 operation.name << " as " << role << ": " << answer.body);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_foreign_tenant_is_answered_exactly_like_one_that_does_not_exist) {
  World hub;
  int compared = 0;
  for (const Described& operation : described_operations()) {
    if (operation.name == "openSession") continue;
    for (const auto& [letter, role] : kRoleOf) {
      const Answer foreign = hub.ask_for("acme-" + role, operation, hub.globex);
      const Answer missing = hub.ask_for("acme-" + role, operation, hub.nobody);
      BOOST_TEST(comparable(foreign) == comparable(missing), operation.name << " as " << role);
      BOOST_TEST(foreign.body.find("globex") == std::string::npos, operation.name << " as " << role);
      ++compared;
    }
  }
  BOOST_TEST(!hub.control.asked_of.contains("globex"), "nothing behind the API heard of it");
  BOOST_TEST(compared == static_cast<int>(5 * (kDecided.size() - 1)));
}

BOOST_AUTO_TEST_CASE(no_listing_shows_a_foreign_tenant) {
  World hub;
  for (const Described& operation : described_operations()) {
    if (operation.method != "GET" || kDecided.at(operation.name).first != "tenants") continue;
    for (const auto& [letter, role] : kRoleOf) {
      const std::string target = target_of(operation, hub.acme, false);
      const Answer answer = hub.ask("acme-" + role, "GET", target);
      for (const char* trace : {"globex", "south", "\"2-2\""})
        BOOST_TEST(answer.body.find(trace) == std::string::npos, operation.name << " as " << role);
      if (is_decided(operation, letter) && operation.query.size() != 2)
        BOOST_TEST(answer.status == 200, operation.name << " as " << role);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_filter_in_a_body_does_not_reach_further_than_the_key) {
  World hub;
  for (const char* body : {R"({"filter":{}})", R"({"filter":{"tenant":"globex"}})",
                           R"({"filter":{"ten\u0061nt":"globex"}})", R"({"deliveries":["2-2","1-1"]})"}) {
    hub.ask("acme-operator", "POST", "/api/v1/deliveries/retry", body);
    hub.ask("acme-admin", "POST", "/api/v1/deliveries/discard", body);
    hub.ask("acme-operator", "POST", "/api/v1/jobs/retry", body);
  }
  BOOST_TEST(std::ranges::count(hub.control.retried, 2, &store::DeliveryKey::row) == 1,
             "once, by the job of its own tenant");
  BOOST_TEST(std::ranges::count(hub.control.discarded, 2, &store::DeliveryKey::row) == 0);
  BOOST_TEST(std::ranges::count(hub.control.discarded, 1, &store::DeliveryKey::row) > 0);
}

BOOST_AUTO_TEST_CASE(a_narrow_key_is_not_told_how_much_the_others_send) {
  World hub;
  hub.control.now.totals = {40, 3, 37, 36};
  hub.control.now.lanes.front().confirmed = 5;
  hub.control.now.lanes.back().confirmed = 31;
  hub.control.now.cases_held = 99;
  const Json status(hub.ask("acme-viewer", "GET", "/api/v1/status").body);
  BOOST_TEST(status->find("totals")->find("accepted") == nullptr);
  BOOST_TEST(status->find("totals")->find("confirmed")->as_integer() == 5);
  BOOST_TEST(status->find("cases_held")->as_integer() == 1);
  const Answer live = hub.ask("acme-viewer", "GET", "/api/v1/live?events=1");
  BOOST_TEST(live.body.find("\"acme\"") != std::string::npos);
  BOOST_TEST(live.body.find("globex") == std::string::npos);
  BOOST_TEST(hub.ask("viewer", "GET", "/api/v1/live?events=1").body.find("globex") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
