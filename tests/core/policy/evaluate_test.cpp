// What rules come to where a node and its targets stand.
#include "core/policy/evaluate.hpp"

#include <boost/test/unit_test.hpp>

#include "core/policy/explain.hpp"
#include "core/policy/redaction.hpp"
#include "core/redaction/kinds.hpp"

namespace config = hub::config;
namespace policy = hub::policy;
using hub::milliseconds;
using hub::WallTime;
using hub::model::DataClass;
using policy::Operation;

namespace {

constexpr const char* kHead = R"(kind: tenant
name: acme
region: us
credentials:
  - {name: e, kind: standard_webhooks, secrets: [env:A]}
)";

constexpr const char* kPolicy = R"(policy:
  places:
    aws-us: {country: US, hosts: ['*.us.example'], regions: [us-east-1]}
    sweden: {country: SE}
  rules:
    - {id: nobody, classes: [none], operations: [all], places: ['*']}
    - {id: keyed, classes: [pseudonymous], operations: [accept, store, process], places: ['*']}
    - {id: people-us, classes: [direct, free_text], operations: [accept, store, process], places: [aws-us]}
    - {id: keyed-out, classes: [pseudonymous], operations: [deliver], places: ['*']}
    - {id: crm, classes: [direct, free_text], operations: [deliver], places: [aws-us], targets: [crm],
       valid_until: 2027-01-01T00:00:00Z}
    - {id: vault, classes: [direct, free_text], operations: [deliver], places: [sweden], redacted: [card, ssn]}
    - {id: gap, classes: [free_text], operations: [backup], places: [sweden]}
)";

std::string target(const std::string& name, const std::string& more) {
  return "---\nkind: target\nname: " + name +
         "\ntenant: acme\nconnector: s3\nmapping: m.yaml\nmax_class: free_text\n" + more;
}
const std::string kCrm = target("crm", "place: aws-us\nsettings: {region: us-east-1}\n");
const std::string kArchive = target("archive", "place: sweden\nsettings: {}\n");
const std::string kRedacted = target("redacted", "place: sweden\nredact: [card, ssn, email]\nsettings: {}\n");

struct World {
  policy::Resources resources;
  config::Problems problems;

  explicit World(const std::string& yaml) {
    const auto documents = config::parse_yaml(yaml, "acme.yaml", problems);
    BOOST_REQUIRE(problems.empty());
    resources = policy::read_resources(documents, problems);
  }
  const policy::Tenant& tenant() const { return resources.tenants.front(); }
  std::shared_ptr<const policy::Terms> terms(const std::string& name, const policy::NodePlaces& node) const {
    return policy::terms_of(tenant(), *resources.find_target("acme", name), node);
  }
  bool complains(const std::string& wanted) const {
    return config::all_texts(problems).find(wanted) != std::string::npos;
  }
};

const policy::NodePlaces kUs{"aws-us", "aws-us"}, kSweden{"sweden", "sweden"};
const WallTime kNow{milliseconds(1'780'000'000'000)};    // 2026-05
const WallTime kLater{milliseconds(1'830'000'000'000)};  // 2027-12

std::string word(policy::Limit limit) {
  return limit ? std::string(to_string(*limit)) : "nothing";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluate)

BOOST_AUTO_TEST_CASE(each_operation_is_allowed_where_its_rules_say_and_nowhere_else) {
  const World world(kHead + std::string(kPolicy) + kCrm + kArchive + kRedacted);
  BOOST_REQUIRE_MESSAGE(world.problems.empty(), config::all_texts(world.problems));
  const struct {
    const char* target;
    policy::NodePlaces node;
    Operation operation;
    const char* limit;
  } cases[] = {
      {"crm", kUs, Operation::accept, "free_text"},
      {"crm", kUs, Operation::store, "free_text"},
      {"crm", kUs, Operation::log, "none"},
      {"crm", kUs, Operation::deliver, "free_text"},
      {"crm", kSweden, Operation::accept, "pseudonymous"},
      {"crm", kSweden, Operation::process, "pseudonymous"},
      {"archive", kUs, Operation::deliver, "pseudonymous"},
      {"redacted", kUs, Operation::deliver, "free_text"},
      {"crm", {"moon", "moon"}, Operation::accept, "pseudonymous"},
      // Free text alone is not enough: what holds it holds direct identifiers too.
      {"crm", kSweden, Operation::backup, "none"},
  };
  for (const auto& one : cases)
    BOOST_TEST(word(world.terms(one.target, one.node)->limit(one.operation, kNow)) == one.limit,
               one.target << " in " << one.node.place << ": " << to_string(one.operation));
}

