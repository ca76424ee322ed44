// The part of BlockCompiler that compiles for, break and continue.
#include <algorithm>

#include "core/mapping/liquid/block_compiler.hpp"
#include "core/mapping/liquid/expression_parser.hpp"

namespace hub::mapping::liquid {

void BlockCompiler::for_tag(Scanner& scanner, const Chunk& chunk, Body& outer) {
  const Index loop = for_header(chunk);
  const Index scope = enter_scope(chunk);
  const auto at = static_cast<Index>(chunk.at);
  const Index begin = emit({.op = Op::loop_begin, .a = loop, .at = static_cast<Index>(chunk.body_at)});
  open_.push_back({Op::loop_next, loop});
  loops_.push_back({.breaks = {}, .continues = {}, .open_at = open_.size()});
  state_.open_loops.push_back(loop);
  const Index turn = here();
  Body whole;
  Chunk end = body(scanner, whole);
  const OpenLoop finished = std::move(loops_.back());
  loops_.pop_back();
  open_.pop_back();
  state_.open_loops.pop_back();

  patch_jumps(finished.continues, here());
  emit({.op = Op::loop_next, .a = loop, .b = turn, .at = at});
  std::vector<Index> to_end = finished.breaks;
  to_end.push_back(emit({.op = Op::jump, .at = at}));
  state_.program.code[begin].b = here();
  if (!state_.failed() && end.kind == Chunk::Kind::tag && end.tag_name == "else") {
    Body otherwise;
    end = body(scanner, otherwise);
    whole.add(otherwise);
  }
  expect_end_tag(end, chunk);
  patch_jumps(to_end, here());
  leave_scope(scope, whole, end.at);
  outer.add({.blank = whole.blank, .texts = {}});
}

Index BlockCompiler::for_header(const Chunk& chunk) {
  ExpressionParser parser(state_, chunk.body, static_cast<Index>(chunk.body_at));
  Loop loop;
  if (parser.peek().kind != Token::Kind::identifier) parser.fail_here("for: expected 'item in list'");
  loop.variable_name = parser.take().text;
  if (!parser.take_word("in")) parser.fail_here("for: expected 'in' behind the variable");
  const std::size_t from = parser.position();
  loop.collection = parser.expression();
  loop.name = state_.keep(std::string(loop.variable_name) + "-" + parser.canonical(from));
  for_options(parser, loop);
  loop.variable = state_.hidden_slot();
  loop.cursor = state_.cursor_of(loop.name);
  loop.parent = state_.open_loops.empty() ? kNone : state_.open_loops.back();
  loop.depth = static_cast<Index>(state_.open_loops.size());
  Program& program = state_.program;
  program.loop_depth = std::max(program.loop_depth, loop.depth + 1);
  program.cursor_count = std::max(program.cursor_count, loop.cursor + 1);
  program.loops.push_back(loop);
  return static_cast<Index>(program.loops.size() - 1);
}

void BlockCompiler::for_options(ExpressionParser& parser, Loop& loop) {
  loop.reversed = parser.take_word("reversed");
  while (parser.peek().kind == Token::Kind::comma || parser.peek().kind == Token::Kind::identifier) {
    parser.take_if(Token::Kind::comma);
    if (parser.take_word("limit")) {
      parser.expect(Token::Kind::colon, "':'");
      loop.limit = parser.expression();
    } else if (parser.take_word("offset")) {
      parser.expect(Token::Kind::colon, "':'");
      loop.from_cursor = parser.take_word("continue");
      if (!loop.from_cursor) loop.offset = parser.expression();
    } else {
      parser.fail_here("for: expected 'limit', 'offset' or, right behind the list, 'reversed'");
    }
  }
  parser.expect_end();
}

void BlockCompiler::jump_tag(const Chunk& chunk) {
  no_words(chunk);
  const auto at = static_cast<Index>(chunk.at);
  if (loops_.empty()) return state_.fail(at, "'" + std::string(chunk.tag_name) + "' outside of a for");
  OpenLoop& loop = loops_.back();
  for (std::size_t i = open_.size(); i-- > loop.open_at;) {
    if (open_[i].leave == Op::scope_leave) state_.program.scopes[open_[i].index].jumps = true;
    emit({.op = open_[i].leave, .a = open_[i].index, .c = 1, .at = at});
  }
  auto& jumps = chunk.tag_name == "break" ? loop.breaks : loop.continues;
  jumps.push_back(emit({.op = Op::jump, .at = at}));
}

}  // namespace hub::mapping::liquid
