#include <algorithm>
#include <map>

#include "core/mapping/compiled_mapping.hpp"
#include "core/mapping/fragments.hpp"
#include "core/mapping/record_compiler.hpp"
#include "core/mapping/record_keys.hpp"
#include "core/mapping/tree_compiler.hpp"

namespace hub::mapping {

using config::Node;
using config::Problems;

class MappingCompiler {
 public:
  MappingCompiler(const Node& root, Problems& problems)
      : root_(root), problems_(problems), mapping_(std::make_shared<CompiledMapping>()) {}

  std::shared_ptr<const CompiledMapping> compile() {
    config::check_keys(root_, mapping_keys(), problems_);
    mapping_->name_ = read_name("mapping", true);
    mapping_->target_kind_ = read_name("target", true);
    if (const Node* target = root_.find("target")) mapping_->target_node_ = *target;
    mapping_->time_zone_ = read_name("time_zone", false);
    if (const Node* description = root_.find("description")) mapping_->description_ = description->text;
    read_extra_fields();
    read_tables();
    if (const Node* owners = root_.find("owners")) mapping_->owners_ = Owners::compile(*owners, problems_);
    read_records();
    return mapping_;
  }

 private:
  std::string read_name(const std::string& key, bool required) {
    const Node* value = root_.find(key);
    if (value && value->is_scalar() && !value->text.empty()) return value->text;
    if (value) problems_.push_back(value->problem("'" + key + "' must be a name"));
    if (!value && required)
      problems_.push_back(root_.problem("'" + key + "' is missing", "add '" + key + ": ...'"));
    return {};
  }

  void read_extra_fields() {
    const Node* fields = root_.find("extra_fields");
    if (!fields) return;
    for (const Node& field : fields->items) mapping_->extra_fields_.push_back(field.text);
    if (!fields->is_list())
      problems_.push_back(fields->problem("extra_fields is a list", "write [web.shop_id]"));
  }

  void read_tables() {
    const Node* tables = root_.find("lookups");
    if (!tables) return;
    const bool all_maps = tables->is_map() && std::ranges::all_of(tables->members, [](const auto& member) {
                            return member.second.is_map();
                          });
    if (!all_maps) {
      problems_.push_back(
          tables->problem("lookups holds tables by name", "write {priority: {finance: High}}"));
      return;
    }
    mapping_->tables_ = constants_of(*tables, mapping_->constants_);
  }

  void read_records() {
    const Node* records = root_.find("records");
    if (!records || !records->is_map() || records->members.empty()) {
      problems_.push_back((records ? *records : root_).problem("a mapping needs records", "add 'records:'"));
      return;
    }
    const Node* fragments = root_.find("fragments");
    std::vector<CompiledRecord> compiled;
    for (const auto& [key, value] : records->members) {
      const Node expanded = with_fragments(value, fragments, problems_);
      compiled.push_back(RecordCompiler(key.text, expanded, mapping_->constants_, problems_).compile());
    }
    connect_overflow(compiled);
    arrange(compiled);
  }

  // Each overflow rule with a `to` gives that record its texts.
  void connect_overflow(std::vector<CompiledRecord>& records) {
    for (const CompiledRecord& from : records) {
      for (const auto& rule : from.plan.overflow_rules) {
        if (rule->to.empty()) continue;
        CompiledRecord* to = find(records, rule->to);
        if (!to || to == &from) {
          report_unknown(rule->node, rule->to, records);
        } else if (to->plan.takes) {
          problems_.push_back(rule->node.problem("'" + rule->to + "' already takes another field's text",
                                                 "give each field a record of its own"));
        } else {
          to->plan.takes = rule.get();
          to->plan.takes_from = from.plan.name;
          to->shape.parts = to->plan.has_parts();
        }
      }
    }
    for (CompiledRecord& record : records) {
      if (record.plan.takes && (record.plan.repeat || record.plan.split)) {
        problems_.push_back(
            record.plan.node.problem("a record that takes what does not fit cannot repeat or split"));
      }
    }
  }

  // Parents before children, and records that take texts behind those that give them; else the order of the
  // file.
  void arrange(std::vector<CompiledRecord>& records) {
    for (const CompiledRecord& record : records) {
      if (record.parent_name.empty()) continue;
      const CompiledRecord* parent = find(records, record.parent_name);
      if (!parent) report_unknown(record.parent_node, record.parent_name, records);
      if (parent && parent->shape.parts) {
        problems_.push_back(record.parent_node.problem(
            "'" + record.parent_name + "' is written in several parts", "a parent must be a single record"));
      }
    }
    std::vector<bool> placed(records.size(), false);
    for (bool progress = true; progress;) {
      progress = false;
      for (std::size_t i = 0; i < records.size(); ++i) {
        if (placed[i] || !is_ready(records[i])) continue;
        placed[i] = progress = true;
        place(records[i]);
        break;
      }
    }
    const auto left = static_cast<std::size_t>(std::ranges::count(placed, false));
    if (left > 0 && problems_.empty()) {
      problems_.push_back(root_.find("records")->problem("some records are each other's parent"));
    }
  }

  bool is_ready(const CompiledRecord& record) const {
    const bool has_parent = record.parent_name.empty() || index_.contains(record.parent_name);
    return has_parent && (record.plan.takes_from.empty() || index_.contains(record.plan.takes_from));
  }

  void place(CompiledRecord& record) {
    if (!record.parent_name.empty()) {
      const std::size_t parent = index_.at(record.parent_name);
      record.plan.parent = record.shape.parent = static_cast<int>(parent);
      record.shape.stage = mapping_->shapes_[parent].stage + 1;
      record.shape.parent_key_field = mapping_->shapes_[parent].key_field;
    }
    index_[record.plan.name] = mapping_->plans_.size();
    mapping_->plans_.push_back(std::move(record.plan));
    mapping_->shapes_.push_back(std::move(record.shape));
  }

  static CompiledRecord* find(std::vector<CompiledRecord>& records, const std::string& name) {
    const auto found =
        std::ranges::find_if(records, [&name](const auto& record) { return record.plan.name == name; });
    return found == records.end() ? nullptr : &*found;
  }

  void report_unknown(const Node& at, const std::string& name, const std::vector<CompiledRecord>& records) {
    std::vector<std::string> names;
    for (const CompiledRecord& record : records) names.push_back(record.plan.name);
    const auto meant = config::did_you_mean(name, names);
    problems_.push_back(at.problem("there is no other record '" + name + '\'',
                                   meant ? "did you mean '" + *meant + "'?" : "add it under 'records'"));
  }

  const Node& root_;
  Problems& problems_;
  std::shared_ptr<CompiledMapping> mapping_;
  std::map<std::string, std::size_t> index_;
};

std::shared_ptr<const CompiledMapping> compile_mapping(std::string_view yaml, const std::string& file,
                                                       Problems& problems) {
  const auto documents = config::parse_yaml(yaml, file, problems);
  if (documents.size() != 1 || !documents[0].is_map()) {
    if (problems.empty()) problems.push_back({file, 1, 1, {}, "a mapping file holds one mapping", {}});
    return nullptr;
  }
  return MappingCompiler(documents[0], problems).compile();
}

std::shared_ptr<const Mapping> Mapping::compile(std::string_view yaml, const std::string& file,
                                                Problems& problems) {
  Problems found;
  auto mapping = compile_mapping(yaml, file, found);
  const bool is_sound = found.empty();
  problems.insert(problems.end(), found.begin(), found.end());
  if (!is_sound) return nullptr;
  return mapping;
}

}  // namespace hub::mapping
