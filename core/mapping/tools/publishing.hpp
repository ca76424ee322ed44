// What must hold before a mapping is used for new cases, whoever asks: the configuration at start, a person
// later. Any thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/problem.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/data_class.hpp"
#include "core/model/schema.hpp"

namespace hub::mapping {

struct PublishRules {
  std::string_view target_kind;               // of the target's connector: "salesforce"; empty: any
  std::optional<model::DataClass> max_class;  // the highest class the target may see; nothing: any
  const model::Schema* schema = nullptr;      // the target as it is; null: not known
  const CaseClasses* classes = nullptr;       // with what the tenant declares; null: the table alone
};

// Every reason against it, at once, with file, line, column and fix; none: it may be published.
config::Problems publish_problems(std::string_view yaml, const std::string& file, const PublishRules& rules);

// The target's objects that a mapping writes to; none when the text is no mapping.
std::set<std::string> objects_of(const Mapping& mapping);
std::set<std::string> objects_in(std::string_view yaml);

// What a mapping in use and its target, as it is now, disagree about; one line each, for people.
struct TargetFit {
  std::vector<std::string> findings;
  std::string blocking;  // the first that fails every record with the field; empty: records can pass
};
TargetFit fit(const Mapping& mapping, const model::Schema& schema);

// The failures of the tests beside a mapping file (NAME.test.yaml beside NAME.yaml), for people. Empty when
// they pass, or when there are none. Reads files.
std::string failing_tests_beside(const std::string& mapping_file);

// "NAME.test.yaml" for "NAME.yaml".
std::string test_file_beside(const std::string& mapping_file);

}  // namespace hub::mapping
