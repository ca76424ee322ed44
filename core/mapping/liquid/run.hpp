// One render: its limits, its first failure, and the arena that everything it makes lives in.
// One thread, for the time of one render.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/mapping/liquid/cell.hpp"
#include "core/mapping/liquid/number.hpp"
#include "core/mapping/liquid/template.hpp"
#include "core/mapping/liquid/text_builder.hpp"

namespace hub::mapping::liquid {

struct Failure {
  std::string message;     // without values
  std::string_view limit;  // its name, or empty
};

class Run {
 public:
  Run(const RenderContext& run_context, model::Arena& run_arena) : context(run_context), arena(run_arena) {}

  const RenderContext& context;
  model::Arena& arena;

  // Keeps the first failure. What is returned until somebody looks at failed() does not matter.
  void fail(std::string message);
  void fail_limit(std::string_view limit);
  bool failed() const { return failure_.has_value(); }
  const Failure& failure() const { return *failure_; }

  // Counts work done or about to be done; false, after fail_limit(), beyond the limit.
  bool charge(std::uint64_t steps) {
    work_ += steps;
    if (work_ <= context.limits.work) [[likely]]
      return true;
    fail_limit("work");
    return false;
  }
  bool count_turn() {
    if (++turns_ <= context.limits.loop_turns) [[likely]]
      return true;
    fail_limit("loop_turns");
    return false;
  }

  // The highest class of what was read deep inside containers since the last time; the interpreter adds it to
  // the class of a filter's result.
  void touch(DataClass c) { touched_ = highest(touched_, c); }
  DataClass take_touched() {
    const DataClass touched = touched_;
    touched_ = DataClass::none;
    return touched;
  }

  // The class of a value and of all that it holds, charged for.
  DataClass deep_class_of(const Value& value);
  DataClass deep_class_of(const Cell& cell) { return deep_class_of(cell.value); }

  TextBuilder text_builder() { return {arena, context.limits.output_bytes}; }
  // The builder's text, after a check of its limit, as a string of no class.
  Cell finish(const TextBuilder& text);
  // Text that `text` or the arena holds already.
  static Cell text(std::string_view text) { return Value::string(text); }

  // As Liquid writes a value: null as nothing, an array as its items one after another.
  void write(const Cell& cell, TextBuilder& out);
  // As filters see a value that should be text: like write(), but an array as ["a", 1].
  std::string_view text_of(const Cell& cell);
  // For a value that must be a number; fails where one is too large.
  Number number_of(const Cell& cell);
  // For a value that must be whole; fails with "`what` must be a whole number".
  std::int64_t whole_of(const Cell& cell, std::string_view what);

 private:
  void inspect(const Value& value, TextBuilder& out);
  void write_plain(const Value& value, TextBuilder& out);

  std::optional<Failure> failure_;
  std::uint64_t work_ = 0;
  std::uint64_t turns_ = 0;
  DataClass touched_ = DataClass::none;
};

}  // namespace hub::mapping::liquid
