// A mapping file as the hub runs it: the plans of its records and what they share. Private to core/mapping;
// its tools look inside, everyone else sees Mapping.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/mapping/mapping.hpp"
#include "core/mapping/owners.hpp"
#include "core/mapping/record_plan.hpp"

namespace hub::mapping {

class CompiledMapping final : public Mapping {
 public:
  const std::string& name() const override { return name_; }
  const std::string& target_kind() const override { return target_kind_; }
  const std::vector<model::RecordShape>& shapes() const override { return shapes_; }
  bool takes_late_news() const override { return std::ranges::any_of(plans_, &RecordPlan::is_late); }
  Result<std::vector<model::Record>> map(const model::Value& data, const MapContext& context,
                                         model::Arena& arena) const override;

  // In the order of shapes().
  const std::vector<RecordPlan>& plans() const { return plans_; }
  const Owners& owners() const { return owners_; }
  const std::vector<std::string>& extra_fields() const { return extra_fields_; }
  const model::Value& tables() const { return tables_; }
  const std::string& description() const { return description_; }
  // Its target line in the file, for problems that concern the target as a whole.
  const config::Node& target_node() const { return target_node_; }

 private:
  friend class MappingCompiler;

  model::Arena constants_{4 * 1024};
  std::string name_, target_kind_, description_, time_zone_;
  config::Node target_node_;
  std::vector<std::string> extra_fields_;
  model::Value tables_ = model::Value::object({});
  Owners owners_;
  std::vector<RecordPlan> plans_;
  std::vector<model::RecordShape> shapes_;
};

// As Mapping::compile(); what could be compiled is returned beside the problems, for tools that look on.
std::shared_ptr<const CompiledMapping> compile_mapping(std::string_view yaml, const std::string& file,
                                                       config::Problems& problems);

}  // namespace hub::mapping
