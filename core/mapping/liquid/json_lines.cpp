#include "core/mapping/liquid/json_lines.hpp"

#include <istream>
#include <ostream>
#include <string>

#include "core/base/buffer.hpp"
#include "core/mapping/liquid/template.hpp"
#include "core/model/json.hpp"

namespace hub::mapping::liquid {
namespace {

void write_result(std::string_view text, Buffer& out) {
  out.append("{\"result\":");
  model::write_json_string(text, out);
  out.append("}\n");
}

void write_error(const SourceError& error, Buffer& out) {
  const std::string fix = error.fix.empty() ? "" : " (" + error.fix + ")";
  out.append("{\"error\":{\"line\":" + std::to_string(error.line) +
             ",\"column\":" + std::to_string(error.column) + ",\"message\":");
  model::write_json_string(error.message + fix, out);
  out.append("}}\n");
}

// False when the answer is an error.
bool answer(const model::Value& request, const JsonLinesOptions& options, model::Arena& arena, Buffer& out) {
  const model::Value* text = request.find("template");
  const model::Value* data = request.find("data");
  if (!text || !text->is_string() || (data && !data->is_object() && !data->is_null())) {
    return write_error({1, 1, "expected an object with \"template\" (text) and \"data\" (an object)", {}},
                       out),
           false;
  }
  const Compilation compiled = compile(text->as_string());
  if (!compiled.ok()) return write_error(*compiled.error, out), false;
  RenderContext context;
  context.event_time = options.now;
  context.time_zone = options.time_zone;
  Position at;
  const model::Value globals = data && data->is_object() ? *data : model::Value::object({});
  const auto rendered = compiled.result->render(globals, context, arena, &at);
  if (!rendered) return write_error({at.line, at.column, rendered.error().message, {}}, out), false;
  write_result(rendered->text, out);
  return true;
}

}  // namespace

std::size_t run_json_lines(std::istream& in, std::ostream& out, const JsonLinesOptions& options) {
  model::JsonParser parser;
  model::Arena arena;
  Buffer written;
  std::size_t errors = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto request = parser.parse(line, arena);
    if (!request) {
      write_error({1, 1, "the line is not JSON", {}}, written);
      ++errors;
    } else if (!answer(*request, options, arena, written)) {
      ++errors;
    }
    out << written.view() << std::flush;
    written.clear();
    arena.reset();
  }
  return errors;
}

}  // namespace hub::mapping::liquid
