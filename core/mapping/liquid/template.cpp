#include "core/mapping/liquid/template.hpp"

#include <algorithm>

#include "core/mapping/liquid/block_compiler.hpp"
#include "core/mapping/liquid/expression_parser.hpp"
#include "core/mapping/liquid/flow.hpp"
#include "core/mapping/liquid/interpreter.hpp"
#include "core/mapping/liquid/items.hpp"
#include "core/mapping/liquid/utf8.hpp"

namespace hub::mapping::liquid {
namespace {

bool is_single_output(const Program& program) {
  return program.code.size() == 2 && program.code[0].op == Op::output;
}

void compile_expression(CompileState& state) {
  ExpressionParser parser(state, state.program.source, 0);
  const Index pipeline = parser.pipeline();
  state.program.code = {{.op = Op::output, .a = pipeline}, {.op = Op::halt}};
}

void compile_condition(CompileState& state) {
  ExpressionParser parser(state, state.program.source, 0);
  parser.condition();
  state.program.condition_only = true;
}

void compile_by_syntax(CompileState& state) {
  switch (state.options.syntax) {
    case Syntax::text:
      BlockCompiler(state).compile_template();
      break;
    case Syntax::expression:
      compile_expression(state);
      break;
    case Syntax::condition:
      compile_condition(state);
      break;
  }
}

Error error_of(const Failure& failure, Position at) {
  std::string message =
      "line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": " + failure.message;
  if (failure.limit.empty()) return invalid_error("liquid", std::move(message));
  Error error = invalid_error("limit", std::move(message));
  error.fields.emplace_back(failure.limit);
  return error;
}

Error failed(const Program& program, const Run& run, Index at, Position* failed_at) {
  const Position position = program.position_of(at == kNone ? 0 : at);
  if (failed_at) *failed_at = position;
  return error_of(run.failure(), position);
}

// As JSON what only templates know: a range as its numbers, `empty` and `blank` as no text. A container
// leaves with the class of all that it holds.
Value json_value(Run& run, const Cell& cell) {
  if (cell.is_range()) return Value::array(items_of(run, cell), cell.data_class());
  if (cell.is_word()) return Value::string("", cell.data_class());
  return cell.value.with_class(run.deep_class_of(cell));
}

}  // namespace

Position Program::position_of(Index at) const {
  const std::string_view before = std::string_view(source).substr(0, at);
  const std::size_t line_end = before.rfind('\n');
  const std::string_view line = line_end == std::string_view::npos ? before : before.substr(line_end + 1);
  return {static_cast<int>(std::ranges::count(before, '\n')) + 1,
          static_cast<int>(character_count(line)) + 1};
}

Template::Template(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Template::~Template() = default;

bool Template::is_expression() const {
  return program_->single_output || program_->condition_only;
}

const Analysis& Template::analysis() const {
  return program_->analysis;
}

model::DataClass Template::class_of(const ClassLookup& lookup) const {
  return Flow(*program_, &lookup, nullptr).run();
}

Result<Rendered> Template::render(const model::Value& globals, const RenderContext& context,
                                  model::Arena& arena, Position* failed_at) const {
  Run run(context, arena);
  Interpreter interpreter(*program_, globals, run);
  TextBuilder out = run.text_builder();
  if (program_->condition_only) {
    const Cell holds = interpreter.evaluate_only();
    run.write(holds, out);
    out.raise(holds.data_class());
  } else {
    interpreter.execute(out);
  }
  if (out.over_limit()) run.fail_limit("output_bytes");
  if (run.failed()) return failed(*program_, run, interpreter.failed_at(), failed_at);
  return Rendered{out.view(), out.data_class()};
}

Result<model::Value> Template::evaluate(const model::Value& globals, const RenderContext& context,
                                        model::Arena& arena, Position* failed_at) const {
  if (!is_expression()) {
    const auto rendered = render(globals, context, arena, failed_at);
    if (!rendered) return rendered.error();
    return Value::string(rendered->text, rendered->data_class);
  }
  Run run(context, arena);
  Interpreter interpreter(*program_, globals, run);
  const Value value = json_value(run, interpreter.evaluate_only());
  if (run.failed()) return failed(*program_, run, interpreter.failed_at(), failed_at);
  return value;
}

Compilation compile(std::string_view text, const CompileOptions& options) {
  auto program = std::make_unique<Program>();
  if (text.size() > options.source_bytes_max) {
    return {nullptr, SourceError{1,
                                 1,
                                 "the template is longer than " + std::to_string(options.source_bytes_max) +
                                     " bytes (limit: source_bytes)",
                                 {}}};
  }
  program->source = text;
  CompileState state(*program, options);
  if (!is_valid_utf8(text)) state.fail(0, "the template is not valid UTF-8");
  if (!state.failed()) compile_by_syntax(state);
  if (state.failed()) return {nullptr, state.error()};
  program->single_output = is_single_output(*program);
  std::vector<PathRead> reads;
  Flow(*program, nullptr, &reads).run();
  program->analysis.reads = std::move(reads);
  return {std::make_shared<const Template>(std::move(program)), std::nullopt};
}

}  // namespace hub::mapping::liquid
