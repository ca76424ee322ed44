// What administrators leave in the store, for every database alike.
#include <boost/test/unit_test.hpp>

#include "tests/core/store/contract/opened.hpp"

using namespace hub::store;
using hub::testing::Backends;
using hub::testing::Opened;

BOOST_AUTO_TEST_SUITE(admin_store_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(the_audit_log_outlives_a_restart_and_is_read_from_its_end, Backend, Backends) {
  Opened<Backend> store;
  AuditEntry entry;
  entry.at = hub::WallTime(hub::milliseconds(77));
  entry.who = "anna";
  entry.key = "sha-0123456789ab";
  entry.role = "operator";
  entry.reach = "everything";
  entry.operation = "pauseLane";
  entry.resource = "target crm";
  for (const char* tenant : {"acme", "globex", "acme"}) {
    entry.tenant = tenant;
    BOOST_TEST_REQUIRE(store.admin().note(entry).ok());
  }
  BOOST_TEST_REQUIRE(store.admin().conclude(1, 200, "done").ok());
  store.open();
  const auto all = store.admin().audit({});
  BOOST_TEST_REQUIRE(all->size() == 3u);
  BOOST_TEST(all->front().number == 3);
  BOOST_TEST(!all->front().result.has_value(), "the hub ended before it was known");
  const AuditEntry& first = all->back();
  BOOST_TEST((first.at == entry.at && first.who == "anna" && first.key == entry.key));
  BOOST_TEST((first.role == "operator" && first.reach == "everything" && first.operation == "pauseLane"));
  BOOST_TEST((first.tenant == "acme" && first.resource == "target crm" && first.outcome == "done"));
  BOOST_TEST(first.result.value_or(0) == 200);
  AuditFilter filter;
  filter.tenant = "acme";
  filter.limit = 1;
  BOOST_TEST(store.admin().audit(filter)->front().number == 3);
  filter.before = 3;
  BOOST_TEST(store.admin().audit(filter)->front().number == 1);
  filter.before = 1;
  BOOST_TEST(store.admin().audit(filter)->empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_tenant_goes_with_all_that_is_its_and_leaves_a_certificate, Backend,
                              Backends) {
  Opened<Backend> store;
  const hub::WallTime at(hub::milliseconds(77));
  std::vector<StoredResource> resources;
  for (const char* tenant : {"acme", "globex"}) {
    resources.push_back({"tenant", "", tenant, 1, "kind: tenant", "anna", at});
    resources.push_back({"target", tenant, "crm", 1, "kind: target", "anna", at});
    BOOST_TEST_REQUIRE(store.admin().put_secret({tenant, "token", 1, {'x'}, at, "anna"}).ok());
    const StoredKey key{
        std::string("k-") + tenant, "script", "viewer", tenant, "", "$argon2id", at, at, "anna"};
    BOOST_TEST_REQUIRE(store.admin().put_key(key).ok());
  }
  resources.push_back({"partner", "", "acme", 1, "kind: partner", "anna", at});
  const StoredKey of_partner{"k-p", "script", "partner", "", "acme", "$argon2id", {}, at, "anna"};
  BOOST_TEST_REQUIRE(store.admin().put_key(of_partner).ok());
  BOOST_TEST_REQUIRE(store.admin().put_resources(resources).ok());
  BOOST_TEST_REQUIRE(store.admin().put_resources(resources).ok());
  for (const bool expires : {false, true})
    BOOST_TEST_REQUIRE(store.admin().put_removal({"acme", expires, at, "anna"}).ok());
  store.open();
  const auto begun = store.admin().removals();
  BOOST_TEST_REQUIRE(begun->size() == 1u);
  BOOST_TEST((begun->front().tenant == "acme" && begun->front().expires && begun->front().begun_at == at));
  BOOST_TEST_REQUIRE(store.admin().remove_tenant("acme", R"({"tenant":"acme"})").ok());
  store.open();
  const auto left = store.admin().resources();
  BOOST_TEST_REQUIRE(left->size() == 3u);
  BOOST_TEST((*left)[0].kind == "partner", "it only has the same name");
  BOOST_TEST((*left)[1].tenant == "globex");
  BOOST_TEST((*left)[2].name == "globex");
  BOOST_TEST(store.admin().secrets()->size() == 1u);
  BOOST_TEST(store.admin().removals()->empty());
  BOOST_TEST(store.database->certificates(-1, 10)->front().entry == R"({"tenant":"acme"})");
  const auto keys = store.admin().keys();
  BOOST_TEST_REQUIRE(keys->size() == 2u);
  BOOST_TEST(
      (keys->front().id == "k-globex" && keys->front().tenant == "globex" && keys->front().expires == at));
  BOOST_TEST((keys->front().role == "viewer" && keys->front().argon2id == "$argon2id"));
  BOOST_TEST((keys->back().partner == "acme" && !keys->back().expires));
  BOOST_TEST_REQUIRE(store.admin().remove_partner("acme").ok());
  BOOST_TEST(store.admin().resources()->size() == 2u);
  BOOST_TEST_REQUIRE(store.admin().keys()->size() == 1u);
  BOOST_TEST_REQUIRE(store.admin().remove_key("k-globex").ok());
  BOOST_TEST(store.admin().keys()->empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_entry_of_the_audit_log_is_concluded_once, Backend, Backends) {
  Opened<Backend> store;
  const auto number = store.admin().note({});
  BOOST_TEST_REQUIRE(number.ok());
  BOOST_TEST_REQUIRE(store.admin().conclude(*number, 403, "refused").ok());
  BOOST_TEST_REQUIRE(store.admin().conclude(*number, 200, "never happened").ok());
  const auto log = store.admin().audit({});
  BOOST_TEST(log->front().result.value_or(0) == 403);
  BOOST_TEST(log->front().outcome == "refused");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_secret_is_kept_replaced_and_removed, Backend, Backends) {
  Opened<Backend> store;
  const SealedSecret first{"acme", "crm-token", 1, {'a', '\0', 'b'}, hub::WallTime(hub::milliseconds(5)),
                           "anna"};
  const SealedSecret second{"acme", "crm-token", 2, {'c'}, hub::WallTime(hub::milliseconds(6)), "bert"};
  BOOST_TEST_REQUIRE(store.admin().put_secret(first).ok());
  BOOST_TEST_REQUIRE(store.admin().put_secret({"globex", "crm-token", 1, {'d'}, {}, "anna"}).ok());
  store.open();
  auto kept = store.admin().secrets();
  BOOST_TEST_REQUIRE(kept->size() == 2u);
  BOOST_TEST((kept->front().sealed == first.sealed && kept->front().set_by == "anna"));
  BOOST_TEST((kept->front().set_at == first.set_at && kept->front().version == 1));
  BOOST_TEST_REQUIRE(store.admin().put_secret(second).ok());
  kept = store.admin().secrets();
  BOOST_TEST((kept->front().sealed == second.sealed && kept->front().version == 2));
  BOOST_TEST_REQUIRE(store.admin().remove_secret("acme", "crm-token").ok());
  BOOST_TEST_REQUIRE(store.admin().remove_secret("acme", "crm-token").ok());
  BOOST_TEST(store.admin().secrets()->size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_text_of_a_resource_is_its_next_version_and_the_last_one_counts, Backend,
                              Backends) {
  Opened<Backend> store;
  const StoredResource tenant{
      "tenant", "", "acme", 0, "kind: tenant", "anna", hub::WallTime(hub::milliseconds(5))};
  const StoredResource crm{"target", "acme", "crm", 0, "kind: target", "anna", {}};
  BOOST_TEST_REQUIRE(store.admin().put_resources(std::vector{tenant, crm}).ok());
  StoredResource next = crm;
  next.text = "kind: target  # changed";
  next.author = "bert";
  BOOST_TEST_REQUIRE(store.admin().put_resources(std::vector{next}).ok());
  store.open();
  const auto current = store.admin().resources();
  BOOST_TEST_REQUIRE(current->size() == 2u);
  const StoredResource &first = current->front(), &second = current->back();
  BOOST_TEST((first.kind == "target" && first.tenant == "acme" && first.name == "crm"));
  BOOST_TEST((first.version == 2 && first.text == next.text && first.author == "bert"));
  BOOST_TEST((second.version == 1 && second.text == tenant.text && second.at == tenant.at));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_terms_of_a_target_stay_in_the_order_in_which_they_came, Backend, Backends) {
  Opened<Backend> store;
  const hub::WallTime first(hub::milliseconds(5)), second(hub::milliseconds(9));
  BOOST_TEST_REQUIRE(store.admin().put_terms({"acme", "crm", first, "{1}"}).ok());
  BOOST_TEST_REQUIRE(store.admin().put_terms({"acme", "other", first, "{2}"}).ok());
  BOOST_TEST_REQUIRE(store.admin().put_terms({"acme", "crm", second, "{3}"}).ok());
  store.open();
  const auto kept = store.admin().terms("acme", "crm");
  BOOST_TEST_REQUIRE(kept->size() == 2u);
  BOOST_TEST((kept->front().from == first && kept->front().text == "{1}"));
  BOOST_TEST((kept->back().from == second && kept->back().text == "{3}"));
  BOOST_TEST(store.admin().terms("globex", "crm")->empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_lane_is_paused_until_it_is_resumed_or_its_tenant_goes, Backend, Backends) {
  Opened<Backend> store;
  for (const char* target : {"crm", "crm", "other"})
    BOOST_TEST_REQUIRE(store.admin().set_lane_paused("acme", target, true).ok());
  BOOST_TEST_REQUIRE(store.admin().set_lane_paused("globex", "crm", true).ok());
  store.open();
  BOOST_TEST(
      (*store.admin().is_lane_paused("acme", "crm") && *store.admin().is_lane_paused("acme", "other")));
  BOOST_TEST(!*store.admin().is_lane_paused("globex", "other"));
  for (int time = 0; time < 2; ++time)
    BOOST_TEST_REQUIRE(store.admin().set_lane_paused("acme", "crm", false).ok());
  BOOST_TEST(
      (!*store.admin().is_lane_paused("acme", "crm") && *store.admin().is_lane_paused("acme", "other")));
  BOOST_TEST_REQUIRE(store.admin().remove_tenant("acme", "{}").ok());
  BOOST_TEST(
      (!*store.admin().is_lane_paused("acme", "other") && *store.admin().is_lane_paused("globex", "crm")));
}

BOOST_AUTO_TEST_SUITE_END()
