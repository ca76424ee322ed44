// The tests that stand beside a mapping, as written: NAME.test.yaml. Values; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/config/yaml.hpp"
#include "core/mapping/tools/value_diff.hpp"
#include "core/model/arena.hpp"
#include "core/model/data_class.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

struct ExpectedRecord {
  std::string record;
  std::optional<std::int64_t> part;
  std::optional<std::string> parent;  // the name of the record it links to
  std::optional<std::string> attach_id;
  std::optional<model::Value> match;
  model::Value fields;
  Match fields_match = Match::includes;
};

struct ExpectedError {
  std::string code;
  std::string field;  // "case.Subject"; empty: any
};

struct MappingTest {
  std::string name;
  config::Node node;
  model::Value data;
  WallTime at{};
  std::string time_zone = "UTC";
  std::optional<model::DataClass> max_class;
  std::vector<ExpectedRecord> records;
  std::optional<ExpectedError> error;
};

struct TestFile {
  std::string mapping_path;
  std::vector<MappingTest> tests;
  std::shared_ptr<model::Arena> arena;  // what the values live in
};

// Reads a test file and the cases it names. Only to be used when no problem was added.
TestFile load_test_file(const std::string& path, config::Problems& problems);

}  // namespace hub::mapping
