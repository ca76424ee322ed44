// Runs a mapping on a case for tests: YAML and JSON in, JSON out. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/json.hpp"

namespace hub::mapping::tests {

inline std::string to_json(const model::Value& value) {
  Buffer out;
  model::write_json(value, out);
  return std::string(out.view());
}

// Each ends its line.
inline std::string lines_of(const config::Problems& problems) {
  return problems.empty() ? "" : config::all_texts(problems) + '\n';
}

inline std::shared_ptr<const Mapping> compile(const std::string& yaml) {
  config::Problems problems;
  auto mapping = Mapping::compile(yaml, "m.yaml", problems);
  if (!mapping) throw std::runtime_error(lines_of(problems));
  return mapping;
}

inline std::string problems_of(const std::string& yaml) {
  config::Problems problems;
  const auto mapping = Mapping::compile(yaml, "m.yaml", problems);
  return lines_of(problems);
}

// One run, with everything the records point to.
struct Run {
  std::array<std::byte, 32> id_key{};
  model::Arena arena;
  model::JsonParser parser;
  std::shared_ptr<const Mapping> mapping;
  std::vector<model::Record> records;
  Error error;
  bool ok = false;

  explicit Run(const std::string& yaml, const std::string& data = R"({"case":{"id":"C-1"}})",
               std::optional<model::DataClass> max_class = {})
      : mapping(compile(yaml)) {
    run(data, max_class);
  }

  void run(const std::string& data, std::optional<model::DataClass> max_class = {},
           const redaction::Profile* redaction = nullptr) {
    const auto value = parser.parse(data, arena);
    if (!value.ok()) throw std::runtime_error("the test's case is no JSON");
    MapContext context{id_key,   WallTime(milliseconds(1'700'000'000'000)), "UTC", {}, {}, {}, {}, max_class,
                       redaction};
    auto made = mapping->map(*value, context, arena);
    ok = made.ok();
    if (ok) {
      records = std::move(*made);
    } else {
      error = made.error();
    }
  }

  std::string fields(std::size_t index = 0) const {
    if (!ok) return "error: " + error.code + ": " + error.message;
    return index < records.size() ? to_json(records[index].fields) : "no such record";
  }
};

// A mapping of one record with these lines (indented by six) as its fields.
inline std::string with_fields(const std::string& fields) {
  return "mapping: m\ntarget: t\nrecords:\n  r:\n    object: O\n    key: K\n    fields:\n" + fields;
}

}  // namespace hub::mapping::tests
