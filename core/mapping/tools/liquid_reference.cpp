#include "core/mapping/tools/liquid_reference.hpp"

#include <array>

#include "core/mapping/liquid/filter_spec.hpp"
#include "core/mapping/liquid/tag_names.hpp"
#include "core/mapping/liquid/template.hpp"
#include "core/model/json.hpp"

namespace hub::mapping {

namespace {

constexpr std::string_view kSample = R"({
  "case": {"id": "C-1", "category": "finance", "channel": "chat", "closed_at": "2026-07-01T21:43:47Z"},
  "visitor": {"email": "kim@example.com"},
  "survey": {"score": 4},
  "tags": ["vip", "app", "vip"],
  "web": {"page": "https://www.example.com/help?mail=kim#top"},
  "transcript": {"messages": [
    {"role": "visitor", "text": "Hello"}, {"role": "agent", "text": "Good day"}, {"role": "visitor", "text": "Bye"}]}
})";
constexpr std::string_view kTables = R"({"priority": {"finance": "High"}})";

constexpr std::string_view kIntroduction = R"(# The template language

Printed by `hubctl mapping reference` from what the compiler knows. What stands in a mapping's fields
is [Liquid](https://shopify.github.io/liquid/): `{{ value | filter: argument }}` writes a value, `{% tag %}` decides.
A `-` inside either bracket takes away the white space on that side. Unknown filters and tags, wrong arguments and
malformed templates are mistakes, told with line and column. A name that the case does not have is written as nothing.

The examples are rendered over this case, with the table `priority: {finance: High}`; ⏎ stands for a new line.

```json
)";

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      line += "⏎";
    } else if (c == '|') {
      line += "\\|";  // else it would end the table's cell
    } else {
      line += c;
    }
  }
  return line;
}

std::string code(std::string_view text) {
  return text.empty() ? std::string() : "`" + one_line(text) + "`";
}

std::string row(const LiquidEntry& entry, std::string_view heading) {
  return "| " + code(heading) + " | " + one_line(entry.meaning) + " | " + code(entry.example) + " | " +
         code(liquid_example_result(entry.example)) + " |\n";
}

// "truncate: 1, 2 (both optional)" as the compiler counts them: "truncate: [a], [b]".
std::string signature(const liquid::FilterSpec& filter) {
  std::string text(filter.name);
  constexpr std::array kNames = {"a", "b", "c", "d"};
  for (std::size_t i = 0; i < filter.arguments_max; ++i) {
    text += i == 0 ? ": " : ", ";
    const std::string name = kNames.at(i);
    text += i < filter.arguments_min ? name : '[' + name + ']';
  }
  if (!filter.keyword.empty()) {
    text += (filter.arguments_max == 0 ? ": [" : ", [") + std::string(filter.keyword) + ": true]";
  }
  return text;
}

}  // namespace

std::string liquid_example_result(std::string_view example) {
  model::Arena arena;
  model::JsonParser parser;
  const auto data = parser.parse(kSample, arena);
  const auto compiled = liquid::compile(example);
  if (!compiled.ok()) return "error: " + compiled.error->message;
  constexpr std::array<std::byte, 32> kKey{};
  liquid::RenderContext context;
  context.event_time = WallTime(milliseconds(1'782'942'227'000));
  context.tables = *parser.parse(kTables, arena);
  context.token_key.emplace(kKey);
  const auto rendered = compiled.result->render(*data, context, arena);
  return rendered ? std::string(rendered->text) : "error: " + rendered.error().message;
}

std::string liquid_reference_page() {
  std::string page(kIntroduction);
  page.append(kSample).append(
      "\n```\n\n## Tags\n\n| tag | meaning | example | writes |\n|---|---|---|---|\n");
  for (const LiquidEntry& entry : liquid_tag_entries()) page += row(entry, entry.name);
  page += "\nLeft out, and refused: ";
  std::string_view comma;
  for (const std::string_view tag : liquid::refused_tags()) {
    page.append(comma).append("`").append(tag).append("`");
    comma = ", ";
  }
  page += ".\n\n## Filters\n\nArguments in brackets may be left out.\n\n";
  page += "| filter | meaning | example | writes |\n|---|---|---|---|\n";
  for (const LiquidEntry& entry : liquid_filter_entries()) {
    if (const auto* filter = liquid::find_filter(entry.name)) page += row(entry, signature(*filter));
  }
  return page;
}

}  // namespace hub::mapping
