// The part of ExpressionParser that reads filters and conditions.
#include <algorithm>
#include <utility>

#include "core/mapping/liquid/expression_parser.hpp"
#include "core/mapping/liquid/filter_spec.hpp"
#include "core/mapping/liquid/suggestion.hpp"

namespace hub::mapping::liquid {
namespace {

using Kind = Token::Kind;

std::string count_text(std::size_t min, std::size_t max) {
  if (max == 0) return "no arguments";
  std::string text = min == max ? "" : min == 0 ? "at most " : std::to_string(min) + " to ";
  text += std::to_string(max);
  return text + (max == 1 ? " argument" : " arguments");
}

Comparison comparison_of(std::string_view text) {
  if (text == "==") return Comparison::equal;
  if (text == "!=" || text == "<>") return Comparison::unequal;
  if (text == "<") return Comparison::less;
  if (text == "<=") return Comparison::less_equal;
  if (text == ">") return Comparison::greater;
  return Comparison::greater_equal;
}

}  // namespace

Index ExpressionParser::pipeline() {
  Program& program = state_.program;
  Pipeline pipeline;
  if (peek().kind == Kind::end && !state_.failed()) {
    pipeline.expression = literal({}, peek().at);
  } else {
    pipeline.expression = expression();
    // A filter's arguments hold no filters, so the filters of one pipeline lie side by side.
    pipeline.filters.first = static_cast<Index>(program.filters.size());
    while (take_if(Kind::pipe)) filter();
    pipeline.filters.count = static_cast<Index>(program.filters.size()) - pipeline.filters.first;
    expect_end();
  }
  program.pipelines.push_back(pipeline);
  return static_cast<Index>(program.pipelines.size() - 1);
}

void ExpressionParser::filter() {
  const Token name = peek();
  if (name.kind != Kind::identifier) return fail_here("expected the name of a filter behind '|'");
  take();
  FilterCall call;
  call.at = name.at;
  call.spec = find_filter(name.text);
  if (!call.spec) {
    Suggestion suggestion(name.text);
    for (const FilterSpec& spec : all_filters()) suggestion.consider(spec.name);
    return state_.fail(name.at, "unknown filter '" + std::string(name.text) + "'", suggestion.text());
  }
  if (take_if(Kind::colon)) filter_arguments(call);
  check_filter(call);
  state_.program.filters.push_back(call);
}

void ExpressionParser::filter_arguments(FilterCall& call) {
  std::vector<Index> positional;
  do {
    const bool keyword = peek().kind == Kind::identifier && peek(1).kind == Kind::colon;
    if (!keyword) {
      positional.push_back(expression());
      continue;
    }
    const Token word = take();
    take();
    if (word.text != call.spec->keyword) {
      return state_.fail(
          word.at, std::string(call.spec->name) + ": unknown argument '" + std::string(word.text) + "'");
    }
    call.keyword = expression();
  } while (take_if(Kind::comma));
  auto& operands = state_.program.operands;
  call.arguments = {static_cast<Index>(operands.size()), static_cast<Index>(positional.size())};
  operands.insert(operands.end(), positional.begin(), positional.end());
}

void ExpressionParser::check_filter(const FilterCall& call) {
  if (state_.failed()) return;
  const FilterSpec& spec = *call.spec;
  const Index given = call.arguments.count;
  if (given < spec.arguments_min || given > spec.arguments_max) {
    return state_.fail(call.at, std::string(spec.name) + ": takes " +
                                    count_text(spec.arguments_min, spec.arguments_max) + ", " +
                                    (given == 0 ? "none" : std::to_string(given)) + " given");
  }
  Analysis& analysis = state_.program.analysis;
  analysis.filters.push_back({std::string(spec.name), state_.program.position_of(call.at)});
  if (spec.lowering == Lowering::redact) return check_redacted_kinds(call);
  if (spec.name != "lookup") return;
  const Expression& table = state_.program.expressions[state_.program.operands[call.arguments.first]];
  if (table.kind != Expression::Kind::literal) return;
  const Cell& name = state_.program.constants[table.a];
  if (!name.is_string()) return state_.fail(table.at, "lookup: the table's name must be a string");
  analysis.tables.push_back({std::string(name.value.as_string()), state_.program.position_of(table.at)});
}

// Kinds must be literal: what a template redacts is known when it is published.
void ExpressionParser::check_redacted_kinds(const FilterCall& call) {
  Program& program = state_.program;
  if (call.arguments.count == 0) program.analysis.redacted.push_back({"*", program.position_of(call.at)});
  const Redactor& redactor = state_.options.redactor ? *state_.options.redactor : plain_redactor();
  for (Index i = 0; i < call.arguments.count; ++i) {
    const Expression& argument = program.expressions[program.operands[call.arguments.first + i]];
    const bool literal =
        argument.kind == Expression::Kind::literal && program.constants[argument.a].is_string();
    if (!literal) return state_.fail(argument.at, "redact: what to redact must be written as a string");
    const std::string kind(program.constants[argument.a].value.as_string());
    if (!redactor.knows(kind)) return state_.fail(argument.at, "redact: unknown kind '" + kind + "'");
    program.analysis.redacted.push_back({kind, program.position_of(argument.at)});
  }
}

Index ExpressionParser::condition() {
  std::vector<Test> found;
  do {
    found.push_back(test());
    if (take_word("and")) {
      found.back().link = Link::and_then;
    } else if (take_word("or")) {
      found.back().link = Link::or_else;
    }
  } while (found.back().link != Link::last && !state_.failed());
  expect_end();
  Program& program = state_.program;
  program.conditions.push_back({static_cast<Index>(program.tests.size()), static_cast<Index>(found.size())});
  program.tests.insert(program.tests.end(), found.begin(), found.end());
  return static_cast<Index>(program.conditions.size() - 1);
}

Test ExpressionParser::test() {
  Test added;
  added.left = expression();
  added.at = peek().at;
  if (peek().kind == Kind::comparison) {
    added.comparison = comparison_of(take().text);
    added.right = expression();
  } else if (take_word("contains")) {
    added.comparison = Comparison::contains;
    added.right = expression();
  }
  return added;
}

}  // namespace hub::mapping::liquid
