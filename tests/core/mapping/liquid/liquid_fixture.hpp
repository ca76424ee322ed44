// What the tests of the template language share: a template and JSON data in, text or an error's message out.
#pragma once

#include <string>
#include <string_view>

#include "core/mapping/liquid/template.hpp"
#include "core/model/json.hpp"

namespace hub::mapping::liquid::test {

inline constexpr model::DataClass kNone = model::DataClass::none;

// 14 March 2016, 10:20:30.123 UTC.
inline WallTime fixed_now() {
  return WallTime(milliseconds(1'457'950'830'123));
}

struct Outcome {
  std::string text;  // or the error's message
  bool failed = false;
  Position at;
  std::string code;  // of a failed render
  model::DataClass data_class = kNone;
};

inline Outcome run(std::string_view text, std::string_view json = "{}", RenderContext context = {},
                   model::DataClass data_class = kNone, const CompileOptions& options = {}) {
  const Compilation compiled = compile(text, options);
  if (!compiled.ok()) {
    const std::string fix = compiled.error->fix.empty() ? "" : " (" + compiled.error->fix + ")";
    return {
        compiled.error->message + fix, true, {compiled.error->line, compiled.error->column}, "syntax", kNone};
  }
  model::Arena arena;
  model::JsonParser parser;
  const auto data = parser.parse(json, arena, data_class);
  if (!data) return {"the test's data is not JSON", true, {}, "test", kNone};
  if (context.event_time == WallTime{}) context.event_time = fixed_now();
  Position at;
  const auto rendered = compiled.result->render(*data, context, arena, &at);
  if (!rendered) return {rendered.error().message, true, at, rendered.error().code, kNone};
  return {std::string(rendered->text), false, {}, {}, rendered->data_class};
}

// The text, or "error: " and the message.
inline std::string render(std::string_view text, std::string_view json = "{}",
                          const RenderContext& context = {}) {
  const Outcome outcome = run(text, json, context);
  return outcome.failed ? "error: " + outcome.text : outcome.text;
}

}  // namespace hub::mapping::liquid::test
