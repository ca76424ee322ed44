// Makes the records of one case from the compiled plans. Private to core/mapping. One thread; lives for one
// map().
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/mapping/mapping.hpp"
#include "core/mapping/record_plan.hpp"
#include "core/mapping/scope.hpp"
#include "core/model/record.hpp"

namespace hub::mapping {

class RecordMaker {
 public:
  RecordMaker(const std::vector<RecordPlan>& plans, const std::vector<model::RecordShape>& shapes,
              const MapContext& context, std::string_view case_id, Scope& scope);

  Result<std::vector<model::Record>> make_all();

 private:
  Result<void> make(std::size_t index);
  Result<void> make_repeated(const RepeatPlan& repeat);
  Result<void> make_split(const SplitPlan& split);
  Result<void> make_overflow(const OverflowRule& rule);
  // One record from the fields under the names bound at this point. `split_part` is the text of the split
  // field.
  Result<void> add_record(std::uint32_t part, const liquid::Rendered* split_part);
  std::string_view key_of(const RecordPlan& plan, std::uint32_t part) const;
  Result<void> add_identity(model::Record& record);
  Result<model::Value> match_values();
  Result<void> check_classes(const model::Record& record) const;
  Error at_record(Error error) const;
  Error at_setting(Error error, std::string_view setting) const;

  const std::vector<RecordPlan>& plans_;
  const std::vector<model::RecordShape>& shapes_;
  const MapContext& context_;
  std::string_view case_id_;
  Scope& scope_;
  std::vector<model::Record> records_;
  std::vector<std::string_view> keys_;  // of each plan's record; empty: it was not made
  std::size_t at_ = 0;                  // the plan being worked on
};

}  // namespace hub::mapping
