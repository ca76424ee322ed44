#include "core/mapping/liquid/interpreter.hpp"

#include <algorithm>

#include "core/mapping/liquid/comparison.hpp"

namespace hub::mapping::liquid {
namespace {

template <class T>
std::span<T> make(model::Arena& arena, std::size_t count) {
  const std::span<T> made(arena.take_array<T>(count), count);
  std::uninitialized_value_construct(made.begin(), made.end());
  return made;
}

}  // namespace

Interpreter::Interpreter(const Program& program, const Value& globals, Run& run)
    : program_(program),
      globals_(globals),
      run_(run),
      slots_(make<Cell>(run.arena, program.slot_names.size())),
      slot_known_(make<bool>(run.arena, program.slot_names.size())),
      loops_(make<LoopState>(run.arena, program.loop_depth)),
      cursors_(make<Cursor>(run.arena, program.cursor_count)),
      captures_(&run.arena),
      scopes_(&run.arena),
      cycles_(&run.arena) {}

void Interpreter::fail_at(Index at) {
  if (failed_at_ == kNone) failed_at_ = at;
}

bool Interpreter::execute(TextBuilder& out) {
  result_ = out_ = &out;
  Index next = 0;
  while (true) {
    const Instruction& instruction = program_.code[next++];
    if (instruction.op == Op::halt) return true;
    run_.charge(1);
    if (!step(instruction, next)) {
      fail_at(instruction.at);
      return false;
    }
  }
}

Cell Interpreter::evaluate_only() {
  if (program_.condition_only) {
    const bool holds = condition(0);
    return Value::boolean(holds, control_);
  }
  return pipeline(program_.code.front().a);
}

// The instructions that make up nearly all of a run; step_block() has the rest.
bool Interpreter::step(const Instruction& instruction, Index& next) {
  switch (instruction.op) {
    case Op::text:
      write_text(instruction);
      break;
    case Op::output:
      write_output(instruction);
      break;
    case Op::assign:
      set_slot(instruction.a, pipeline(instruction.b));
      break;
    case Op::jump:
      next = instruction.a;
      break;
    case Op::branch_unless:
      if (!condition(instruction.a)) next = instruction.b;
      break;
    case Op::branch_if:
      if (condition(instruction.a)) next = instruction.b;
      break;
    case Op::scope_enter:
      scopes_.push_back(control_);
      break;
    case Op::scope_leave:
      leave_scope(program_.scopes[instruction.a]);
      break;
    case Op::loop_begin:
      if (!begin_loop(program_.loops[instruction.a])) next = instruction.b;
      break;
    case Op::loop_next:
      if (next_turn(program_.loops[instruction.a])) next = instruction.b;
      break;
    default:
      return step_block(instruction, next);
  }
  return !run_.failed();
}

bool Interpreter::step_block(const Instruction& instruction, Index& next) {
  switch (instruction.op) {
    case Op::capture_begin:
      captures_.push_back(run_.text_builder());
      out_ = &captures_.back();
      break;
    case Op::capture_end: {
      const TextBuilder captured = captures_.back();
      captures_.pop_back();
      out_ = captures_.empty() ? result_ : &captures_.back();
      set_slot(instruction.a, run_.finish(captured).raised_to(captured.data_class()));
      break;
    }
    case Op::case_begin:
      begin_case(instruction);
      break;
    case Op::when:
      if (!match_when(instruction)) next = instruction.c;
      break;
    case Op::when_again: {
      Cell& left = slots_[instruction.a + 2];
      left = Value::integer(left.value.as_integer() - 1);
      if (left.value.as_integer() > 0) next = instruction.b;
      break;
    }
    case Op::case_else:
      if (slots_[instruction.a + 1].truthy()) next = instruction.b;
      break;
    case Op::cycle:
      write_cycle(program_.cycles[instruction.a]);
      break;
    default:
      break;
  }
  return !run_.failed();
}

void Interpreter::write_text(const Instruction& instruction) {
  if (instruction.b == 0) return;
  run_.charge(instruction.b / 8);
  out_->append(std::string_view(program_.source).substr(instruction.a, instruction.b));
  out_->raise(control_);
  if (out_->over_limit()) run_.fail_limit("output_bytes");
}

void Interpreter::write_output(const Instruction& instruction) {
  emit(pipeline(instruction.a));
}

void Interpreter::emit(const Cell& cell) {
  const std::size_t before = out_->size();
  if (cell.is_string()) {
    out_->append(cell.value.as_string());
  } else {
    run_.write(cell, *out_);
    out_->raise(run_.take_touched());
  }
  run_.charge((out_->size() - before) / 8);
  out_->raise(highest(cell.data_class(), control_));
  if (out_->over_limit()) run_.fail_limit("output_bytes");
}

void Interpreter::set_slot(Index index, const Cell& cell) {
  slots_[index] = cell.raised_to(control_);
  slot_known_[index] = true;
}

// Whichever way the conditions went, what the block could have written or assigned tells of them.
void Interpreter::leave_scope(const Scope& scope) {
  const DataClass inside = control_;
  control_ = scopes_.back();
  scopes_.pop_back();
  if (inside == control_) return;
  for (const Index assigned : scope.assigned) {
    set_slot(assigned, slot(assigned).raised_to(inside));
  }
  if (scope.emits) out_->raise(inside);
  if (scope.jumps) control_ = highest(control_, inside);
}

bool Interpreter::condition(Index index) {
  const Range32 tests = program_.conditions[index];
  bool holds = false;
  for (Index i = tests.first; i < tests.first + tests.count; ++i) {
    const Test& test = program_.tests[i];
    const Cell left = expression(test.left);
    DataClass read = left.data_class();
    if (test.comparison == Comparison::truth) {
      holds = left.truthy();
    } else {
      const Cell right = expression(test.right);
      read = highest(run_.deep_class_of(left), run_.deep_class_of(right));
      holds = compare(run_, test.comparison, left, right);
    }
    run_.charge(1);
    control_ = highest(control_, read);
    if (run_.failed()) fail_at(test.at);
    if (test.link == Link::and_then ? !holds : holds) break;
  }
  return holds;
}

void Interpreter::begin_case(const Instruction& instruction) {
  const Cell subject = expression(instruction.b);
  control_ = highest(control_, run_.deep_class_of(subject));
  slots_[instruction.a] = subject;
  slots_[instruction.a + 1] = Value::boolean(false);
}

bool Interpreter::match_when(const Instruction& instruction) {
  const Range32 values = program_.lists[instruction.b];
  std::int64_t matches = 0;
  for (Index i = values.first; i < values.first + values.count; ++i) {
    const Cell value = expression(program_.operands[i]);
    control_ = highest(control_, run_.deep_class_of(value));
    if (equal(slots_[instruction.a], value)) ++matches;
  }
  slots_[instruction.a + 2] = Value::integer(matches);
  if (matches > 0) slots_[instruction.a + 1] = Value::boolean(true);
  return matches > 0;
}

void Interpreter::write_cycle(const Cycle& cycle) {
  CycleState& state = cycle_state(cycle);
  state.data_class = highest(state.data_class, control_);
  const Cell item = state.turn < cycle.items.count
                        ? expression(program_.operands[cycle.items.first + static_cast<Index>(state.turn)])
                        : Cell();
  state.turn = state.turn + 1 < cycle.items.count ? state.turn + 1 : 0;
  emit(item.raised_to(state.data_class));
}

Interpreter::CycleState& Interpreter::cycle_state(const Cycle& cycle) {
  const bool named = cycle.name != kNone;
  const Cell name = named ? expression(cycle.name) : Cell();
  run_.charge(cycles_.size());
  const auto found = std::ranges::find_if(cycles_, [&](const CycleState& state) {
    if (state.named != named) return false;
    return named ? state.name.tag == name.tag && identical(state.name.value, name.value)
                 : state.key == cycle.key;
  });
  if (found != cycles_.end()) return *found;
  cycles_.push_back(
      {.name = name, .key = cycle.key, .named = named, .turn = 0, .data_class = name.data_class()});
  return cycles_.back();
}

}  // namespace hub::mapping::liquid
