#include "core/policy/resources.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "core/policy/redaction.hpp"

namespace config = hub::config;
namespace policy = hub::policy;
using namespace std::chrono_literals;

namespace {

constexpr const char* kComplete = R"(kind: tenant
name: acme
region: eu
sources: [/engage/eu/acme]
credentials:
  - name: engage-2026
    kind: standard_webhooks
    secrets: [env:ACME_NEW, env:ACME_OLD]
retention:
  max_hold: 24h
  keep_delivered: 30d
  tombstone_days: 7
  session_days: 0
---
kind: target
name: crm
tenant: acme
connector: salesforce
mapping: salesforce/case.yaml
max_class: free_text
confirmation: stored
settings:
  base_url: https://example.my.salesforce.com
---
kind: target
name: archive
tenant: acme
connector: salesforce
mapping: salesforce/case.yaml
required: false
settings: {}
---
kind: partner
name: nordic
tenants: [acme]
credentials:
  - {name: script, kind: bearer, key_id: k1, sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824}
)";

struct Loaded {
  policy::Resources resources;
  config::Problems problems;
};

Loaded load(const std::string& yaml) {
  Loaded loaded;
  const auto documents = config::parse_yaml(yaml, "acme.yaml", loaded.problems);
  BOOST_REQUIRE(loaded.problems.empty());
  loaded.resources = policy::read_resources(documents, loaded.problems);
  return loaded;
}

bool reports(const Loaded& loaded, const std::string& text) {
  for (const config::Problem& problem : loaded.problems)
    if (problem.text().find(text) != std::string::npos) return true;
  for (const config::Problem& problem : loaded.problems) BOOST_TEST_MESSAGE(problem.text());
  return false;
}

