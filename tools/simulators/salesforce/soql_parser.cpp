#include <cctype>
#include <charconv>

#include "tools/simulators/salesforce/soql.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr std::size_t kStatementMax = 100'000;  // salesforce.md 4.2
constexpr std::size_t kTextMax = 4'000;
constexpr int kNestingMax = 20;

struct Malformed {};

// Throws Malformed within this file only: a statement is right or it is not.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Query parse() {
    Query query;
    expect("select");
    parse_fields(query);
    expect("from");
    query.object = name();
    if (accept("where")) query.where = any_of(0);
    if (accept("order")) {
      expect("by");
      query.order_by = name();
      if (accept("desc"))
        query.descending = true;
      else
        accept("asc");
      if (accept("nulls")) name();
    }
    if (accept("limit")) query.limit = count();
    skip_space();
    if (position_ != text_.size()) throw Malformed();
    return query;
  }

 private:
  void parse_fields(Query& query) {
    do {
      const std::string field = name();
      if (same_name(field, "count") && accept_symbol("(")) {
        expect_symbol(")");
        query.counts = true;
      } else {
        query.fields.push_back(field);
      }
    } while (accept_symbol(","));
  }

  Condition any_of(int depth) { return list_of(depth, "or", Condition::Kind::any_of); }

  Condition list_of(int depth, std::string_view word, Condition::Kind kind) {
    if (depth > kNestingMax) throw Malformed();
    const auto part = [&] {
      return kind == Condition::Kind::any_of ? list_of(depth, "and", Condition::Kind::all_of) : one(depth);
    };
    Condition list{kind, {}, {}, {}, {part()}};
    while (accept(word)) list.parts.push_back(part());
    return list.parts.size() == 1 ? std::move(list.parts.front()) : list;
  }

  Condition one(int depth) {
    if (accept("not")) return {Condition::Kind::negated, {}, {}, {}, {one(depth + 1)}};
    if (accept_symbol("(")) {
      Condition inner = any_of(depth + 1);
      expect_symbol(")");
      return inner;
    }
    Condition condition;
    condition.field = name();
    if (accept("in")) return in_list(std::move(condition));
    if (accept("not")) {
      expect("in");
      return {Condition::Kind::negated, {}, {}, {}, {in_list(std::move(condition))}};
    }
    condition.op = accept("like") ? "like" : op();
    condition.values.push_back(literal());
    return condition;
  }

  Condition in_list(Condition condition) {
    condition.kind = Condition::Kind::in;
    expect_symbol("(");
    do condition.values.push_back(literal());
    while (accept_symbol(","));
    expect_symbol(")");
    return condition;
  }

  std::string op() {
    for (const std::string_view one : {"!=", "<>", "<=", ">=", "=", "<", ">"}) {
      if (accept_symbol(one)) return one == "<>" ? "!=" : std::string(one);
    }
    throw Malformed();
  }

  FieldValue literal() {
    skip_space();
    if (accept_symbol("'")) return quoted();
    if (accept("null")) return FieldValue();
    if (accept("true")) return true;
    if (accept("false")) return false;
    const std::size_t start = position_;
    while (position_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[position_])) ||
            std::string_view("+-.:").find(text_[position_]) != std::string_view::npos)) {
      ++position_;
    }
    const std::string_view token = text_.substr(start, position_ - start);
    double number = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    if (!token.empty() && error == std::errc() && end == token.data() + token.size()) return number;
    if (token.size() >= 10 && std::isdigit(static_cast<unsigned char>(token[0])))
      return std::string(token);  // a date
    throw Malformed();
  }

  FieldValue quoted() {
    std::string value;
    while (position_ < text_.size() && text_[position_] != '\'') {
      char c = text_[position_++];
      if (c == '\\') {
        if (position_ == text_.size()) throw Malformed();
        c = text_[position_++];
        if (c == 'n') c = '\n';
        if (c == 'r') c = '\r';
        if (c == 't') c = '\t';
      }
      value += c;
    }
    if (position_ == text_.size()) throw Malformed();
    ++position_;
    if (value.size() > kTextMax) throw Malformed();
    return value;
  }

  std::size_t count() {
    skip_space();
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text_.data() + position_, text_.data() + text_.size(), value);
    if (error != std::errc()) throw Malformed();
    position_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  static bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

  std::string name() {
    skip_space();
    const std::size_t start = position_;
    while (position_ < text_.size() && is_word(text_[position_])) ++position_;
    if (position_ == start) throw Malformed();
    return std::string(text_.substr(start, position_ - start));
  }

  bool accept(std::string_view word) {
    skip_space();
    if (!same_name(text_.substr(position_, word.size()), word)) return false;
    if (position_ + word.size() < text_.size() && is_word(text_[position_ + word.size()])) return false;
    position_ += word.size();
    return true;
  }
  void expect(std::string_view word) {
    if (!accept(word)) throw Malformed();
  }
  bool accept_symbol(std::string_view symbol) {
    skip_space();
    if (!text_.substr(position_).starts_with(symbol)) return false;
    position_ += symbol.size();
    return true;
  }
  void expect_symbol(std::string_view symbol) {
    if (!accept_symbol(symbol)) throw Malformed();
  }
  void skip_space() {
    while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[position_])))
      ++position_;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

std::variant<Query, ApiError> parse_soql(std::string_view text) {
  const ApiError malformed{"MALFORMED_QUERY", "unexpected token in the query", {}};
  if (text.size() > kStatementMax) return malformed;
  try {
    return Parser(text).parse();
  } catch (const Malformed&) {
    return malformed;
  }
}

}  // namespace hub::simulators::salesforce
