#include "core/policy/data_policy.hpp"

#include <algorithm>
#include <set>

#include "core/base/timestamp.hpp"
#include "core/base/words.hpp"
#include "core/policy/fields.hpp"
#include "core/policy/policy_specs.hpp"

namespace hub::policy {
namespace {

constexpr std::array<std::string_view, kOperations> kOperationWords = {"accept",  "store", "process",
                                                                       "deliver", "log",   "backup"};
constexpr std::array<std::string_view, 4> kActionWords = {"reject", "park", "redact", "drop"};
constexpr std::size_t kRulesMax = 200;

// Bits of the words of a list, in which "all" or "*" stands for every one.
template <class Parse>
std::uint8_t read_bits(const config::Settings& settings, std::string_view field, std::uint8_t all,
                       Parse parse, std::string_view words, config::Problems& problems) {
  std::uint8_t bits = 0;
  for (const std::string& word : settings.list(field)) {
    const auto value = parse(word);
    if (word == "all" || word == kAnyPlace)
      bits |= all;
    else if (value)
      bits |= bit_of(*value);
    else
      problems.push_back(settings.problem(field, "there is no '" + word + '\'', std::string(words)));
  }
  if (bits == 0 && settings.list(field).empty())
    problems.push_back(settings.problem(field, "names nothing", std::string(words)));
  return bits;
}

std::optional<Operation> parse_operation(std::string_view word) {
  return parse_word<Operation>(kOperationWords, word);
}

class Reader {
 public:
  explicit Reader(config::Problems& problems) : problems_(problems) {}

  DataPolicy read(const config::Node& node) {
    config::Node rest = node;
    const auto places = take_member(rest, "places");
    const auto rules = take_member(rest, "rules");
    const auto refusal = take_member(rest, "on_refusal");
    read_settings(policy_spec(), rest, problems_);
    if (places) read_places(*places);
    if (rules) read_rules(*rules);
    if (refusal) read_refusal(*refusal);
    return std::move(policy_);
  }

 private:
  void read_places(const config::Node& node) {
    if (!node.is_map()) return problems_.push_back(node.problem("`places` are tables by name"));
    for (const auto& [name, value] : node.members) {
      if (!is_resource_name(name.text))
        problems_.push_back(name.problem("use lower-case letters, digits and inner hyphens, at most 63"));
      const std::size_t before = problems_.size();
      const config::Settings settings = read_settings(place_spec(), value, problems_);
      if (problems_.size() != before) continue;
      Place place;
      place.name = name.text;
      place.country = settings.text("country");
      place.legal_zone = settings.text("legal_zone");
      place.provider = settings.text("provider");
      place.run_by = settings.text("operator");
      if (settings.has("hosts")) place.hosts = settings.list("hosts");
      if (settings.has("regions")) place.regions = settings.list("regions");
      policy_.places.push_back(std::move(place));
    }
  }

  void read_rules(const config::Node& node) {
    if (!node.is_list()) return problems_.push_back(node.problem("`rules` is a list"));
    if (node.items.size() > kRulesMax) problems_.push_back(node.problem("a policy has at most 200 rules"));
    std::set<std::string> ids;
    for (const config::Node& item : node.items) {
      const std::size_t before = problems_.size();
      const config::Settings settings = read_settings(rule_spec(), item, problems_);
      if (problems_.size() != before) continue;
      Rule rule = read_rule(settings);
      if (!ids.insert(rule.id).second)
        problems_.push_back(settings.problem("id", "another rule has this id"));
      policy_.rules.push_back(std::move(rule));
    }
  }

  Rule read_rule(const config::Settings& settings) {
    Rule rule;
    rule.id = settings.text("id");
    if (!is_resource_name(rule.id))
      problems_.push_back(
          settings.problem("id", "use lower-case letters, digits and inner hyphens, at most 63"));
    rule.classes = read_bits(settings, "classes", kAllClasses, model::parse_data_class,
                             "none, pseudonymous, direct, free_text or all", problems_);
    rule.operations = read_bits(settings, "operations", (1u << kOperations) - 1, parse_operation,
                                "accept, store, process, deliver, log, backup or all", problems_);
    rule.places = settings.list("places");
    for (const std::string& place : rule.places)
      if (place != kAnyPlace && policy_.find_place(place) == nullptr)
        problems_.push_back(
            settings.problem("places", "there is no place '" + place + '\'', place_fix(place)));
    if (settings.has("targets")) rule.targets = settings.list("targets");
    if (settings.has("redacted")) rule.redacted = settings.list("redacted");
    rule.pinned = settings.boolean("pinned");
    const bool is_conditional = !rule.targets.empty() || !rule.redacted.empty() || rule.pinned;
    if (is_conditional && rule.operations != bit_of(Operation::deliver))
      problems_.push_back(settings.problem(
          "operations", "`targets`, `redacted` and `pinned` are about delivering", "operations: [deliver]"));
    rule.legal_basis = settings.text("legal_basis");
    if (settings.has("valid_until")) rule.valid_until = read_time(settings);
    return rule;
  }

  std::optional<WallTime> read_time(const config::Settings& settings) {
    const auto time = parse_timestamp(settings.text("valid_until"));
    if (!time)
      problems_.push_back(settings.problem("valid_until", "is not an RFC 3339 time", "2027-06-30T00:00:00Z"));
    return time;
  }

  std::string place_fix(const std::string& word) const {
    std::vector<std::string> names;
    for (const Place& place : policy_.places) names.push_back(place.name);
    const auto meant = config::did_you_mean(word, names);
    return meant ? "did you mean '" + *meant + "'?" : "add it to `places`";
  }

  void read_refusal(const config::Node& node) {
    const std::size_t before = problems_.size();
    const config::Settings settings = read_settings(refusal_spec(), node, problems_);
    if (problems_.size() != before) return;
    policy_.refusal.action = parse_refusal_action(settings.text("action")).value_or(RefusalAction::reject);
    policy_.refusal.then = parse_refusal_action(settings.text("then")).value_or(RefusalAction::reject);
    policy_.refusal.park_for = settings.duration("for");
  }

  config::Problems& problems_;
  DataPolicy policy_;
};

}  // namespace

std::string_view to_string(Operation operation) {
  return kOperationWords[static_cast<std::size_t>(operation)];
}

std::string_view to_string(RefusalAction action) {
  return kActionWords[static_cast<std::size_t>(action)];
}

std::optional<RefusalAction> parse_refusal_action(std::string_view word) {
  return parse_word<RefusalAction>(kActionWords, word);
}

bool Rule::names_place(std::string_view place) const {
  return std::ranges::any_of(places,
                             [&](const std::string& one) { return one == kAnyPlace || one == place; });
}

const Place* DataPolicy::find_place(std::string_view name) const {
  const auto found = std::ranges::find(places, name, &Place::name);
  return found == places.end() ? nullptr : &*found;
}

DataPolicy built_in_policy(const std::string& region) {
  DataPolicy policy;
  policy.is_built_in = true;
  policy.places.push_back({region, {}, {}, {}, {}, {}, {}});
  Rule here, out;
  here.id = "own-region";
  here.classes = out.classes = kAllClasses;
  here.operations = static_cast<OperationBits>(((1u << kOperations) - 1) & ~bit_of(Operation::deliver));
  here.places = {region};
  out.id = "own-targets";
  out.operations = bit_of(Operation::deliver);
  out.places = {std::string(kAnyPlace)};
  policy.rules = {std::move(here), std::move(out)};
  return policy;
}

DataPolicy read_data_policy(const config::Node& node, config::Problems& problems) {
  return Reader(problems).read(node);
}

}  // namespace hub::policy
