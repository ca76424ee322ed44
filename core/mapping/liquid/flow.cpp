#include "core/mapping/liquid/flow.hpp"

#include <algorithm>

#include "core/mapping/liquid/filter_spec.hpp"
#include "core/mapping/liquid/redactor.hpp"

namespace hub::mapping::liquid {

Flow::Flow(const Program& program, const ClassLookup* lookup, std::vector<PathRead>* reads)
    : program_(program),
      lookup_(lookup),
      reads_(reads),
      loop_classes_(program.loops.size(), DataClass::none) {}

DataClass Flow::run() {
  // A cycle may be turned by what stands behind it, through a loop: the second pass knows.
  pass();
  pass();
  return outputs_.front();
}

// Every instruction is looked at in the order of the text, whichever way conditions may go; a loop's again,
// until its variables hold nothing new.
void Flow::pass() {
  slots_.clear();
  for (const std::string_view name : program_.slot_names) {
    Known known;
    if (!name.empty()) known.path = Path{std::string(name)};
    slots_.push_back(std::move(known));
  }
  outputs_.assign(1, DataClass::none);
  control_ = DataClass::none;
  if (program_.condition_only) {
    read_condition(0);
    return emit(control_);
  }
  for (Index next = 0; next < program_.code.size();) {
    const Instruction& instruction = program_.code[next++];
    step(instruction, next);
  }
}

void Flow::step(const Instruction& instruction, Index& next) {
  switch (instruction.op) {
    case Op::text:
      if (instruction.b > 0) emit(DataClass::none);
      break;
    case Op::output:
      emit(class_of(pipeline(instruction.a)));
      break;
    case Op::assign:
      set(instruction.a, pipeline(instruction.b));
      break;
    case Op::capture_begin:
      outputs_.push_back(DataClass::none);
      break;
    case Op::capture_end:
      if (instruction.c == 1) break;
      set(instruction.a, {std::nullopt, outputs_.back()});
      outputs_.pop_back();
      break;
    case Op::branch_unless:
    case Op::branch_if:
      read_condition(instruction.a);
      break;
    case Op::scope_enter:
      scopes_.push_back(control_);
      break;
    case Op::scope_leave:
      if (instruction.c == 0) leave_scope(program_.scopes[instruction.a]);
      break;
    case Op::case_begin:
      control_ = highest(control_, class_of(expression(instruction.b)));
      break;
    case Op::when:
      read_list(program_.lists[instruction.b]);
      break;
    case Op::loop_begin:
      begin_loop(program_.loops[instruction.a]);
      break;
    case Op::loop_next:
      if (slots_ != loop_starts_.back()) {
        loop_starts_.back() = slots_;
        next = instruction.b;
      } else {
        loop_starts_.pop_back();
      }
      break;
    case Op::cycle:
      emit_cycle(program_.cycles[instruction.a]);
      break;
    default:
      break;
  }
}

void Flow::leave_scope(const Scope& scope) {
  for (const Index slot : scope.assigned) slots_[slot].extra = highest(slots_[slot].extra, control_);
  if (scope.emits) emit(control_);
  if (!scope.jumps) control_ = scopes_.back();
  scopes_.pop_back();
}

void Flow::begin_loop(const Loop& loop) {
  DataClass c = loop.from_cursor ? sequence_ : DataClass::none;
  for (const Index part : {loop.limit, loop.offset}) {
    if (part != kNone) c = highest(c, class_of(expression(part)));
  }
  Known items = expression(loop.collection);
  c = highest(c, count_class(items));
  control_ = highest(control_, c);
  sequence_ = highest(sequence_, control_);
  loop_classes_[static_cast<std::size_t>(&loop - program_.loops.data())] = c;
  slots_[loop.variable] = with_step(std::move(items), "[]");
  loop_starts_.push_back(slots_);
}

void Flow::emit_cycle(const Cycle& cycle) {
  if (cycle.name != kNone) sequence_ = highest(sequence_, class_of(expression(cycle.name)));
  sequence_ = highest(sequence_, control_);
  emit(sequence_);
  for (Index i = 0; i < cycle.items.count; ++i) {
    emit(class_of(expression(program_.operands[cycle.items.first + i])));
  }
}

// How often a loop turns tells how many items there are, no more: their contents count where they are read.
DataClass Flow::count_class(Known items) const {
  if (items.path) items.path->emplace_back("size");
  return class_of(items);
}

void Flow::emit(DataClass c) {
  outputs_.back() = highest(outputs_.back(), highest(c, control_));
}

// A variable's value is replaced where the assignment always happens, else it may also be the old one.
void Flow::set(Index slot, Known value) {
  Known& known = slots_[slot];
  value.extra = highest(value.extra, control_);
  const bool always = scopes_.empty() && outputs_.size() == 1;
  if (always || known == value) {
    known = std::move(value);
  } else if (known.path == value.path) {
    known.extra = highest(known.extra, value.extra);
  } else {
    known = {std::nullopt, highest(class_of(known), class_of(value))};
  }
}

void Flow::read_condition(Index condition) {
  const Range32 tests = program_.conditions[condition];
  for (Index i = tests.first; i < tests.first + tests.count; ++i) {
    const Test& test = program_.tests[i];
    control_ = highest(control_, class_of(expression(test.left)));
    if (test.right != kNone) control_ = highest(control_, class_of(expression(test.right)));
  }
}

void Flow::read_list(Range32 operands) {
  for (Index i = 0; i < operands.count; ++i) {
    control_ = highest(control_, class_of(expression(program_.operands[operands.first + i])));
  }
}

Flow::Known Flow::pipeline(Index index) {
  const Pipeline& pipeline = program_.pipelines[index];
  Known known = expression(pipeline.expression);
  for (Index i = 0; i < pipeline.filters.count; ++i) {
    known = filter(program_.filters[pipeline.filters.first + i], std::move(known));
  }
  return known;
}

Flow::Known Flow::filter(const FilterCall& call, Known input) {
  DataClass arguments = DataClass::none;
  for (Index i = 0; i < call.arguments.count; ++i) {
    arguments = highest(arguments, class_of(expression(program_.operands[call.arguments.first + i])));
  }
  if (call.keyword != kNone) arguments = highest(arguments, class_of(expression(call.keyword)));
  Known result = selected(call, std::move(input));
  result.extra = highest(result.extra, arguments);
  if (call.spec->lowering == Lowering::none) return result;
  const DataClass before = class_of(result);
  return {std::nullopt,
          call.spec->lowering == Lowering::mask ? class_after_mask(before) : class_after_redact(before)};
}

// The part of the input that the filter's result is, before its arguments.
Flow::Known Flow::selected(const FilterCall& call, Known input) {
  std::optional<std::string_view> property;
  if (call.arguments.count > 0) property = literal_text(program_.operands[call.arguments.first]);
  const bool known = input.path.has_value();
  if (known && call.spec->selects == Selects::property && property) {
    Known result = with_step(with_step(std::move(input), "[]"), *property);
    record(result, call.at);
    return {std::nullopt, class_of(result)};
  }
  if (call.spec->selects == Selects::count) return {std::nullopt, count_class(std::move(input))};
  const bool keeps = call.spec->selects == Selects::same || call.spec->selects == Selects::element;
  if (!known || !keeps) return {std::nullopt, class_of(input)};
  const bool by_all = call.arguments.count == 0 && call.spec->name != "reverse" &&
                      call.spec->name != "first" && call.spec->name != "last";
  if (by_all) return {std::nullopt, class_of(input)};
  if (call.arguments.count > 0 && call.spec->name != "slice") {
    const Known by = property ? with_step(with_step(input, "[]"), *property) : input;
    record(by, call.at);
    input.extra = highest(input.extra, class_of(by));
  }
  return call.spec->selects == Selects::element ? with_step(std::move(input), "[]") : input;
}

std::optional<std::string_view> Flow::literal_text(Index expression) const {
  const Expression& found = program_.expressions[expression];
  if (found.kind != Expression::Kind::literal) return std::nullopt;
  const Cell& constant = program_.constants[found.a];
  if (!constant.is_string()) return std::nullopt;
  return constant.value.as_string();
}

Flow::Known Flow::expression(Index index) {
  const Expression& expression = program_.expressions[index];
  switch (expression.kind) {
    case Expression::Kind::literal:
      return {};
    case Expression::Kind::range:
      return {std::nullopt,
              highest(class_of(this->expression(expression.a)), class_of(this->expression(expression.b)))};
    case Expression::Kind::loop:
      return expression.a == kNone ? Known() : Known{std::nullopt, loop_classes_[expression.a]};
    case Expression::Kind::path: {
      Known known = stepped(slots_[expression.a], expression.steps);
      record(known, expression.at);
      return known;
    }
    case Expression::Kind::named:
      break;
  }
  // The name is not known before the run: it may be anything at all.
  Known known{Path{"[]"}, class_of(this->expression(expression.a))};
  for (const Known& slot : slots_) known.extra = highest(known.extra, class_of(slot));
  known = stepped(std::move(known), expression.steps);
  record(known, expression.at);
  return known;
}

Flow::Known Flow::stepped(Known known, Range32 steps) {
  for (Index i = 0; i < steps.count; ++i) {
    const Step& step = program_.steps[steps.first + i];
    switch (step.kind) {
      case Step::Kind::dotted:
        known = with_step(std::move(known), step.name == "first" || step.name == "last" ? "[]" : step.name);
        break;
      case Step::Kind::key:
        known = with_step(std::move(known), step.name);
        break;
      case Step::Kind::index:
        known = with_step(std::move(known), "[]");
        break;
      case Step::Kind::dynamic: {
        const DataClass key = class_of(expression(step.expression));
        known = with_step(std::move(known), "[]");
        known.extra = highest(known.extra, key);
      }
    }
  }
  return known;
}

Flow::Known Flow::with_step(Known known, std::string_view name) {
  if (known.path) known.path->emplace_back(name);
  return known;
}

DataClass Flow::class_of(const Known& known) const {
  return known.path && lookup_ ? highest(known.extra, (*lookup_)(*known.path)) : known.extra;
}

void Flow::record(const Known& known, Index at) {
  if (!reads_ || !known.path) return;
  PathRead read{*known.path, program_.position_of(at)};
  const bool again = std::ranges::any_of(*reads_, [&read](const PathRead& old) {
    return old.at.line == read.at.line && old.at.column == read.at.column && old.path == read.path;
  });
  if (!again) reads_->push_back(std::move(read));
}

}  // namespace hub::mapping::liquid
