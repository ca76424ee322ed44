// Everything a mapping can write and reads, record by record: what lint, data flow and diff are made from.
// Values; any thread, as long as the mapping lives.
#pragma once

#include <string>
#include <vector>

#include "core/mapping/compiled_mapping.hpp"
#include "core/mapping/facts.hpp"

namespace hub::mapping {

struct RecordFacts {
  const RecordPlan* plan = nullptr;
  const model::RecordShape* shape = nullptr;
  std::vector<FieldFacts> fields;  // the key and the link are not among them
  // Of the values that a record is looked up by: attach and match.
  model::DataClass identity_class = model::DataClass::none;
  std::set<std::string> identity_reads;
};

struct MappingFacts {
  std::vector<RecordFacts> records;
  std::vector<CaseRead> reads;
  std::vector<FactCollector::Use> filters, tables, redacted;

  // Each field of the case once, in order: "case.id".
  std::set<std::string> fields_read() const;
};

MappingFacts facts_of(const CompiledMapping& mapping, const CaseClasses& classes = CaseClasses::usual());

}  // namespace hub::mapping
