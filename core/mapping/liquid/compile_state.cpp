#include "core/mapping/liquid/compile_state.hpp"

#include <algorithm>

namespace hub::mapping::liquid {

void CompileState::fail(Index at, std::string message, std::string fix) {
  if (error_) return;
  const Position position = program.position_of(at);
  error_ = SourceError{position.line, position.column, std::move(message), std::move(fix)};
}

bool CompileState::enter_level(Index at) {
  if (level_ >= options.nesting_max) {
    fail(at, "nested deeper than " + std::to_string(options.nesting_max) + " levels (limit: nesting)");
    return false;
  }
  ++level_;
  return true;
}

Index CompileState::slot_of(std::string_view name) {
  for (auto loop = open_loops.rbegin(); loop != open_loops.rend(); ++loop) {
    const Index slot = program.loops[*loop].variable;
    if (program.loops[*loop].variable_name == name) return slot;
  }
  return assigned_slot(name);
}

Index CompileState::assigned_slot(std::string_view name) {
  const auto [found, added] = slots_.try_emplace(name, static_cast<Index>(program.slot_names.size()));
  if (added) program.slot_names.push_back(name);
  return found->second;
}

Index CompileState::hidden_slot() {
  program.slot_names.emplace_back();
  return static_cast<Index>(program.slot_names.size() - 1);
}

Index CompileState::cursor_of(std::string_view loop_name) {
  return cursors_.try_emplace(loop_name, static_cast<Index>(cursors_.size())).first->second;
}

std::string_view CompileState::keep(std::string text) {
  return program.kept_text.emplace_back(std::move(text));
}

}  // namespace hub::mapping::liquid
