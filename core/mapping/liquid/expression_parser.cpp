#include "core/mapping/liquid/expression_parser.hpp"

#include <charconv>
#include <utility>

namespace hub::mapping::liquid {
namespace {

using Kind = Token::Kind;

std::string quoted(std::string_view word) {
  return "'" + std::string(word) + "'";
}

std::string describe(const Token& token) {
  switch (token.kind) {
    case Kind::end:
      return "the end";
    case Kind::open_string:
      return "a string without its closing quote";
    case Kind::string:
      return "a string";
    default:
      return quoted(token.text);
  }
}

LoopField loop_field(std::string_view name) {
  if (name == "name") return LoopField::name;
  if (name == "length") return LoopField::length;
  if (name == "index") return LoopField::index;
  if (name == "index0") return LoopField::index0;
  if (name == "rindex") return LoopField::rindex;
  if (name == "rindex0") return LoopField::rindex0;
  if (name == "first") return LoopField::first;
  if (name == "last") return LoopField::last;
  return LoopField::absent;
}

}  // namespace

const Token& ExpressionParser::peek(std::size_t ahead) const {
  return state_.failed() ? tokens_.back() : tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

Token ExpressionParser::take() {
  const Token token = peek();
  if (next_ + 1 < tokens_.size()) ++next_;
  return token;
}

bool ExpressionParser::take_if(Kind kind) {
  if (peek().kind != kind) return false;
  take();
  return true;
}

bool ExpressionParser::take_word(std::string_view word) {
  if (peek().kind != Kind::identifier || peek().text != word) return false;
  take();
  return true;
}

void ExpressionParser::fail_here(std::string message) {
  state_.fail(peek().at, std::move(message));
}

void ExpressionParser::expect(Kind kind, std::string_view what) {
  if (!take_if(kind)) fail_here("expected " + std::string(what) + ", found " + describe(peek()));
}

void ExpressionParser::expect_end() {
  if (peek().kind != Kind::end) fail_here("unexpected " + describe(peek()));
}

std::string ExpressionParser::canonical(std::size_t from) const {
  std::string text;
  for (std::size_t i = from; i < next_; ++i) {
    const bool string = tokens_[i].kind == Kind::string;
    text += string ? quoted(tokens_[i].text) : std::string(tokens_[i].text);
  }
  return text;
}

Index ExpressionParser::add(Expression expression) {
  state_.program.expressions.push_back(expression);
  return static_cast<Index>(state_.program.expressions.size() - 1);
}

Index ExpressionParser::literal(Cell cell, Index at) {
  state_.program.constants.push_back(cell);
  return add({.kind = Expression::Kind::literal,
              .a = static_cast<Index>(state_.program.constants.size() - 1),
              .steps = {},
              .at = at});
}

Index ExpressionParser::expression() {
  const Token& token = peek();
  switch (token.kind) {
    case Kind::identifier:
      return word_or_path();
    case Kind::string: {
      const Token string = take();
      return literal(Value::string(string.text), string.at);
    }
    case Kind::number:
      return number();
    case Kind::open_square:
      return path();
    case Kind::open_round:
      return range();
    default:
      fail_here(token.kind == Kind::end ? "expected a value, found the end"
                                        : "expected a value, found " + describe(token));
      return literal({}, token.at);
  }
}

Index ExpressionParser::number() {
  const Token token = take();
  const char* end = token.text.data() + token.text.size();
  if (token.text.find('.') == std::string_view::npos) {
    std::int64_t value = 0;
    const auto [stop, code] = std::from_chars(token.text.data(), end, value);
    if (code != std::errc() || stop != end) state_.fail(token.at, "the number is too large");
    return literal(Value::integer(value), token.at);
  }
  double value = 0;
  const auto [stop, code] = std::from_chars(token.text.data(), end, value);
  if (code != std::errc() || stop != end) state_.fail(token.at, "the number is too large");
  return literal(Value::number(value), token.at);
}

Index ExpressionParser::word_or_path() {
  const Token word = peek();
  const Kind behind = peek(1).kind;
  if (behind == Kind::dot || behind == Kind::open_square) return path();
  const auto constant = [&](Cell cell) { return take(), literal(cell, word.at); };
  if (word.text == "true") return constant(Value::boolean(true));
  if (word.text == "false") return constant(Value::boolean(false));
  if (word.text == "nil" || word.text == "null") return constant(Value());
  if (word.text == "empty") return constant({Value(), Cell::Tag::empty});
  if (word.text == "blank") return constant({Value(), Cell::Tag::blank});
  return path();
}

Index ExpressionParser::path() {
  Expression root{.kind = Expression::Kind::path, .steps = {}, .at = peek().at};
  std::string_view name;
  if (peek().kind == Kind::identifier) {
    name = take().text;
  } else {
    if (!state_.enter_level(root.at)) return literal({}, root.at);
    take();
    const bool constant = peek().kind == Kind::string && peek(1).kind == Kind::close_square;
    if (constant) {
      name = take().text;
    } else {
      root.kind = Expression::Kind::named;
      root.a = expression();
      root.b = state_.open_loops.empty() ? kNone : state_.open_loops.back();
    }
    expect(Kind::close_square, "']'");
    state_.leave_level();
  }
  if (root.kind == Expression::Kind::path) {
    if (name == "forloop" && !state_.open_loops.empty()) return loop_path(state_.open_loops.back(), root);
    root.a = state_.slot_of(name);
  }
  return finish_path(root);
}

// `forloop`, `forloop.index`, `forloop.parentloop.index`: known while compiling, so no object has to be made.
Index ExpressionParser::loop_path(Index loop, Expression root) {
  root.kind = Expression::Kind::loop;
  root.field = LoopField::whole;
  while (peek().kind == Kind::dot && peek(1).kind == Kind::identifier && peek(1).text == "parentloop") {
    take();
    take();
    if (loop != kNone) loop = state_.program.loops[loop].parent;
  }
  if (loop != kNone && peek().kind == Kind::dot && peek(1).kind == Kind::identifier) {
    take();
    root.field = loop_field(take().text);
  }
  if (loop == kNone) root.field = LoopField::absent;
  root.a = loop;
  return finish_path(root);
}

Index ExpressionParser::finish_path(Expression root) {
  std::vector<Step> outer;
  std::swap(outer, steps_);
  while (step()) {
  }
  auto& steps = state_.program.steps;
  root.steps = {static_cast<Index>(steps.size()), static_cast<Index>(steps_.size())};
  steps.insert(steps.end(), steps_.begin(), steps_.end());
  std::swap(outer, steps_);
  return add(root);
}

bool ExpressionParser::step() {
  if (take_if(Kind::dot)) {
    if (peek().kind != Kind::identifier) {
      fail_here("expected a name behind '.', found " + describe(peek()));
      return false;
    }
    steps_.push_back({.kind = Step::Kind::dotted, .name = take().text});
    return true;
  }
  const Index at = peek().at;
  if (!take_if(Kind::open_square)) return false;
  if (!state_.enter_level(at)) return false;
  Step added;
  const Kind kind = peek().kind;
  if (kind == Kind::string && peek(1).kind == Kind::close_square) {
    added = {.kind = Step::Kind::key, .name = take().text};
  } else {
    added = {.kind = Step::Kind::dynamic, .name = {}, .number = 0, .expression = expression()};
    const Expression& index = state_.program.expressions[added.expression];
    if (index.kind == Expression::Kind::literal) {
      const Cell& constant = state_.program.constants[index.a];
      if (constant.is_integer()) {
        added = {.kind = Step::Kind::index, .name = {}, .number = constant.value.as_integer()};
      }
    }
  }
  steps_.push_back(added);
  expect(Kind::close_square, "']'");
  state_.leave_level();
  return !state_.failed();
}

Index ExpressionParser::range() {
  const Index at = take().at;
  if (!state_.enter_level(at)) return literal({}, at);
  const Index first = expression();
  expect(Kind::dot_dot, "'..'");
  const Index last = expression();
  expect(Kind::close_round, "')'");
  state_.leave_level();
  return add({.kind = Expression::Kind::range, .a = first, .b = last, .steps = {}, .at = at});
}

}  // namespace hub::mapping::liquid
