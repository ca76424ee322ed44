#include "core/redaction/instruction.hpp"

#include <string>
#include <vector>

namespace hub::redaction {
namespace {

std::vector<std::string> known_names(const TenantRules* rules) {
  std::vector<std::string> names;
  for (const KindSpec& spec : kinds()) names.emplace_back(spec.name);
  if (rules) names.insert(names.end(), rules->names().begin(), rules->names().end());
  return names;
}

Wanted read_kinds(const config::Node& node, const TenantRules* rules, config::Problems& problems) {
  if (!node.is_list() || node.items.empty()) {
    problems.push_back(node.problem("name at least one kind", "for example [card, email, phone]"));
    return {};
  }
  std::vector<std::string_view> names;
  for (const config::Node& item : node.items) {
    const std::string_view name = item.text;
    if (parse_wanted({&name, 1}, rules)) {
      names.push_back(item.text);
      continue;
    }
    const auto meant = config::did_you_mean(name, known_names(rules));
    problems.push_back(item.problem("'" + item.text + "' cannot be redacted",
                                    meant ? "did you mean '" + *meant + "'?" : ""));
  }
  return names.empty() ? Wanted{} : *parse_wanted(names, rules);
}

Treatment read_treatment(const config::Node& node, config::Problems& problems) {
  Treatment treatment;
  if (const auto op = parse_operator(node.text)) {
    treatment.op = *op;
    return treatment;
  }
  const std::vector<std::string> words(operator_words().begin(), operator_words().end());
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  const auto meant = config::did_you_mean(node.text, words);
  problems.push_back(
      node.problem("'with' must be one of: " + all, meant ? "did you mean '" + *meant + "'?" : ""));
  return treatment;
}

}  // namespace

Instruction read_instruction(const config::Node& node, const TenantRules* rules, config::Problems& problems) {
  Instruction instruction;
  if (!node.is_map()) {
    instruction.wanted = read_kinds(node, rules, problems);
    return instruction;
  }
  config::check_keys(node, {"kinds", "with"}, problems);
  if (const config::Node* list = node.find("kinds")) instruction.wanted = read_kinds(*list, rules, problems);
  if (const config::Node* with = node.find("with")) instruction.treatment = read_treatment(*with, problems);
  return instruction;
}

}  // namespace hub::redaction
