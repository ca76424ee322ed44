// Runs a program. One thread, one render.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/mapping/liquid/program.hpp"
#include "core/mapping/liquid/run.hpp"

namespace hub::mapping::liquid {

class Interpreter {
 public:
  Interpreter(const Program& program, const Value& globals, Run& run);

  // False after a failure; then failed_at() says where in the source.
  bool execute(TextBuilder& out);
  // Of a program with a single output, or of a condition.
  Cell evaluate_only();
  Index failed_at() const { return failed_at_; }

 private:
  struct LoopState {
    enum class Source : std::uint8_t { items, members, range };
    Source source = Source::items;
    std::span<const Value> items;
    std::span<const model::Member> members;
    std::int64_t range_first = 0;
    std::uint64_t length = 0;
    std::uint64_t index = 0;
    bool reversed = false;
    DataClass data_class = DataClass::none;
  };
  struct CycleState {
    Cell name;
    std::string_view key;
    bool named = false;
    std::uint64_t turn = 0;
    DataClass data_class = DataClass::none;  // of what decided how often it turned
  };
  // Where `offset: continue` goes on.
  struct Cursor {
    std::int64_t position = 0;
    DataClass data_class = DataClass::none;
  };

  bool step(const Instruction& instruction, Index& next);
  bool step_block(const Instruction& instruction, Index& next);
  void write_text(const Instruction& instruction);
  void write_output(const Instruction& instruction);
  void emit(const Cell& cell);

  Cell pipeline(Index index);
  Cell filter(const FilterCall& call, const Cell& input);
  Cell expression(Index index);
  Cell path(const Expression& expression);
  Cell named(const Expression& expression);
  Cell walk(Cell cell, Range32 steps);
  Cell stride(const Cell& cell, const Step& step);
  Cell range(const Expression& expression);
  Cell loop_value(const Expression& expression);
  Cell loop_object(Index loop);
  Cell slot(Index index);
  void set_slot(Index index, const Cell& cell);

  bool condition(Index index);
  void leave_scope(const Scope& scope);
  void begin_case(const Instruction& instruction);
  bool match_when(const Instruction& instruction);
  bool begin_loop(const Loop& loop);
  void open_source(const Cell& collection, LoopState& state);
  bool next_turn(const Loop& loop);
  void set_loop_variable(const Loop& loop, const LoopState& state);
  void write_cycle(const Cycle& cycle);
  CycleState& cycle_state(const Cycle& cycle);
  void fail_at(Index at);

  const Program& program_;
  const Value& globals_;
  Run& run_;
  TextBuilder* out_ = nullptr;  // the result, or the innermost capture
  TextBuilder* result_ = nullptr;
  Index failed_at_ = kNone;

  std::span<Cell> slots_;
  std::span<bool> slot_known_;
  std::span<LoopState> loops_;  // by depth
  std::span<Cursor> cursors_;
  std::pmr::vector<TextBuilder> captures_;
  std::pmr::vector<DataClass> scopes_;
  std::pmr::vector<CycleState> cycles_;
  DataClass control_ = DataClass::none;  // of the conditions that led here
};

}  // namespace hub::mapping::liquid