std::string with(std::string yaml, const std::string& from, const std::string& to) {
  const auto found = yaml.find(from);
  BOOST_REQUIRE(found != std::string::npos);
  return yaml.replace(found, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resources)

BOOST_AUTO_TEST_CASE(a_complete_set_is_read_as_written) {
  const Loaded loaded = load(kComplete);
  for (const auto& problem : loaded.problems) BOOST_TEST_MESSAGE(problem.text());
  BOOST_REQUIRE(loaded.problems.empty());
  const policy::Tenant* tenant = loaded.resources.find_tenant("acme");
  BOOST_REQUIRE(tenant != nullptr);
  BOOST_TEST(tenant->region == "eu");
  BOOST_TEST((tenant->retention.max_hold == 24h));
  BOOST_TEST((tenant->retention.keep.otherwise.period == 30 * 24h));
  BOOST_TEST(tenant->retention.tombstone_days == 7);
  BOOST_TEST(tenant->retention.session_days == 0);
  BOOST_TEST(tenant->credentials.at(0).secrets.size() == 2u);
  BOOST_TEST(tenant->targets == (std::vector<std::string>{"crm", "archive"}),
             boost::test_tools::per_element());
  const policy::Target* target = loaded.resources.find_target("acme", "crm");
  BOOST_REQUIRE(target != nullptr);
  BOOST_TEST(target->required);
  BOOST_TEST((target->max_class == hub::model::DataClass::free_text));
  BOOST_TEST((target->confirmation == hub::model::Confirmation::stored));
  BOOST_TEST(!loaded.resources.find_target("acme", "archive")->confirmation.has_value());
  BOOST_TEST(target->settings.find("base_url") != nullptr);
  BOOST_TEST(!loaded.resources.find_target("acme", "archive")->required);
  BOOST_TEST(loaded.resources.partners.at(0).credentials.at(0).sha256 == policy::bearer_hash("hello"));
}

BOOST_AUTO_TEST_CASE(a_tenant_says_whose_it_is_or_its_partner_does) {
  const std::string yaml = with(with(kComplete, "tenants: [acme]\n", "max_class: direct\n"), "region: eu",
                                "region: eu\npartner: nordic");
  const Loaded loaded = load(yaml);
  BOOST_TEST_REQUIRE(loaded.problems.empty());
  BOOST_TEST(loaded.resources.find_tenant("acme")->partner == "nordic");
  const policy::Partner* partner = loaded.resources.find_partner("nordic");
  BOOST_TEST(partner->tenants == std::vector<std::string>{"acme"});
  BOOST_TEST((partner->max_class == hub::model::DataClass::direct));
  BOOST_TEST(load(with(kComplete, "region: eu", "region: eu\npartner: nordic")).problems.empty(),
             "both say so");
  BOOST_TEST(reports(load(with(kComplete, "region: eu", "region: eu\npartner: south")),
                     "acme.yaml:4:10: there is no partner 'south'"));
}

BOOST_AUTO_TEST_CASE(without_a_word_about_it_a_target_may_see_nothing_personal) {
  const Loaded loaded = load(kComplete);
  BOOST_TEST((loaded.resources.find_target("acme", "archive")->max_class == hub::model::DataClass::none));
}

BOOST_AUTO_TEST_CASE(all_problems_are_reported_at_once_with_their_places) {
  std::string yaml = with(kComplete, "max_hold: 24h", "max_hold: soon");
  yaml = with(yaml, "mapping: salesforce/case.yaml\nmax_class", "maping: salesforce/case.yaml\nmax_class");
  yaml = with(yaml, "kind: partner", "kind: partnr");
  const Loaded loaded = load(yaml);
  BOOST_TEST(loaded.problems.size() >= 3u);
  BOOST_TEST(reports(loaded, "acme.yaml:10:"));
  BOOST_TEST(reports(loaded, "acme.yaml:19:"));
  BOOST_TEST(reports(loaded, "did you mean 'mapping'?"));
  BOOST_TEST(reports(loaded, "acme.yaml:33:7: unknown kind of resource (did you mean 'partner'?)"));
}

BOOST_AUTO_TEST_CASE(what_is_kept_may_differ_by_the_type_of_a_case) {
  const Loaded loaded = load(with(kComplete, "  keep_delivered: 30d\n",
                                  "  keep: metadata\n  keep_delivered: 90d\n  by_type:\n"
                                  "    - {types: [SUPPORT, SALES], keep_delivered: 30d}\n"
                                  "    - {types: [HEALTH], keep: nothing}\n"
                                  "    - {types: [BILLING]}\n"));
  BOOST_TEST_REQUIRE(loaded.problems.empty());
  const policy::KeepTerms& keep = loaded.resources.find_tenant("acme")->retention.keep;
  BOOST_TEST((keep.otherwise == policy::KeepTerm{policy::Kept::metadata, 90 * 24h}));
  BOOST_TEST((keep.by_type.at("SALES") == policy::KeepTerm{policy::Kept::whole, 30 * 24h}));
  BOOST_TEST((keep.by_type.at("HEALTH") == policy::KeepTerm{policy::Kept::nothing, 0h}));
  BOOST_TEST((keep.by_type.at("BILLING") == policy::KeepTerm{policy::Kept::whole, 0h}));
}

BOOST_AUTO_TEST_CASE(what_is_kept_has_to_make_sense_and_says_where_it_does_not) {
  const auto problems_of = [](const std::string& retention) {
    return load(with(kComplete, "  keep_delivered: 30d\n", retention));
  };
  BOOST_TEST(reports(problems_of("  keep: metadata\n"), "acme.yaml:11:9: says nothing of how long"));
  BOOST_TEST(
      reports(problems_of("  keep: nothing\n  keep_delivered: 1d\n"), "acme.yaml:11:9: nothing is kept"));
  BOOST_TEST(reports(problems_of("  keep: everything\n"), "acme.yaml:11:9: "));
  const std::string list = "  by_type:\n    - ";
  BOOST_TEST(reports(problems_of(list + "{types: [], keep_delivered: 1d}\n"), "names no type"));
  BOOST_TEST(reports(problems_of(list + "{types: [A, A]}\n"), "acme.yaml:12:15: one type is named twice"));
  BOOST_TEST(reports(problems_of(list + "{types: [A], keep_delivered: 4000d}\n"), "at most ten years"));
  BOOST_TEST(reports(problems_of(list + "{type: [A]}\n"), "did you mean 'types'?"));
  BOOST_TEST(reports(problems_of("  by_type: {A: 1d}\n"), "acme.yaml:11:12: `by_type` is a list"));
}

BOOST_AUTO_TEST_CASE(a_tenant_that_stores_nothing_of_some_cases_can_owe_nothing_to_its_platform) {
  const std::string purges =
      "platform: {purge_url: 'https://e.example/{case}', case_url: 'https://e.example/{case}', "
      "secret: env:KEY}\n";
  const std::string types = "  by_type: [{types: [A], keep: nothing}]\n";
  const std::string owing = with(kComplete, "region: eu\n", "region: eu\n" + purges);
  BOOST_TEST(reports(load(with(owing, "  keep_delivered: 30d\n", types)), "nothing can be owed"));
  BOOST_TEST(!reports(load(owing), "nothing can be owed"));
}

BOOST_AUTO_TEST_CASE(a_target_of_an_unknown_tenant_is_a_problem_with_a_suggestion) {
  const Loaded loaded = load(with(kComplete, "tenant: acme", "tenant: acne"));
  BOOST_TEST(reports(loaded, "acme.yaml:17:9: there is no such tenant (did you mean 'acme'?)"));
}

BOOST_AUTO_TEST_CASE(a_tenant_whose_delivery_nothing_would_prove_is_refused) {
  const Loaded loaded = load(with(kComplete, "max_class: free_text", "required: false"));
  BOOST_TEST(reports(loaded, "a tenant needs at least one required target"));
}

BOOST_AUTO_TEST_CASE(a_secret_written_as_itself_is_refused_and_not_repeated) {
  const Loaded loaded = load(with(kComplete, "env:ACME_OLD", "whsec_C2FVsBQIhrscChlQIMV"));
  BOOST_TEST(reports(loaded, "a secret is written as a reference"));
  BOOST_TEST(!reports(loaded, "C2FVsBQIhrscChlQIMV"));
}

BOOST_AUTO_TEST_CASE(a_source_that_means_two_tenants_is_refused) {
  const std::string second = R"(---
kind: tenant
name: globex
region: eu
sources: [/engage/eu/acme]
credentials: [{name: k, kind: standard_webhooks, secrets: [env:K]}]
---
kind: target
name: crm
tenant: globex
connector: salesforce
mapping: a.yaml
settings: {}
)";
  const Loaded loaded = load(kComplete + second);
  BOOST_TEST(loaded.problems.size() == 1u);
  BOOST_TEST(reports(loaded, "another tenant has this source"));
}

