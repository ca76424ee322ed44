// A template as the interpreter runs it: flat vectors that refer to each other by index, names interned to
// slots. Immutable once compiled; any number of threads may read it.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/mapping/liquid/analysis.hpp"
#include "core/mapping/liquid/cell.hpp"

namespace hub::mapping::liquid {

struct FilterSpec;

using Index = std::uint32_t;
constexpr Index kNone = 0xFFFFFFFF;

struct Range32 {
  Index first = 0;
  Index count = 0;
};

// One step of a path: `.name`, `["name"]`, `[3]` or `[other.path]`.
struct Step {
  enum class Kind : std::uint8_t { dotted, key, index, dynamic };
  Kind kind = Kind::dotted;
  std::string_view name;     // dotted, key
  std::int64_t number = 0;   // index
  Index expression = kNone;  // dynamic
};

enum class LoopField : std::uint8_t {
  name,
  length,
  index,
  index0,
  rindex,
  rindex0,
  first,
  last,
  whole,
  absent
};

struct Expression {
  enum class Kind : std::uint8_t {
    literal,  // a: constants
    path,     // a: slot, then steps
    named,    // a: expression that gives the root's name, b: innermost loop around it or kNone, then steps
    range,    // a, b: expressions
    loop,     // a: loop, field; then steps (only when the field is `whole`)
  };
  Kind kind = Kind::literal;
  LoopField field = LoopField::absent;
  Index a = kNone;
  Index b = kNone;
  Range32 steps;
  Index at = 0;
};

struct FilterCall {
  const FilterSpec* spec = nullptr;
  Range32 arguments;      // into Program::operands
  Index keyword = kNone;  // the expression of the filter's one keyword argument
  Index at = 0;
};

// An expression and its filters.
struct Pipeline {
  Index expression = kNone;
  Range32 filters;
};

enum class Comparison : std::uint8_t {
  truth,
  equal,
  unequal,
  less,
  less_equal,
  greater,
  greater_equal,
  contains
};
enum class Link : std::uint8_t { last, and_then, or_else };

struct Test {
  Comparison comparison = Comparison::truth;
  Link link = Link::last;  // to the next test
  Index left = kNone;
  Index right = kNone;
  Index at = 0;
};

struct Loop {
  Index variable = kNone;    // slot
  Index collection = kNone;  // expression
  Index limit = kNone;       // expressions or kNone
  Index offset = kNone;
  Index cursor = kNone;  // where "offset: continue" goes on: loops of the same name share one
  Index parent = kNone;  // the loop around this one
  Index depth = 0;
  bool from_cursor = false;
  bool reversed = false;
  std::string_view name;           // "item-list"
  std::string_view variable_name;  // "item"
};

struct Cycle {
  Range32 items;       // into Program::operands
  Index name = kNone;  // expression, or kNone: then `key` tells cycles apart
  std::string_view key;
};

// What leaving a conditional block means for classes: everything it could have done is known by then to
// depend on its condition.
struct Scope {
  std::vector<Index> assigned;  // slots
  bool emits = false;
  bool jumps = false;  // a break or continue inside: what follows in the loop depends on the condition too
};

enum class Op : std::uint8_t {
  text,           // a: offset, b: length in the source
  output,         // a: pipeline
  assign,         // a: slot, b: pipeline
  capture_begin,  //
  capture_end,    // a: slot, c: 1 on the way out of a loop
  jump,           // a: target
  scope_enter,    //
  scope_leave,    // a: scope, c: 1 on the way out of a loop
  branch_unless,  // a: tests, b: target when they fail
  branch_if,      // a: tests, b: target when they hold
  case_begin,     // a: first of three slots (subject, matched, repeats), b: expression
  when,           // a: slot, b: operand list, c: target when nothing matches
  when_again,     // a: slot, b: target while another value of the same `when` matched
  case_else,      // a: slot, b: target when something matched
  loop_begin,     // a: loop, b: target when there is nothing to do
  loop_next,      // a: loop, b: target of the next turn
  cycle,          // a: cycle
  halt,
};

struct Instruction {
  Op op;
  Index a = 0;
  Index b = 0;
  Index c = 0;
  Index at = 0;  // offset in the source, for messages
};

struct Program {
  std::string source;
  std::vector<Instruction> code;
  std::vector<Pipeline> pipelines;
  std::vector<FilterCall> filters;
  std::vector<Expression> expressions;
  std::vector<Step> steps;
  std::vector<Cell> constants;
  std::vector<Index> operands;  // expressions, in runs
  std::vector<Range32> lists;   // runs of operands
  std::vector<Test> tests;
  std::vector<Range32> conditions;  // runs of tests
  std::vector<Loop> loops;
  std::vector<Cycle> cycles;
  std::vector<Scope> scopes;
  std::vector<std::string_view> slot_names;  // empty for loop variables and hidden slots
  std::deque<std::string> kept_text;         // names that are not in the source as they are; addresses stay
  Index cursor_count = 0;
  Index loop_depth = 0;
  bool single_output = false;
  bool condition_only = false;
  Analysis analysis;

  Position position_of(Index at) const;
};

}  // namespace hub::mapping::liquid
