// Turns the text, outputs and tags of a template into instructions. One thread, for the time of one
// compile().
#pragma once

#include <string_view>
#include <vector>

#include "core/mapping/liquid/compile_state.hpp"
#include "core/mapping/liquid/scanner.hpp"

namespace hub::mapping::liquid {

class BlockCompiler {
 public:
  explicit BlockCompiler(CompileState& state) : state_(state) {}

  void compile_template();

 private:
  // What a stretch of template between tags consists of. Text that is white space only disappears from a
  // block in which nothing else can write, as Liquid has it.
  struct Body {
    bool blank = true;
    std::vector<Index> texts;  // instructions

    void add(const Body& other);
  };
  // A construct that a break or continue has to leave properly.
  struct Open {
    Op leave;  // scope_leave, capture_end or loop_next for the loop itself
    Index index;
  };
  struct OpenLoop {
    std::vector<Index> breaks;  // jumps to patch
    std::vector<Index> continues;
    std::size_t open_at;  // index into open_ of the loop
  };

  // Reads up to a tag that does not belong to the body (the end of the block, an else) and returns it.
  Chunk body(Scanner& scanner, Body& body);
  void chunk(Scanner& scanner, const Chunk& chunk, Body& body);
  void text(const Chunk& chunk, Body& body);
  void output(std::string_view markup, std::size_t at, Body& body);
  bool tag(Scanner& scanner, const Chunk& chunk, Body& body);
  bool simple_tag(Scanner& scanner, const Chunk& chunk, Body& body);

  void assign_tag(const Chunk& chunk);
  void capture_tag(Scanner& scanner, const Chunk& chunk);
  void conditional_tag(Scanner& scanner, const Chunk& chunk, Body& body);
  void case_tag(Scanner& scanner, const Chunk& chunk, Body& body);
  void when_branch(Scanner& scanner, Chunk& chunk, Index slots, Body& whole);
  Index when_values(const Chunk& chunk);
  void for_tag(Scanner& scanner, const Chunk& chunk, Body& body);
  Index for_header(const Chunk& chunk);
  void for_options(class ExpressionParser& parser, Loop& loop);
  void cycle_tag(const Chunk& chunk);
  void jump_tag(const Chunk& chunk);
  void raw_tag(Scanner& scanner, const Chunk& chunk, Body& body);
  void comment_tag(const Chunk& chunk);
  void liquid_tag(const Chunk& chunk, Body& body);

  std::string_view target_name(const Chunk& chunk, std::string_view written);
  void assigned(Index slot);
  Index enter_scope(const Chunk& chunk);
  void leave_scope(Index scope, const Body& body, std::size_t at);
  void expect_end_tag(const Chunk& end, const Chunk& begin);
  void unexpected(const Chunk& chunk);
  void no_words(const Chunk& chunk);

  Index emit(Instruction instruction);
  Index here() const { return static_cast<Index>(state_.program.code.size()); }
  void patch_jumps(const std::vector<Index>& jumps, Index target);

  CompileState& state_;
  std::vector<Open> open_;
  std::vector<OpenLoop> loops_;
};

}  // namespace hub::mapping::liquid
