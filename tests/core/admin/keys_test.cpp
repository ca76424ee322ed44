// Keys of the admin API: hashed with Argon2id, in force until they expire, and known by their last use.
#include "core/admin/keys.hpp"

#include <boost/test/unit_test.hpp>

#include "core/admin/key_hash.hpp"
#include "tests/core/admin/running_api.hpp"

namespace admin = hub::admin;
namespace policy = hub::policy;
using admin::testing::Json;
using admin::testing::RunningApi;

namespace {

struct Made {
  admin::AdminKey key;
  std::string text;
};

Made make(const std::string& name, admin::Role role, std::uint64_t seed) {
  hub::SeededRandom random(seed);
  const admin::NewKey made = admin::make_key(random);
  Made one{{name, role, {}}, std::string(made.text.view())};
  one.key.id = made.id;
  one.key.argon2id = admin::argon2id_hash(one.text, random);
  return one;
}

int ask(RunningApi& hub, const std::string& text, const std::string& target = "/api/v1/status") {
  hub::http::Request request;
  request.url = target;
  request.headers.add("Authorization", "Bearer " + text);
  return hub.send(std::move(request), "").status;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_keys)

BOOST_AUTO_TEST_CASE(a_key_opens_with_its_text_and_with_no_other) {
  const Made anna = make("anna", admin::Role::viewer, 1), bert = make("bert", admin::Role::admin, 2);
  RunningApi hub({anna.key, bert.key}, {});
  BOOST_TEST(ask(hub, anna.text) == 200);
  BOOST_TEST(ask(hub, anna.text) == 200, "recognised");
  std::string guessed = anna.text;
  guessed.back() = guessed.back() == 'A' ? 'B' : 'A';
  BOOST_TEST(ask(hub, guessed) == 401);
  // Bert's id with Anna's secret.
  BOOST_TEST(ask(hub, "huba_" + bert.key.id + anna.text.substr(anna.text.rfind('_', 18))) == 401);
  BOOST_TEST(ask(hub, anna.key.argon2id) == 401, "the hash is no key");
  BOOST_TEST(ask(hub, "") == 401);
}

BOOST_AUTO_TEST_CASE(only_a_slow_hash_of_a_key_is_kept) {
  const Made anna = make("anna", admin::Role::viewer, 1);
  BOOST_TEST(admin::is_argon2id_hash(anna.key.argon2id));
  BOOST_TEST(anna.key.argon2id.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  const std::string secret = anna.text.substr(18);
  BOOST_TEST(anna.key.argon2id.find(secret) == std::string::npos);
  BOOST_TEST(!admin::is_argon2id_hash("$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA"));
  BOOST_TEST(!admin::is_argon2id_hash("$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$aGFzaA"));
  BOOST_TEST(!admin::is_argon2id_hash("$argon2id$v=19$t=2,p=1$c2FsdHNhbHQ$aGFzaA"));
}

BOOST_AUTO_TEST_CASE(a_key_is_rotated_by_an_overlap_of_two) {
  Made old = make("anna", admin::Role::viewer, 1);
  const Made next = make("anna", admin::Role::viewer, 2);
  RunningApi probe;
  old.key.expires = probe.clock.wall_now() + std::chrono::hours(24);
  RunningApi hub({old.key, next.key}, {});
  BOOST_TEST(ask(hub, old.text) == 200);
  BOOST_TEST(ask(hub, next.text) == 200);
  hub.clock.advance(std::chrono::hours(24));
  BOOST_TEST(ask(hub, old.text) == 401);
  BOOST_TEST(ask(hub, next.text) == 200);
}

BOOST_AUTO_TEST_CASE(a_session_ends_with_the_key_that_opened_it) {
  Made anna = make("anna", admin::Role::viewer, 1);
  RunningApi probe;
  anna.key.expires = probe.clock.wall_now() + std::chrono::hours(1);
  RunningApi hub({anna.key}, {});
  const auto opened = hub.ask_from_page("", "POST", "/api/v1/session", R"({"key":")" + anna.text + R"("})");
  BOOST_REQUIRE(opened.cookie);
  const std::string cookie = opened.cookie->substr(0, opened.cookie->find(';'));
  BOOST_TEST(hub.ask_from_page(cookie, "GET", "/api/v1/status").status == 200);
  hub.clock.advance(std::chrono::hours(1));
  BOOST_TEST(hub.ask_from_page(cookie, "GET", "/api/v1/status").status == 401);
}

BOOST_AUTO_TEST_CASE(the_list_tells_who_holds_a_key_and_when_it_was_used_but_nothing_that_opens) {
  Made anna = make("anna", admin::Role::admin, 1), bert = make("bert", admin::Role::viewer, 2);
  bert.key.reach = {admin::Reach::Kind::tenant, "acme"};
  RunningApi hub({anna.key, bert.key}, {});
  hub::http::Request request;
  request.url = "/api/v1/keys";
  request.headers.add("Authorization", "Bearer " + anna.text);
  const auto answer = hub.send(std::move(request), "");
  const Json json(answer.body);
  const auto keys = json->find("keys")->as_array();
  BOOST_REQUIRE(keys.size() == 2u);
  BOOST_TEST(keys[0].text_at("id") == anna.key.id);
  BOOST_TEST(keys[0].text_at("last_used") == hub::format_timestamp(hub.clock.wall_now()));
  BOOST_TEST(keys[1].text_at("tenant") == "acme");
  BOOST_TEST((keys[1].find("last_used") == nullptr));
  for (const Made& one : {anna, bert}) {
    BOOST_TEST(answer.body.find("argon2") == std::string::npos);
    BOOST_TEST(answer.body.find(one.text.substr(18)) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_key_is_made_over_the_api_works_at_once_and_is_taken_back) {
  RunningApi hub;
  hub.book.views.push_back({{"tenant", "", "acme"}, "kind: tenant", {}, 1, "anna", {}});
  const auto add = [&hub](const std::string& who, const std::string& body) {
    return hub.ask(who, "POST", "/api/v1/keys", body);
  };
  const auto answer = add("admin", R"({"name":"script","role":"viewer","tenant":"acme"})");
  BOOST_TEST_REQUIRE(answer.status == 200, answer.body);
  const Json made(answer.body);
  const std::string text(made->text_at("key")), id(made->text_at("id"));
  BOOST_TEST(ask(hub, text) == 200);
  BOOST_TEST(ask(hub, text, "/api/v1/resources") == 403, "a viewer");
  BOOST_TEST(hub.key_store.kept.at(id) == "admin-person");
  BOOST_TEST(admin::matches_argon2id(hub.key_store.last.argon2id, text));
  BOOST_TEST(hub.key_store.last.reach.text() == "tenant acme");
  for (const std::string& told :
       {hub.ask("admin", "GET", "/api/v1/keys").body, hub.ask("auditor", "GET", "/api/v1/audit").body}) {
    BOOST_TEST(told.find(id) != std::string::npos);
    BOOST_TEST(told.find(text.substr(18)) == std::string::npos);
  }
  BOOST_TEST(hub.ask("admin", "DELETE", "/api/v1/keys/" + id).body == R"({"removed":1})");
  BOOST_TEST(ask(hub, text) == 401);
  BOOST_TEST(hub.key_store.kept.empty());
  BOOST_TEST(hub.ask("admin", "DELETE", "/api/v1/keys/" + id).body == R"({"removed":0})");
  BOOST_TEST(hub.ask("admin", "DELETE", "/api/v1/keys/sha-0123456789ab").body == R"({"removed":0})");
}

BOOST_AUTO_TEST_CASE(no_key_gives_more_than_its_maker_has) {
  policy::Resources resources;
  resources.partners.emplace_back();
  resources.partners.back().name = "nordic";
  resources.partners.back().tenants = {"acme"};
  using Kind = admin::Reach::Kind;
  const auto key = [](const char* name, admin::Role role, admin::Reach reach) {
    return admin::AdminKey{name, role, policy::bearer_hash(std::string(name) + "-key"), std::move(reach)};
  };
  RunningApi hub({key("all", admin::Role::admin, {}), key("acme", admin::Role::admin, {Kind::tenant, "acme"}),
                  key("nordic", admin::Role::partner, {Kind::partner, "nordic"})},
                 resources);
  for (const char* tenant : {"acme", "globex"})
    hub.book.views.push_back({{"tenant", "", tenant}, "kind: tenant", {}, 1, "anna", {}});
  hub.book.views.push_back({{"partner", "", "nordic"}, "kind: partner", {}, 1, "anna", {}});
  const auto status = [&hub](const char* who, const std::string& members) {
    return hub.ask(who, "POST", "/api/v1/keys", R"({"name":"script",)" + members + '}').status;
  };
  BOOST_TEST(status("all", R"("role":"admin")") == 200);
  BOOST_TEST(status("all", R"("role":"partner","partner":"nordic","expires":"2126-01-01T00:00:00Z")") == 200);
  BOOST_TEST(status("acme", R"("role":"operator","tenant":"acme")") == 200);
  BOOST_TEST(status("nordic", R"("role":"viewer","tenant":"acme")") == 200);
  BOOST_TEST(status("acme", R"("role":"viewer")") == 403);
  BOOST_TEST(status("acme", R"("role":"viewer","tenant":"globex")") == 403);
  BOOST_TEST(status("nordic", R"("role":"viewer","tenant":"globex")") == 403);
  BOOST_TEST(status("nordic", R"("role":"operator","tenant":"acme")") == 403);
  BOOST_TEST(status("nordic", R"("role":"partner","partner":"nordic")") == 403);
  BOOST_TEST(status("nordic", R"("role":"viewer","tenant":"nordic-new")") == 404, "it does not exist yet");
  BOOST_TEST(status("all", R"("role":"partner")") == 400);
  BOOST_TEST(status("all", R"("role":"admin","partner":"nordic")") == 400);
  BOOST_TEST(status("all", R"("role":"king")") == 400);
  BOOST_TEST(status("all", R"("role":"viewer","expires":"1970-01-01T00:00:00Z")") == 400);
  BOOST_TEST(status("all", R"("role":"viewer","tenant":"acme","partner":"nordic")") == 400);
  BOOST_TEST(status("all", R"("role":"viewer","tenant":"nobody")") == 404);
}

BOOST_AUTO_TEST_CASE(keys_leave_with_their_tenant) {
  RunningApi hub;
  hub.book.views.push_back({{"tenant", "", "acme"}, "kind: tenant", {}, 1, "anna", {}});
  hub.removals.begun["acme"] = {};
  const Json made(
      hub.ask("admin", "POST", "/api/v1/keys", R"({"name":"script","role":"viewer","tenant":"acme"})").body);
  const std::string text(made->text_at("key"));
  BOOST_TEST(ask(hub, text) == 200);
  BOOST_TEST(hub.ask("admin", "POST", "/api/v1/tenants/acme/removal/finish").status == 200);
  BOOST_TEST(ask(hub, text) == 401);
}

BOOST_AUTO_TEST_CASE(a_partner_reaches_its_tenants_and_nobody_else) {
  policy::Resources resources;
  resources.partners.emplace_back();
  resources.partners.back().name = "nordic";
  resources.partners.back().tenants = {"acme", "initech"};
  const admin::Hierarchy hierarchy(resources);
  using Kind = admin::Reach::Kind;
  const admin::Reach nordic{Kind::partner, "nordic"}, acme{Kind::tenant, "acme"}, all;
  BOOST_TEST(hierarchy.covers(nordic, "initech"));
  BOOST_TEST(!hierarchy.covers(nordic, "globex"));
  BOOST_TEST(!hierarchy.covers(nordic, admin::kNobody));
  BOOST_TEST(!hierarchy.covers({Kind::partner, "unknown"}, "acme"));
  BOOST_TEST(hierarchy.covers(acme, "acme"));
  BOOST_TEST(!hierarchy.covers(acme, "initech"));
  BOOST_TEST(hierarchy.covers(nordic, acme));
  BOOST_TEST(!hierarchy.covers(acme, nordic));
  BOOST_TEST(!hierarchy.covers(nordic, all));
  BOOST_TEST(hierarchy.covers(all, nordic));
}

BOOST_AUTO_TEST_CASE(a_name_that_no_tenant_has_is_the_partners_that_it_begins_with) {
  policy::Resources resources;
  for (const char* name : {"nordic", "nordic-east", "south"}) {
    resources.partners.emplace_back();
    resources.partners.back().name = name;
  }
  resources.tenants.emplace_back();
  resources.tenants.back().name = "nordic-direct";
  const admin::Hierarchy hierarchy(resources);
  using Kind = admin::Reach::Kind;
  const admin::Reach nordic{Kind::partner, "nordic"}, east{Kind::partner, "nordic-east"};
  BOOST_TEST(hierarchy.covers(nordic, "nordic-globex"));
  BOOST_TEST(!hierarchy.covers(nordic, "nordic"));
  BOOST_TEST(!hierarchy.covers(nordic, "nordic-"));
  BOOST_TEST(!hierarchy.covers(nordic, "nordicglobex"));
  BOOST_TEST(!hierarchy.covers(nordic, "nordic-direct"), "somebody else's tenant has this name");
  BOOST_TEST(!hierarchy.covers({Kind::partner, "south"}, "nordic-globex"));
  BOOST_TEST(hierarchy.covers(east, "nordic-east-globex"));
  BOOST_TEST(!hierarchy.covers(nordic, "nordic-east-globex"), "the longer name has it");
}

BOOST_AUTO_TEST_SUITE_END()
