// The part of BlockCompiler that compiles assign, capture, if, unless, case and cycle.
#include <algorithm>

#include "core/mapping/liquid/block_compiler.hpp"
#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/expression_parser.hpp"

namespace hub::mapping::liquid {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '-' &&
         std::ranges::all_of(text, [](char c) { return is_word(c) || c == '-'; });
}

}  // namespace

std::string_view BlockCompiler::target_name(const Chunk& chunk, std::string_view written) {
  const std::string_view name = trim(written);
  if (!is_name(name)) {
    state_.fail(
        static_cast<Index>(chunk.body_at),
        std::string(chunk.tag_name) + ": expected the name of a variable (letters, digits, '_' and '-')");
  }
  return name;
}

void BlockCompiler::assign_tag(const Chunk& chunk) {
  const std::size_t equals = chunk.body.find('=');
  if (equals == std::string_view::npos) {
    return state_.fail(static_cast<Index>(chunk.body_at), "assign: expected 'name = value'");
  }
  const std::string_view name = target_name(chunk, chunk.body.substr(0, equals));
  ExpressionParser parser(state_, chunk.body.substr(equals + 1),
                          static_cast<Index>(chunk.body_at + equals + 1));
  const Index pipeline = parser.pipeline();
  const Index slot = state_.assigned_slot(name);
  emit({.op = Op::assign, .a = slot, .b = pipeline, .at = static_cast<Index>(chunk.at)});
  assigned(slot);
}

void BlockCompiler::capture_tag(Scanner& scanner, const Chunk& chunk) {
  std::string_view name = trim(chunk.body);
  const bool quoted =
      name.size() >= 2 && (name.front() == '\'' || name.front() == '"') && name.back() == name.front();
  if (quoted) name = name.substr(1, name.size() - 2);
  name = target_name(chunk, name);
  const Index slot = state_.assigned_slot(name);
  emit({.op = Op::capture_begin, .at = static_cast<Index>(chunk.at)});
  open_.push_back({Op::capture_end, slot});
  Body inside;
  const Chunk end = body(scanner, inside);
  expect_end_tag(end, chunk);
  open_.pop_back();
  emit({.op = Op::capture_end, .a = slot, .at = static_cast<Index>(end.at)});
  assigned(slot);
}

// if and unless. Behind the first else nothing can be reached, but it must still be well formed.
void BlockCompiler::conditional_tag(Scanner& scanner, const Chunk& chunk, Body& outer) {
  const Index scope = enter_scope(chunk);
  Body whole;
  std::vector<Index> to_end;
  Chunk part = chunk;
  bool first = true;
  do {
    Index skip = kNone;
    if (part.tag_name != "else") {
      ExpressionParser parser(state_, part.body, static_cast<Index>(part.body_at));
      const Index condition = parser.condition();
      const Op op = first && chunk.tag_name == "unless" ? Op::branch_if : Op::branch_unless;
      skip = emit({.op = op, .a = condition, .at = static_cast<Index>(part.body_at)});
    }
    first = false;
    Body inside;
    part = body(scanner, inside);
    whole.add(inside);
    to_end.push_back(emit({.op = Op::jump, .at = static_cast<Index>(part.at)}));
    if (skip != kNone) state_.program.code[skip].b = here();
  } while (!state_.failed() && part.kind == Chunk::Kind::tag &&
           (part.tag_name == "elsif" || part.tag_name == "else"));
  expect_end_tag(part, chunk);
  patch_jumps(to_end, here());
  leave_scope(scope, whole, part.at);
  outer.add({.blank = whole.blank, .texts = {}});
}

void BlockCompiler::case_tag(Scanner& scanner, const Chunk& chunk, Body& outer) {
  ExpressionParser parser(state_, chunk.body, static_cast<Index>(chunk.body_at));
  const Index subject = parser.expression();
  parser.expect_end();
  const Index slots = state_.hidden_slot();
  state_.hidden_slot();
  state_.hidden_slot();
  const Index scope = enter_scope(chunk);
  emit({.op = Op::case_begin, .a = slots, .b = subject, .at = static_cast<Index>(chunk.body_at)});
  Body whole;
  const Index over = emit({.op = Op::jump, .at = static_cast<Index>(chunk.at)});
  Chunk part = body(scanner, whole);  // what stands before the first `when` is never written
  state_.program.code[over].a = here();
  while (!state_.failed() && part.kind == Chunk::Kind::tag &&
         (part.tag_name == "when" || part.tag_name == "else")) {
    when_branch(scanner, part, slots, whole);
  }
  expect_end_tag(part, chunk);
  leave_scope(scope, whole, part.at);
  outer.add({.blank = whole.blank, .texts = {}});
}

// Every matching `when` is written, once for each of its values that match; an else where nothing before it
// matched.
void BlockCompiler::when_branch(Scanner& scanner, Chunk& chunk, Index slots, Body& whole) {
  const auto at = static_cast<Index>(chunk.at);
  const bool otherwise = chunk.tag_name == "else";
  const Index test = otherwise ? emit({.op = Op::case_else, .a = slots, .at = at})
                               : emit({.op = Op::when, .a = slots, .b = when_values(chunk), .at = at});
  const Index begin = here();
  Body inside;
  chunk = body(scanner, inside);
  whole.add(inside);
  if (otherwise) {
    state_.program.code[test].b = here();
  } else {
    emit({.op = Op::when_again, .a = slots, .b = begin, .at = at});
    state_.program.code[test].c = here();
  }
}

Index BlockCompiler::when_values(const Chunk& chunk) {
  ExpressionParser parser(state_, chunk.body, static_cast<Index>(chunk.body_at));
  std::vector<Index> values;
  do {
    values.push_back(parser.expression());
  } while (!state_.failed() && (parser.take_if(Token::Kind::comma) || parser.take_word("or")));
  // As in Liquid, whatever else follows a value is not looked at.
  Program& program = state_.program;
  program.lists.push_back({static_cast<Index>(program.operands.size()), static_cast<Index>(values.size())});
  program.operands.insert(program.operands.end(), values.begin(), values.end());
  return static_cast<Index>(program.lists.size() - 1);
}

void BlockCompiler::cycle_tag(const Chunk& chunk) {
  ExpressionParser parser(state_, chunk.body, static_cast<Index>(chunk.body_at));
  Cycle cycle;
  std::vector<Index> items;
  std::size_t from = parser.position();
  const Index first = parser.expression();
  if (parser.take_if(Token::Kind::colon)) {
    cycle.name = first;
    from = parser.position();
    items.push_back(parser.expression());
  } else {
    items.push_back(first);
  }
  while (parser.take_if(Token::Kind::comma)) items.push_back(parser.expression());
  parser.expect_end();
  cycle.key = state_.keep(parser.canonical(from));
  Program& program = state_.program;
  cycle.items = {static_cast<Index>(program.operands.size()), static_cast<Index>(items.size())};
  program.operands.insert(program.operands.end(), items.begin(), items.end());
  program.cycles.push_back(cycle);
  emit({.op = Op::cycle,
        .a = static_cast<Index>(program.cycles.size() - 1),
        .at = static_cast<Index>(chunk.body_at)});
}

}  // namespace hub::mapping::liquid