BOOST_AUTO_TEST_CASE(a_rule_ends_when_it_says) {
  const World world(kHead + std::string(kPolicy) + kCrm);
  BOOST_TEST(word(world.terms("crm", kUs)->limit(Operation::deliver, kLater)) == "pseudonymous");
}

BOOST_AUTO_TEST_CASE(a_delivery_needs_processing_here_and_delivering_there_and_is_capped_by_the_target) {
  const World world(kHead + std::string(kPolicy) + kCrm + kRedacted);
  BOOST_TEST(word(world.terms("crm", kUs)->delivery_limit(kNow)) == "free_text");
  BOOST_TEST(word(world.terms("crm", kSweden)->delivery_limit(kNow)) == "pseudonymous");
  policy::Terms capped = *world.terms("redacted", kUs);
  capped.cap(DataClass::direct);
  BOOST_TEST(word(capped.delivery_limit(kNow)) == "direct");
}

BOOST_AUTO_TEST_CASE(an_empty_policy_denies_everything) {
  const World world(kHead + std::string("policy: {places: {aws-us: {}}}\n") +
                    target("crm", "place: aws-us\nsettings: {}\n"));
  BOOST_REQUIRE(world.problems.empty());
  for (const Operation operation : {Operation::accept, Operation::store, Operation::process,
                                    Operation::deliver, Operation::log, Operation::backup})
    BOOST_TEST(word(world.terms("crm", kUs)->limit(operation, kNow)) == "nothing");
}

