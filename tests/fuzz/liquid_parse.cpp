// Any bytes as a template, an expression and a condition: compile() answers, and what it accepts can be
// analysed.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/mapping/liquid/template.hpp"

namespace {

using namespace hub::mapping::liquid;

void compile_as(std::string_view text, Syntax syntax) {
  CompileOptions options;
  options.syntax = syntax;
  const Compilation compiled = compile(text, options);
  HUB_ASSERT(compiled.ok() != compiled.error.has_value());
  if (!compiled.ok()) {
    HUB_ASSERT(compiled.error->line >= 1 && compiled.error->column >= 1 && !compiled.error->message.empty());
    return;
  }
  const auto free_text = [](const Path&) { return hub::model::DataClass::free_text; };
  static_cast<void>(compiled.result->class_of(free_text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  compile_as(text, Syntax::text);
  compile_as(text, Syntax::expression);
  compile_as(text, Syntax::condition);
  return 0;
}
