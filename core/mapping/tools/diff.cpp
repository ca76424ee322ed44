#include "core/mapping/tools/diff.hpp"

#include <algorithm>
#include <map>

#include "core/mapping/mapping_facts.hpp"
#include "core/mapping/tools/json_text.hpp"

namespace hub::mapping {

namespace {

using config::Node;
using Settings = std::map<std::string, std::string>;  // path to what is written there

std::string written(const Node& node) {
  std::string text;
  if (node.is_list()) {
    for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + written(item);
    return '[' + text + ']';
  }
  if (node.is_map()) {
    for (const auto& [key, value] : node.members)
      text += (text.empty() ? "" : ", ") + key.text + ": " + written(value);
    return '{' + text + '}';
  }
  if (!node.is_scalar()) return "null";
  return node.quoted || node.text.find('\n') != std::string::npos ? json_text(node.text) : node.text;
}

void add_members(const Node* map, const std::string& path, Settings& settings) {
  if (!map) return;
  if (!map->is_map()) {
    settings[path] = written(*map);
    return;
  }
  for (const auto& [key, value] : map->members) settings[path + '.' + key.text] = written(value);
}

// Everything but the records, whose fragments are already in place in the compiled mapping.
Settings settings_of(std::string_view yaml, const CompiledMapping* mapping) {
  Settings settings;
  config::Problems ignored;
  const auto documents = config::parse_yaml(yaml, "mapping", ignored);
  if (documents.empty() || !documents[0].is_map()) return settings;
  for (const auto& [key, value] : documents[0].members) {
    if (key.text == "records" || key.text == "fragments") continue;
    if (value.is_map()) {
      add_members(&value, key.text, settings);
    } else {
      settings[key.text] = written(value);
    }
  }
  if (!mapping) return settings;
  for (const RecordPlan& plan : mapping->plans()) {
    for (const auto& [key, value] : plan.node.members) {
      const std::string path = plan.name + '.' + key.text;
      if (key.text == "fields") {
        add_members(&value, plan.name, settings);
      } else {
        settings[path] = written(value);
      }
    }
  }
  return settings;
}

struct Seen {
  model::DataClass data_class = model::DataClass::none;
  std::set<std::string> reads;
};

std::map<std::string, Seen> seen_by_target(const CompiledMapping* mapping) {
  std::map<std::string, Seen> seen;
  if (!mapping) return seen;
  for (const RecordFacts& record : facts_of(*mapping).records) {
    for (const FieldFacts& field : record.fields) {
      Seen& entry = seen[record.plan->name + '.' + field.path];
      entry.data_class = highest(entry.data_class, field.data_class);
      entry.reads.insert(field.reads.begin(), field.reads.end());
    }
  }
  return seen;
}

std::string settings_diff(const Settings& before, const Settings& after) {
  std::string text;
  for (const auto& [path, value] : before) {
    const auto now = after.find(path);
    if (now == after.end()) {
      text += "- " + path + ": " + value + '\n';
    } else if (now->second != value) {
      text += "~ " + path + "\n    before: " + value + "\n    after:  " + now->second + '\n';
    }
  }
  for (const auto& [path, value] : after) {
    if (!before.contains(path)) text += "+ " + path + ": " + value + '\n';
  }
  return text;
}

std::string exposure_diff(const std::map<std::string, Seen>& before,
                          const std::map<std::string, Seen>& after) {
  std::string text;
  for (const auto& [path, now] : after) {
    const auto found = before.find(path);
    const Seen old = found == before.end() ? Seen{} : found->second;
    if (now.data_class != old.data_class) {
      text += "! " + path + ": class " + std::string(model::to_string(old.data_class)) + " becomes " +
              std::string(model::to_string(now.data_class)) + '\n';
    }
    for (const std::string& read : now.reads) {
      if (!old.reads.contains(read)) text += "! " + path + ": reads " + read + '\n';
    }
  }
  return text;
}

}  // namespace

std::string diff_mappings(std::string_view before, std::string_view after) {
  config::Problems ignored;
  const auto old = compile_mapping(before, "before", ignored);
  const auto now = compile_mapping(after, "after", ignored);
  return settings_diff(settings_of(before, old.get()), settings_of(after, now.get())) +
         exposure_diff(seen_by_target(old.get()), seen_by_target(now.get()));
}

}  // namespace hub::mapping
