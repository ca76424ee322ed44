// Reads what stands in outputs and tags: expressions, filters and conditions. One thread, one markup.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/mapping/liquid/compile_state.hpp"
#include "core/mapping/liquid/lexer.hpp"

namespace hub::mapping::liquid {

class ExpressionParser {
 public:
  ExpressionParser(CompileState& state, std::string_view markup, Index at)
      : state_(state), tokens_(tokenize(markup, at)) {}

  // Each returns an index into the Program's vector of that kind; after a failure one that must not be run.
  Index expression();
  // Nothing at all is allowed and means null.
  Index pipeline();
  Index condition();

  const Token& peek(std::size_t ahead = 0) const;
  Token take();
  bool take_if(Token::Kind kind);
  // Takes the identifier `word` if it comes next.
  bool take_word(std::string_view word);
  // Fails unless everything has been read.
  void expect_end();
  void expect(Token::Kind kind, std::string_view what);
  void fail_here(std::string message);

  std::size_t position() const { return next_; }
  // The tokens read since `from`, written without white space.
  std::string canonical(std::size_t from) const;

 private:
  Index path();
  Index finish_path(Expression root);
  Index loop_path(Index loop, Expression root);
  bool step();
  Index range();
  Index number();
  Index word_or_path();
  Index literal(Cell cell, Index at);
  Index add(Expression expression);
  void filter();
  void filter_arguments(FilterCall& call);
  void check_filter(const FilterCall& call);
  void check_redacted_kinds(const FilterCall& call);
  Test test();

  CompileState& state_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::vector<Step> steps_;
};

}  // namespace hub::mapping::liquid
