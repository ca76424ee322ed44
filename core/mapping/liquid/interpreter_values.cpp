// The part of Interpreter that evaluates expressions and filters.
#include <algorithm>
#include <array>

#include "core/mapping/liquid/comparison.hpp"
#include "core/mapping/liquid/filter_spec.hpp"
#include "core/mapping/liquid/interpreter.hpp"
#include "core/mapping/liquid/utf8.hpp"

namespace hub::mapping::liquid {
namespace {

constexpr std::size_t kArgumentsMax = 4;

}  // namespace

Cell Interpreter::pipeline(Index index) {
  const Pipeline& pipeline = program_.pipelines[index];
  Cell cell = expression(pipeline.expression);
  for (Index i = 0; i < pipeline.filters.count && !run_.failed(); ++i) {
    cell = filter(program_.filters[pipeline.filters.first + i], cell);
  }
  return cell;
}

Cell Interpreter::filter(const FilterCall& call, const Cell& input) {
  std::array<Cell, kArgumentsMax> arguments;
  DataClass read = input.data_class();
  for (Index i = 0; i < call.arguments.count; ++i) {
    arguments[i] = expression(program_.operands[call.arguments.first + i]);
    read = highest(read, arguments[i].data_class());
  }
  Cell keyword;
  if (call.keyword != kNone) {
    keyword = expression(call.keyword);
    read = highest(read, keyword.data_class());
  }
  run_.charge(1);
  const Cell result = call.spec->function(
      run_, {input, {arguments.data(), call.arguments.count}, call.keyword == kNone ? nullptr : &keyword});
  read = highest(read, run_.take_touched());
  if (run_.failed()) fail_at(call.at);
  switch (call.spec->lowering) {
    case Lowering::mask:
      return result.with_class(class_after_mask(read));
    case Lowering::redact:
      return result.with_class(class_after_redact(read));
    case Lowering::none:
      break;
  }
  return result.raised_to(read);
}

Cell Interpreter::expression(Index index) {
  const Expression& expression = program_.expressions[index];
  switch (expression.kind) {
    case Expression::Kind::literal:
      return program_.constants[expression.a];
    case Expression::Kind::path:
      return path(expression);
    case Expression::Kind::named:
      return named(expression);
    case Expression::Kind::range:
      return range(expression);
    case Expression::Kind::loop:
      return loop_value(expression);
  }
  return {};
}

Cell Interpreter::path(const Expression& expression) {
  return walk(slot(expression.a), expression.steps);
}

Cell Interpreter::slot(Index index) {
  if (!slot_known_[index]) {
    slot_known_[index] = true;
    if (const Value* global = globals_.find(program_.slot_names[index])) slots_[index] = *global;
  }
  return slots_[index];
}

Cell Interpreter::named(const Expression& expression) {
  const Cell name = this->expression(expression.a);
  if (!name.is_string()) return {};
  const std::string_view text = name.value.as_string();
  run_.charge(program_.slot_names.size());
  for (Index loop = expression.b; loop != kNone; loop = program_.loops[loop].parent) {
    if (program_.loops[loop].variable_name != text) continue;
    return walk(slot(program_.loops[loop].variable).raised_to(name.data_class()), expression.steps);
  }
  Cell root;
  const auto known = std::ranges::find(program_.slot_names, text);
  if (known != program_.slot_names.end() && !text.empty()) {
    root = slot(static_cast<Index>(known - program_.slot_names.begin()));
  } else if (const Value* global = globals_.find(text)) {
    root = *global;
  }
  return walk(root.raised_to(name.data_class()), expression.steps);
}

Cell Interpreter::walk(Cell cell, Range32 steps) {
  for (Index i = 0; i < steps.count; ++i) {
    if (cell.is_null()) return cell;
    cell = stride(cell, program_.steps[steps.first + i]);
  }
  return cell;
}

namespace {

// size, first and last of what has no member of that name.
Cell command(Run& run, const Cell& cell, std::string_view name) {
  const DataClass c = cell.data_class();
  const bool size = name == "size";
  const bool first = name == "first";
  if (!size && !first && name != "last") return {};
  if (cell.is_range()) {
    const auto count = cell.range_size();
    return Value::integer(size    ? static_cast<std::int64_t>(count)
                          : first ? cell.range_first()
                                  : cell.range_last(),
                          c);
  }
  if (cell.is_string()) {
    const std::string_view text = cell.value.as_string();
    run.charge(text.size() / 8);
    if (size) return Value::integer(static_cast<std::int64_t>(character_count(text)), c);
    return Value::string(first ? first_character(text) : last_character(text), c);
  }
  if (cell.is_array()) {
    const auto items = cell.value.as_array();
    if (size) return Value::integer(static_cast<std::int64_t>(items.size()), c);
    if (items.empty()) return {};
    return first ? items.front() : items.back();
  }
  if (!cell.is_object()) return {};
  const auto members = cell.value.as_object();
  if (size) return Value::integer(static_cast<std::int64_t>(members.size()), c);
  if (!first || members.empty()) return {};
  return pair_of(run.arena, members.front(), c);
}

Cell at_index(const Cell& cell, std::int64_t index) {
  if (!cell.is_array()) return Cell(Value().with_class(cell.data_class()));
  const auto items = cell.value.as_array();
  const auto size = static_cast<std::int64_t>(items.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return Cell(Value().with_class(cell.data_class()));
  return items[static_cast<std::size_t>(index)];
}

Cell at_key(Run& run, const Cell& cell, std::string_view key) {
  if (cell.is_object()) run.charge(cell.value.as_object().size() / 8);
  const Value* member = cell.plain() ? cell.value.find(key) : nullptr;
  return member ? Cell(*member) : Cell(Value().with_class(cell.data_class()));
}

}  // namespace

Cell Interpreter::stride(const Cell& cell, const Step& step) {
  switch (step.kind) {
    case Step::Kind::dotted:
      if (cell.is_object()) run_.charge(cell.value.as_object().size() / 8);
      if (const Value* member = cell.plain() ? cell.value.find(step.name) : nullptr) return *member;
      return command(run_, cell, step.name).raised_to(cell.data_class());
    case Step::Kind::key:
      return at_key(run_, cell, step.name);
    case Step::Kind::index:
      return at_index(cell, step.number);
    case Step::Kind::dynamic:
      break;
  }
  const Cell key = expression(step.expression);
  const DataClass c = key.data_class();
  if (key.is_string()) return at_key(run_, cell, key.value.as_string()).raised_to(c);
  if (key.is_integer()) return at_index(cell, key.value.as_integer()).raised_to(c);
  return Cell().with_class(c);
}

Cell Interpreter::range(const Expression& expression) {
  std::int64_t ends[2] = {0, 0};
  DataClass c = DataClass::none;
  for (int i = 0; i < 2; ++i) {
    const Cell end = this->expression(i == 0 ? expression.a : expression.b);
    c = highest(c, end.data_class());
    const bool literal =
        program_.expressions[i == 0 ? expression.a : expression.b].kind == Expression::Kind::literal;
    if (end.is_null()) continue;
    if (end.is_integer()) {
      ends[i] = end.value.as_integer();
    } else if (end.is_string() || (literal && end.is_number())) {
      const Number number = run_.number_of(end);
      ends[i] = round(number, 0, Rounding::down).value_or(Number()).integer;
    } else {
      run_.fail("the ends of a range must be whole numbers");
    }
    if (run_.failed()) fail_at(expression.at);
  }
  Value* kept = run_.arena.take_array<Value>(2);
  kept[0] = Value::integer(ends[0], c);
  kept[1] = Value::integer(ends[1], c);
  return {Value::array({kept, 2}, c), Cell::Tag::range};
}

}  // namespace hub::mapping::liquid