BOOST_AUTO_TEST_CASE(the_same_name_twice_is_refused) {
  const Loaded loaded = load(with(kComplete, "name: archive", "name: crm"));
  BOOST_TEST(reports(loaded, "another target of this tenant has this name"));
}

BOOST_AUTO_TEST_CASE(a_name_that_could_leave_its_folder_is_refused) {
  BOOST_TEST(reports(load(with(kComplete, "name: crm", "name: ../crm")), "use lower-case letters"));
}

BOOST_AUTO_TEST_CASE(a_tenant_that_nobody_can_send_for_is_refused) {
  const std::string yaml = R"(kind: tenant
name: acme
region: eu
---
kind: target
name: crm
tenant: acme
connector: salesforce
mapping: a.yaml
settings: {}
)";
  BOOST_TEST(reports(load(yaml), "nobody can send its cases"));
}

BOOST_AUTO_TEST_CASE(files_of_a_folder_and_its_subfolders_are_read_in_order) {
  const auto folder = std::filesystem::temp_directory_path() / ("resources_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "tenants");
  const std::string all = kComplete;
  const auto cut = all.find("---\nkind: target");
  std::ofstream(folder / "tenants" / "acme.yaml") << all.substr(0, cut);
  std::ofstream(folder / "targets.yaml") << all.substr(cut);
  std::ofstream(folder / "notes.txt") << "not a resource: [";
  config::Problems problems;
  const auto resources = policy::load_resources(folder.string(), problems);
  std::filesystem::remove_all(folder);
  BOOST_TEST(problems.empty());
  BOOST_TEST(resources.targets.size() == 2u);
  BOOST_TEST(resources.tenants.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_a_problem) {
  config::Problems problems;
  policy::load_resources("/nonexistent/resources", problems);
  BOOST_REQUIRE(problems.size() == 1u);
  BOOST_TEST(problems.front().text().find("cannot be read") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(late_news_and_the_platform_are_settings_of_a_tenant) {
  const std::string before = "sources: [/engage/eu/acme]\n";
  const auto with = [&](const std::string& more) {
    std::string yaml = kComplete;
    return load(yaml.insert(yaml.find(before) + before.size(), more));
  };
  const Loaded loaded = with(R"(settle_window: 10m
updates: allow
platform:
  cases_url: https://engage.example/cases
  case_url: https://engage.example/cases/{case}
  purge_url: https://engage.example/cases/{case}
  purge_verb: POST
  callbacks_url: https://engage.example/callbacks
  secret: env:ACME_CALLBACKS
)");
  BOOST_REQUIRE(loaded.problems.empty());
  const policy::Tenant* tenant = loaded.resources.find_tenant("acme");
  BOOST_TEST((tenant->settle_window == 10min));
  BOOST_TEST(tenant->allows_updates);
  BOOST_TEST(tenant->platform.cases_url == "https://engage.example/cases");
  BOOST_TEST(tenant->platform.purge_verb == "POST");
  BOOST_TEST(tenant->platform.check_url == "https://engage.example/cases/{case}");

  BOOST_TEST(reports(with("settle_window: 24h\n"), "shorter than retention.max_hold"));
  BOOST_TEST(reports(with("platform: {case_url: 'https://engage.example/cases'}\n"), "needs {case}"));
  BOOST_TEST(reports(with("platform: {callbacks_url: 'https://engage.example/told'}\n"), "to sign"));
  BOOST_TEST(reports(with("platform: {purge_url: 'https://engage.example/{case}'}\n"), "to be read back"));
}

BOOST_AUTO_TEST_CASE(a_tenant_adds_patterns_and_a_target_says_what_never_reaches_it) {
  const auto with = [](const std::string& of_tenant, const std::string& of_target) {
    std::string yaml = kComplete;
    yaml.insert(yaml.find("sources: "), of_tenant + '\n');
    return load(yaml.insert(yaml.find("confirmation: stored"), of_target + '\n'));
  };
  const std::string rules = "redaction: {strict: true, rules: {order_no: 'ORD-[0-9]+'}}";
  const Loaded loaded = with(rules, "redact: {kinds: [card, order_no], with: mask}");
  BOOST_REQUIRE(loaded.problems.empty());
  const policy::Tenant& tenant = *loaded.resources.find_tenant("acme");
  const auto profile = policy::redaction_profile(tenant, *loaded.resources.find_target("acme", "crm"));
  BOOST_REQUIRE(profile);
  BOOST_TEST(profile->strict);
  BOOST_TEST(profile->target == "crm");
  BOOST_REQUIRE(profile->everywhere);
  BOOST_TEST(profile->everywhere->wanted.kinds.has(hub::redaction::Kind::card));
  BOOST_TEST(!profile->everywhere->wanted.kinds.has(hub::redaction::Kind::email));
  BOOST_TEST(profile->everywhere->wanted.rules == 1u);
  const auto of_archive = policy::redaction_profile(tenant, *loaded.resources.find_target("acme", "archive"));
  BOOST_REQUIRE(of_archive);
  BOOST_TEST(!of_archive->everywhere);

  BOOST_TEST(reports(with("redaction: {rules: {order_no: 'ORD-['}}", ""), "the pattern cannot be read"));
  BOOST_TEST(reports(with("redaction: {rules: {card: 'x'}}", ""), "is a kind that is known already"));
  BOOST_TEST(reports(with("redaction: {strict: maybe}", ""), "'strict' is true or false"));
  BOOST_TEST(reports(with("redaction: {rule: {}}", ""), "did you mean 'rules'?"));
  BOOST_TEST(reports(with("", "redact: [order_no]"), "'order_no' cannot be redacted"));
  BOOST_TEST(with("redaction: {rules: {order_no: 'ORD-['}}", "").problems.size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_says_nothing_of_redaction_has_none) {
  const Loaded loaded = load(kComplete);
  BOOST_TEST(!policy::redaction_profile(*loaded.resources.find_tenant("acme"),
                                        *loaded.resources.find_target("acme", "crm")));
}

BOOST_AUTO_TEST_SUITE_END()
