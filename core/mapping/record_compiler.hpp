// Compiles one entry of `records`. Private to core/mapping. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/config/yaml.hpp"
#include "core/mapping/record_plan.hpp"
#include "core/model/arena.hpp"
#include "core/model/record.hpp"

namespace hub::mapping {

struct CompiledRecord {
  RecordPlan plan;
  model::RecordShape shape;
  // To be found among the other records once all are compiled.
  std::string parent_name;
  config::Node parent_node;
};

class RecordCompiler {
 public:
  // Constants are kept in `constants`, which must outlive the result.
  RecordCompiler(const std::string& name, const config::Node& node, model::Arena& constants,
                 config::Problems& problems);

  // Only to be used when no problem was added.
  CompiledRecord compile();

 private:
  void read_identity();
  void read_parent();
  void read_redact();
  void read_overflow();
  void read_fields();
  void read_repeat();
  void read_split();
  void read_attach();
  void read_match();
  void read_compare();
  void check_rules_used();

  std::string read_text(const config::Node& map, const std::string& key, bool required);
  std::optional<std::size_t> read_limit(const config::Node& map, bool required);
  LengthUnit read_unit(const config::Node& map);
  template <class Choice>
  Choice read_choice(const config::Node& map, const std::string& key, Choice fallback,
                     const std::vector<std::pair<std::string, Choice>>& choices);
  std::optional<RepeatPlan> read_list(const config::Node& map);
  ExpressionPtr read_expression(const config::Node& map, const std::string& key, ExpressionKind kind);
  const TextRules* rules_for(const std::string& path);
  void report(config::Problem problem) { problems_.push_back(std::move(problem)); }
  bool is_field(const std::string& path) const;

  struct RedactEntry {
    config::Node node;
    redaction::Instruction instruction;
    bool used = false;
  };

  const config::Node& node_;
  model::Arena& constants_;
  config::Problems& problems_;
  CompiledRecord record_;
  std::map<std::string, RedactEntry> redact_;
  std::set<std::string> overflow_used_;
};

}  // namespace hub::mapping
