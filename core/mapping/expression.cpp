#include "core/mapping/expression.hpp"

#include <string>

namespace hub::mapping {

namespace {

// The words between {{ and }}, when that is all there is; spaces stand in for the braces so that columns stay
// right.
std::string without_braces(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
  if (begin == std::string::npos || end - begin < 3) return text;
  const bool is_output = text.compare(begin, 2, "{{") == 0 && text.compare(end - 1, 2, "}}") == 0;
  if (!is_output || text.find("}}") != end - 1) return text;
  std::string inner = text.substr(0, end - 1);
  inner[begin] = inner[begin + 1] = ' ';
  if (inner[begin + 2] == '-') inner[begin + 2] = ' ';
  if (inner.back() == '-') inner.back() = ' ';
  return inner;
}

bool has_tags(const std::string& text) {
  return text.find("{{") != std::string::npos || text.find("{%") != std::string::npos;
}

liquid::Syntax syntax_of(ExpressionKind kind) {
  switch (kind) {
    case ExpressionKind::text:
      return liquid::Syntax::text;
    case ExpressionKind::value:
      return liquid::Syntax::expression;
    case ExpressionKind::condition:
      return liquid::Syntax::condition;
  }
  return liquid::Syntax::text;
}

}  // namespace

std::shared_ptr<const Expression> Expression::compile(const config::Node& node, ExpressionKind kind,
                                                      config::Problems& problems) {
  if (!node.is_scalar()) {
    problems.push_back(node.problem("this must be one text", "write it on one line, in quotes"));
    return nullptr;
  }
  std::string text = node.text;
  if (kind != ExpressionKind::text) {
    text = without_braces(text);
    if (has_tags(text)) {
      problems.push_back(node.problem("this takes one expression, not a text with tags around it",
                                      kind == ExpressionKind::condition
                                          ? "write what would stand behind 'if': case.channel == 'chat'"
                                          : "write what would stand between {{ and }}"));
      return nullptr;
    }
  }
  liquid::CompileOptions options;
  options.syntax = syntax_of(kind);
  const liquid::Compilation compilation = liquid::compile(text, options);
  if (!compilation.ok()) {
    const liquid::SourceError& error = *compilation.error;
    problems.push_back(node.problem_in_text(error.line, error.column, error.message, error.fix));
    return nullptr;
  }
  return std::shared_ptr<const Expression>(new Expression(node, compilation.result));
}

Result<liquid::Rendered> Expression::text(Scope& scope) const {
  auto rendered = compiled_->render(scope.globals(), scope.render(), scope.arena());
  if (rendered.ok() && !scope.spend_output(rendered->text.size())) return limit_error("output_bytes");
  return rendered;
}

Result<model::Value> Expression::value(Scope& scope) const {
  return compiled_->evaluate(scope.globals(), scope.render(), scope.arena());
}

bool Expression::is_plain_path() const {
  const liquid::Analysis& analysis = compiled_->analysis();
  return is_value() && analysis.reads.size() == 1 && analysis.filters.empty();
}

bool Expression::is_constant() const {
  return !compiled_->is_expression() && !has_tags(node_.text) && compiled_->analysis().reads.empty();
}

}  // namespace hub::mapping
