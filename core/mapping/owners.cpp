#include "core/mapping/owners.hpp"

namespace hub::mapping {

namespace {

using model::DataClass;
using model::Value;
using Table = std::map<std::string, std::string, std::less<>>;

void read_table(const config::Node* node, Table& table, config::Problems& problems) {
  if (!node) return;
  if (!node->is_map()) {
    problems.push_back(
        node->problem("this must be a table", "write lines of 'id at the source: id at the target'"));
    return;
  }
  for (const auto& [key, value] : node->members) {
    if (value.is_scalar()) {
      table[key.text] = value.text;
    } else {
      problems.push_back(value.problem("the owner of '" + key.text + "' must be an id at the target"));
    }
  }
}

const std::string* find(const Table& table, std::string_view id) {
  const auto found = table.find(id);
  return found == table.end() ? nullptr : &found->second;
}

const std::string* owner_by_agent(const Table& agents, const Value& data) {
  const Value* list = data.find("agents");
  if (agents.empty() || !list || !list->is_array()) return nullptr;
  const auto items = list->as_array();
  for (std::size_t i = items.size(); i-- > 0;) {
    if (const std::string* owner = find(agents, items[i].text_at("id"))) return owner;
  }
  return nullptr;
}

}  // namespace

Owners Owners::compile(const config::Node& node, config::Problems& problems) {
  Owners owners;
  if (!node.is_map()) {
    problems.push_back(node.problem("owners must be a table", "known keys: agents, groups, default"));
    return owners;
  }
  owners.is_declared_ = true;
  config::check_keys(node, {"agents", "groups", "default"}, problems);
  read_table(node.find("agents"), owners.agents_, problems);
  read_table(node.find("groups"), owners.groups_, problems);
  const config::Node* fallback = node.find("default");
  if (fallback && fallback->is_scalar()) {
    owners.default_ = fallback->text;
  } else {
    problems.push_back(
        node.problem("owners need a default", "add 'default: ID' for agents and groups not listed"));
  }
  return owners;
}

Value Owners::of(const Value& data) const {
  const std::string* owner = owner_by_agent(agents_, data);
  if (!owner) {
    const Value* group = data.find("group");
    if (group) owner = find(groups_, group->text_at("id"));
  }
  const std::string& chosen = owner ? *owner : default_;
  return chosen.empty() ? Value() : Value::string(chosen, data_class());
}

// Who handled the case decides, so the owner says as much about a person as the agent's id does.
DataClass Owners::data_class() const {
  return agents_.empty() ? DataClass::none : DataClass::direct;
}

std::set<std::string> Owners::reads() const {
  std::set<std::string> paths;
  if (!agents_.empty()) paths.insert("agents[].id");
  if (!groups_.empty()) paths.insert("group.id");
  return paths;
}

}  // namespace hub::mapping
