// Which field of a case reaches which field of the target, and of what class it is on both sides: the record
// of processing that an auditor asks for. Pure functions; any thread.
#pragma once

#include <string>

#include "core/mapping/mapping_facts.hpp"

namespace hub::mapping {

// Markdown, one row for each pair of fields.
std::string dataflow_table(const MappingFacts& facts);
// A Mermaid flowchart.
std::string dataflow_mermaid(const MappingFacts& facts);

}  // namespace hub::mapping
