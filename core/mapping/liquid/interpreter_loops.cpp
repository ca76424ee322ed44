// The part of Interpreter that runs loops.
#include <algorithm>

#include "core/mapping/liquid/interpreter.hpp"

namespace hub::mapping::liquid {
namespace {

constexpr std::int64_t kFarAway = INT64_MAX / 4;

}  // namespace

// False when there is nothing to loop over.
bool Interpreter::begin_loop(const Loop& loop) {
  const Cell collection = expression(loop.collection);
  LoopState state;
  state.reversed = loop.reversed;
  Cursor& cursor = cursors_[loop.cursor];
  state.data_class = highest(collection.data_class(), loop.from_cursor ? cursor.data_class : DataClass::none);
  std::int64_t from = loop.from_cursor ? cursor.position : 0;
  std::int64_t to = kFarAway;
  const auto number = [&](Index index, std::string_view what, std::int64_t& into) {
    if (index == kNone) return;
    const Cell cell = expression(index);
    state.data_class = highest(state.data_class, cell.data_class());
    if (!cell.is_null()) into = std::clamp(run_.whole_of(cell, what), -kFarAway, kFarAway);
  };
  number(loop.offset, "offset", from);
  std::int64_t limit = kFarAway;
  number(loop.limit, "limit", limit);
  if (limit != kFarAway) to = limit + from;

  open_source(collection, state);
  const auto size = static_cast<std::int64_t>(std::min<std::uint64_t>(state.length, kFarAway));
  const std::int64_t begin = std::max<std::int64_t>(from, 0);
  const std::int64_t length =
      collection.is_string() ? size : std::max<std::int64_t>(std::min(size, to) - begin, 0);
  const auto skipped = static_cast<std::size_t>(collection.is_string() ? 0 : begin);
  state.length = static_cast<std::uint64_t>(length);
  control_ = highest(control_, state.data_class);
  cursor = {std::min(from + length, kFarAway), highest(cursor.data_class, control_)};
  if (length == 0 || run_.failed()) return false;
  if (!state.items.empty()) state.items = state.items.subspan(skipped);
  if (!state.members.empty()) state.members = state.members.subspan(skipped);
  state.range_first += static_cast<std::int64_t>(skipped);
  loops_[loop.depth] = state;
  set_loop_variable(loop, loops_[loop.depth]);
  return run_.count_turn();
}

void Interpreter::open_source(const Cell& collection, LoopState& state) {
  if (collection.is_range()) {
    state.source = LoopState::Source::range;
    state.range_first = collection.range_first();
    state.length = collection.range_size();
  } else if (collection.is_array()) {
    state.items = collection.value.as_array();
    state.length = state.items.size();
  } else if (collection.is_object()) {
    state.source = LoopState::Source::members;
    state.members = collection.value.as_object();
    state.length = state.members.size();
  } else if (collection.is_string() && !collection.value.as_string().empty()) {
    Value* only = run_.arena.take_array<Value>(1);
    *only = collection.value;
    state.items = {only, 1};
    state.length = 1;
  }
}

bool Interpreter::next_turn(const Loop& loop) {
  LoopState& state = loops_[loop.depth];
  if (++state.index >= state.length) return false;
  set_loop_variable(loop, state);
  return run_.count_turn();
}

void Interpreter::set_loop_variable(const Loop& loop, const LoopState& state) {
  const std::uint64_t at = state.reversed ? state.length - 1 - state.index : state.index;
  Cell& variable = slots_[loop.variable];
  slot_known_[loop.variable] = true;
  switch (state.source) {
    case LoopState::Source::items:
      variable = state.items[at];
      break;
    case LoopState::Source::members:
      variable = pair_of(run_.arena, state.members[at], state.data_class);
      break;
    case LoopState::Source::range:
      variable = Value::integer(state.range_first + static_cast<std::int64_t>(at), state.data_class);
      break;
  }
}

Cell Interpreter::loop_value(const Expression& expression) {
  if (expression.field == LoopField::absent) return {};
  const Loop& loop = program_.loops[expression.a];
  const LoopState& state = loops_[loop.depth];
  const DataClass c = state.data_class;
  const auto count = [c](std::uint64_t n) { return Cell(Value::integer(static_cast<std::int64_t>(n), c)); };
  switch (expression.field) {
    case LoopField::name:
      return Value::string(loop.name, c);
    case LoopField::length:
      return count(state.length);
    case LoopField::index:
      return count(state.index + 1);
    case LoopField::index0:
      return count(state.index);
    case LoopField::rindex:
      return count(state.length - state.index);
    case LoopField::rindex0:
      return count(state.length - state.index - 1);
    case LoopField::first:
      return Value::boolean(state.index == 0, c);
    case LoopField::last:
      return Value::boolean(state.index + 1 == state.length, c);
    case LoopField::whole:
      return walk(loop_object(expression.a), expression.steps);
    case LoopField::absent:
      break;
  }
  return {};
}

// What `assign x = forloop` keeps: the loop as it is at this turn.
Cell Interpreter::loop_object(Index loop) {
  constexpr std::pair<std::string_view, LoopField> kFields[] = {
      {"name", LoopField::name},     {"length", LoopField::length}, {"index", LoopField::index},
      {"index0", LoopField::index0}, {"rindex", LoopField::rindex}, {"rindex0", LoopField::rindex0},
      {"first", LoopField::first},   {"last", LoopField::last},
  };
  const std::size_t count = std::size(kFields) + 1;
  auto* members = run_.arena.take_array<model::Member>(count);
  if (!run_.charge(count)) return {};
  for (std::size_t i = 0; i + 1 < count; ++i) {
    const Expression field{
        .kind = Expression::Kind::loop, .field = kFields[i].second, .a = loop, .steps = {}};
    members[i] = {kFields[i].first, loop_value(field).value};
  }
  const Index parent = program_.loops[loop].parent;
  members[count - 1] = {"parentloop", parent == kNone ? Value() : loop_object(parent).value};
  return Value::object({members, count}, loops_[program_.loops[loop].depth].data_class);
}

}  // namespace hub::mapping::liquid
