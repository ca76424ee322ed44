// The reference page of the template language, made from what the compiler itself declares. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hub::mapping {

// One entry: a filter or a tag, what it does, and a template whose result the page shows.
struct LiquidEntry {
  std::string_view name, meaning, example;
};

const std::vector<LiquidEntry>& liquid_filter_entries();
const std::vector<LiquidEntry>& liquid_tag_entries();

// What `example` renders over the sample that the page shows; an error says so.
std::string liquid_example_result(std::string_view example);

// Markdown.
std::string liquid_reference_page();

}  // namespace hub::mapping
