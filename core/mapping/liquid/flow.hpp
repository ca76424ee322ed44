// Follows data through a program without running it: which paths it reads, and how personal its result can
// be. One thread, for the time of one analysis.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/mapping/liquid/program.hpp"

namespace hub::mapping::liquid {

class Flow {
 public:
  // Without `lookup` every path counts as class none; with `reads` each path read is added to it.
  Flow(const Program& program, const ClassLookup* lookup, std::vector<PathRead>* reads);

  // The class of any result.
  DataClass run();

 private:
  // What is known of a value: the path it is the value of, if any, and the class of what else flowed into it.
  struct Known {
    std::optional<Path> path;
    DataClass extra = DataClass::none;
    friend bool operator==(const Known&, const Known&) = default;
  };

  void step(const Instruction& instruction, Index& next);
  void read_condition(Index condition);
  void read_list(Range32 operands);
  Known pipeline(Index index);
  Known filter(const FilterCall& call, Known input);
  Known selected(const FilterCall& call, Known input);
  Known expression(Index index);
  Known stepped(Known known, Range32 steps);
  Known with_step(Known known, std::string_view name);
  std::optional<std::string_view> literal_text(Index expression) const;
  DataClass count_class(Known items) const;
  void begin_loop(const Loop& loop);
  void leave_scope(const Scope& scope);
  void emit_cycle(const Cycle& cycle);
  void pass();

  DataClass class_of(const Known& known) const;
  void record(const Known& known, Index at);
  void set(Index slot, Known value);
  void emit(DataClass c);

  const Program& program_;
  const ClassLookup* lookup_;
  std::vector<PathRead>* reads_;
  std::vector<Known> slots_;
  std::vector<DataClass> scopes_;
  std::vector<DataClass> outputs_;  // the result and open captures
  std::vector<std::vector<Known>> loop_starts_;
  std::vector<DataClass> loop_classes_;
  // Of everything that decides how far cycles and `offset: continue` have got.
  DataClass sequence_ = DataClass::none;
  DataClass control_ = DataClass::none;
};

}  // namespace hub::mapping::liquid
