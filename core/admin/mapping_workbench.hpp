// What a person who writes a mapping sees beside it: problems, where data go, what it makes of a sample, how
// its tests do, what changes. The sample and what becomes of it are content: they are answered and wiped,
// never kept. Pure but for the test file that is read; one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/admin/json_writer.hpp"
#include "core/delivery/mapping_proposal.hpp"
#include "core/model/value.hpp"

namespace hub::admin {

struct PreviewRequest {
  std::string_view text;                 // the mapping
  std::string file;                      // its name, for messages
  const model::Value* sample = nullptr;  // an event, or its data; null: nothing is rendered
  bool runs_tests = false;               // those that stand beside the target's mapping file
  std::optional<std::string> before;     // the text it is compared with
};

void write_preview(const PreviewRequest& request, const delivery::MappingSite& site, JsonWriter& json);

// What completion needs, and the cases of the tests as samples.
void write_workbench(const delivery::MappingSite& site, JsonWriter& json);

// A target's objects and fields.
void write_schema(const model::Schema& schema, JsonWriter& json);

}  // namespace hub::admin
