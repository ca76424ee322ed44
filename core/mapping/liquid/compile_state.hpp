// What the parsers of one template share: the program they build, names in scope and the first problem met.
// One thread, for the time of one compile().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/mapping/liquid/program.hpp"
#include "core/mapping/liquid/template.hpp"

namespace hub::mapping::liquid {

class CompileState {
 public:
  CompileState(Program& program, const CompileOptions& options) : program(program), options(options) {}

  // Keeps the first problem only; parsers go on with something harmless until they notice.
  void fail(Index at, std::string message, std::string fix = {});
  bool failed() const { return error_.has_value(); }
  const std::optional<SourceError>& error() const { return error_; }

  // False, after fail(), when that is one level too deep. Each true asks for a leave_level().
  bool enter_level(Index at);
  void leave_level() { --level_; }

  // The slot a name means here: the innermost loop's variable of that name, else the variable or global.
  Index slot_of(std::string_view name);
  // The slot that assign and capture write to: loop variables only hide it.
  Index assigned_slot(std::string_view name);
  Index hidden_slot();
  // Loops of one name share where they have got to.
  Index cursor_of(std::string_view loop_name);

  // `text` as a view that lives as long as the program.
  std::string_view keep(std::string text);

  Program& program;
  const CompileOptions& options;
  std::vector<Index> open_loops;  // innermost last

 private:
  std::optional<SourceError> error_;
  int level_ = 0;
  std::unordered_map<std::string_view, Index> slots_;
  std::unordered_map<std::string_view, Index> cursors_;
};

}  // namespace hub::mapping::liquid
