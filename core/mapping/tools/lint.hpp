// Reads a mapping file as a careful colleague would: everything that is wrong or risky, at once, with place
// and fix. Pure functions; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/config/problem.hpp"
#include "core/mapping/mapping_facts.hpp"
#include "core/model/data_class.hpp"
#include "core/model/schema.hpp"

namespace hub::mapping {

struct LintOptions {
  const model::Schema* schema = nullptr;      // the target as it is; null: not checked
  std::optional<model::DataClass> max_class;  // the highest class the target may see; nothing: not checked
  const CaseClasses* classes = nullptr;       // with what the tenant declares; null: the table alone
};

struct LintReport {
  config::Problems problems;
  std::shared_ptr<const CompiledMapping> mapping;  // null when the file could not be read as a mapping
  MappingFacts facts;                              // refers to `mapping`
};

LintReport lint(std::string_view yaml, const std::string& file, const LintOptions& options = {});

// For people: the problems, then the fields of the case that are read, then each field with class and size.
std::string lint_text(const LintReport& report);
// The same as one JSON object.
std::string lint_json(const LintReport& report);

}  // namespace hub::mapping