BOOST_AUTO_TEST_CASE(without_a_policy_the_node_of_its_region_may_do_all_and_targets_get_their_max_class) {
  const World world(kHead + target("crm", "settings: {}\n"));
  BOOST_REQUIRE(world.problems.empty());
  BOOST_TEST(word(world.terms("crm", {"us", "us"})->delivery_limit(kNow)) == "free_text");
  BOOST_TEST(word(world.terms("crm", {"aws-us", "us"})->limit(Operation::accept, kNow)) == "nothing");
  const auto rules = world.terms("crm", {"us", "us"})->rules(Operation::deliver, DataClass::free_text, kNow);
  BOOST_TEST(rules == std::vector<std::string>{"own-targets"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_rules_named_are_the_first_ones_for_each_class) {
  const World world(kHead + std::string(kPolicy) + kCrm);
  const auto rules = world.terms("crm", kUs)->rules(Operation::deliver, DataClass::free_text, kNow);
  BOOST_TEST(rules == (std::vector<std::string>{"nobody", "keyed-out", "crm"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_policy_that_redacts_takes_out_what_its_rules_ask_for) {
  const World world(kHead + std::string(kPolicy) + "  on_refusal: {action: redact}\n" + kArchive + kCrm);
  BOOST_REQUIRE_MESSAGE(world.problems.empty(), config::all_texts(world.problems));
  BOOST_TEST(word(world.terms("archive", kUs)->limit(Operation::deliver, kNow)) == "free_text");
  const auto profile =
      policy::redaction_profile(world.tenant(), *world.resources.find_target("acme", "archive"));
  BOOST_REQUIRE(profile);
  BOOST_TEST(profile->everywhere->wanted.kinds.has(hub::redaction::Kind::card));
  BOOST_TEST(!profile->everywhere->wanted.kinds.has(hub::redaction::Kind::email));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_together_is_told_where_it_stands) {
  const World world(
      kHead + std::string(kPolicy) +
      target("crm", "place: aws-us\nhosts: [api.eu.example]\nsettings: {region: eu-north-1}\n") +
      target("elsewhere", "place: norway\nsettings: {}\n") + target("nowhere", "settings: {}\n"));
  BOOST_TEST(world.complains("claims one of its regions"));
  BOOST_TEST(world.complains("'api.eu.example' is no host of place 'aws-us'"));
  BOOST_TEST(world.complains("the tenant's policy has no place 'norway'"));
  BOOST_TEST(world.complains("the tenant has a policy: a target says where it stands"));
  const World misnamed(kHead + std::string(kPolicy) + kArchive);
  BOOST_TEST(misnamed.complains("rule 'crm' names 'crm', which is no target of the tenant"));
}

BOOST_AUTO_TEST_CASE(a_target_without_hosts_of_its_own_is_pinned_to_those_of_its_place) {
  const World world(kHead + std::string(kPolicy) + kCrm + kArchive);
  const auto hosts = policy::pinned_hosts(world.tenant(), *world.resources.find_target("acme", "crm"));
  BOOST_TEST(hosts == std::vector<std::string>{"*.us.example"}, boost::test_tools::per_element());
  BOOST_TEST(policy::pinned_hosts(world.tenant(), *world.resources.find_target("acme", "archive")).empty());
}

BOOST_AUTO_TEST_CASE(the_explanation_has_every_field_with_the_rule_for_each_operation_and_target) {
  const World world(kHead + std::string(kPolicy) +
                    "fields: [{path: custom.plan, type: text, class: none}]\n" + kCrm + kArchive);
  const auto explanation = policy::explain(world.tenant(), world.resources, kUs, kNow);
  BOOST_TEST(explanation.columns == (std::vector<std::string>{"accept", "store", "process", "log", "backup",
                                                              "deliver: crm", "deliver: archive"}),
             boost::test_tools::per_element());
  const auto rules_of = [&](const std::string& field) {
    std::vector<std::string> rules;
    for (const auto& one : explanation.fields)
      if (one.field == field)
        for (const auto& verdict : one.verdicts) rules.push_back(verdict.rule);
    return rules;
  };
  BOOST_TEST(rules_of("visitor.email") ==
                 (std::vector<std::string>{"people-us", "people-us", "people-us", "", "", "crm", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(rules_of("custom.plan")[6] == "nobody");
  BOOST_TEST(rules_of("(any other)")[5] == "crm");
  BOOST_TEST(explanation.rules[4].conditions == "to crm, until 2027-01-01T00:00:00.000Z");
  BOOST_TEST(explanation.rules[5].conditions == "without card, without ssn");
}

BOOST_AUTO_TEST_CASE(the_explanation_has_what_is_kept_of_each_type_and_a_dry_run_what_changes) {
  const auto explained = [](const std::string& retention) {
    const World world(kHead + retention + std::string(kPolicy) + kCrm + kArchive);
    BOOST_TEST_REQUIRE(world.problems.empty());
    return policy::explain(world.tenant(), world.resources, kUs, kNow);
  };
  const auto before = explained(
      "retention: {keep_delivered: 30d, by_type: [{types: [A], keep: metadata, keep_delivered: 36h},"
      " {types: [B], keep: nothing}, {types: [C]}]}\n");
  std::string all;
  for (const auto& note : before.keeping) all += note.type + ": " + note.kept + '\n';
  BOOST_TEST(all ==
             "A: metadata kept for 36 hours\nB: passes through: nothing is stored\n"
             "C: deleted when delivered\n(any other): kept whole for 30 days\n");
  const auto changes = policy::changes_between(before, explained("retention: {keep_delivered: 30d}\n"));
  BOOST_REQUIRE(changes.size() == 3u);
  BOOST_TEST(changes[0].field == "case type A");
  BOOST_TEST(changes[0].column == "retention");
  BOOST_TEST(changes[0].before == "metadata kept for 36 hours");
  BOOST_TEST(changes[0].after == "kept whole for 30 days");
  const auto passing = explained("retention: {max_hold: 0s}\n");
  BOOST_TEST(passing.keeping.back().kept == "passes through: nothing is stored");
}

BOOST_AUTO_TEST_CASE(a_dry_run_names_what_is_newly_allowed_and_what_is_stopped) {
  const std::string tenant = kHead + std::string(kPolicy);
  const World before(tenant + kArchive + kCrm);
  std::string yaml = tenant;
  yaml.replace(yaml.find("classes: [pseudonymous], operations: [deliver]"), 23, "classes: [none, direct]");
  const World after(yaml + kArchive + kCrm);
  const auto changes = policy::changes_between(policy::explain(before.tenant(), before.resources, kUs, kNow),
                                               policy::explain(after.tenant(), after.resources, kUs, kNow));
  BOOST_REQUIRE(!changes.empty());
  std::size_t stopped = 0;
  for (const auto& change : changes) stopped += change.is_stopped();
  BOOST_TEST(stopped == changes.size());
  const auto back = policy::changes_between(policy::explain(after.tenant(), after.resources, kUs, kNow),
                                            policy::explain(before.tenant(), before.resources, kUs, kNow));
  BOOST_TEST(back.size() == changes.size());
  BOOST_TEST(back.front().is_allowed_now());
}

BOOST_AUTO_TEST_SUITE_END()
