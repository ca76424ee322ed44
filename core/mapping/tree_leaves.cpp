#include <charconv>
#include <cmath>

#include "core/mapping/facts.hpp"
#include "core/mapping/tree.hpp"
#include "core/model/json.hpp"

namespace hub::mapping {

namespace {

using model::Value;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

bool is_whole(double number) {
  return std::floor(number) == number && std::abs(number) < 9.2e18;
}

Error wrong_type(std::string_view expected) {
  return invalid_error("wrong_type", "the value is not " + std::string(expected));
}

class Constant final : public Tree {
 public:
  Constant(TreePlace place, const Value& value) : place_(std::move(place)), value_(value) {}
  Made make(Scope&) const override { return std::optional<Value>(value_); }
  void describe(FactCollector& facts) const override { facts.add_constant(place_, value_); }

 private:
  TreePlace place_;
  Value value_;
};

class Text final : public Tree {
 public:
  Text(TreePlace place, ExpressionPtr text, const TextRules* rules)
      : place_(std::move(place)), text_(std::move(text)), rules_(rules) {}

  Made make(Scope& scope) const override {
    auto rendered = text_->text(scope);
    if (!rendered) return at_field(std::move(rendered).error(), place_.path);
    auto value = finish_text(rules_, rendered->text, rendered->data_class, scope);
    if (!value) return at_field(std::move(value).error(), place_.path);
    return std::optional<Value>(*value);
  }
  void describe(FactCollector& facts) const override {
    facts.add_leaf(place_, LeafKind::text, *text_, rules_);
  }

 private:
  TreePlace place_;
  ExpressionPtr text_;
  const TextRules* rules_;
};

// A leaf whose value is converted to one type; blank becomes null.
class Typed final : public Tree {
 public:
  using Convert = Result<Value> (*)(const Value&);

  Typed(TreePlace place, ExpressionPtr expression, LeafKind kind, Convert convert)
      : place_(std::move(place)), expression_(std::move(expression)), kind_(kind), convert_(convert) {}

  Made make(Scope& scope) const override {
    auto value = expression_->value(scope);
    if (!value) return at_field(std::move(value).error(), place_.path);
    auto converted = convert_(*value);
    if (!converted) return at_field(std::move(converted).error(), place_.path);
    return std::optional<Value>(converted->with_class(value->data_class()));
  }
  void describe(FactCollector& facts) const override { facts.add_leaf(place_, kind_, *expression_, nullptr); }

 private:
  TreePlace place_;
  ExpressionPtr expression_;
  LeafKind kind_;
  Convert convert_;
};

Result<Value> to_number(const Value& value) {
  if (value.is_null() || value.is_integer() || value.is_number()) return value;
  if (!value.is_string()) return wrong_type("a number");
  const std::string_view text = trimmed(value.as_string());
  if (text.empty()) return Value();
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  const auto as_whole = std::from_chars(text.data(), end, whole);
  if (as_whole.ec == std::errc{} && as_whole.ptr == end) return Value::integer(whole);
  double number = 0;
  const auto as_number = std::from_chars(text.data(), end, number);
  if (as_number.ec != std::errc{} || as_number.ptr != end || !std::isfinite(number))
    return wrong_type("a number");
  return Value::number(number);
}

Result<Value> to_integer(const Value& value) {
  auto number = to_number(value);
  if (!number || !number->is_number()) return number;
  if (!is_whole(number->as_double())) return wrong_type("a whole number");
  return Value::integer(static_cast<std::int64_t>(number->as_double()));
}

Result<Value> to_boolean(const Value& value) {
  if (value.is_null() || value.is_boolean()) return value;
  if (!value.is_string()) return wrong_type("true or false");
  const std::string_view text = trimmed(value.as_string());
  if (text.empty()) return Value();
  if (text != "true" && text != "false") return wrong_type("true or false");
  return Value::boolean(text == "true");
}

class Json final : public Tree {
 public:
  Json(TreePlace place, ExpressionPtr json, const TextRules* rules)
      : place_(std::move(place)), json_(std::move(json)), rules_(rules) {}

  Made make(Scope& scope) const override {
    auto value = json_->value(scope);
    if (!value) return at_field(std::move(value).error(), place_.path);
    if (!json_->is_value()) {
      model::JsonParser parser;
      auto parsed = parser.parse(value->as_string(), scope.arena(), value->data_class());
      if (!parsed) return at_field(wrong_type("well-formed JSON"), place_.path);
      value = *parsed;
    }
    return std::optional<Value>(finish_json(rules_, *value, scope));
  }
  void describe(FactCollector& facts) const override {
    facts.add_leaf(place_, LeafKind::json, *json_, rules_);
  }

 private:
  TreePlace place_;
  ExpressionPtr json_;
  const TextRules* rules_;
};

}  // namespace

TreePtr make_constant(TreePlace place, const Value& value) {
  return std::make_unique<Constant>(std::move(place), value);
}
TreePtr make_text(TreePlace place, ExpressionPtr text, const TextRules* rules) {
  return std::make_unique<Text>(std::move(place), std::move(text), rules);
}
TreePtr make_integer(TreePlace place, ExpressionPtr number) {
  return std::make_unique<Typed>(std::move(place), std::move(number), LeafKind::integer, &to_integer);
}
TreePtr make_number(TreePlace place, ExpressionPtr number) {
  return std::make_unique<Typed>(std::move(place), std::move(number), LeafKind::number, &to_number);
}
TreePtr make_boolean(TreePlace place, ExpressionPtr truth) {
  return std::make_unique<Typed>(std::move(place), std::move(truth), LeafKind::boolean, &to_boolean);
}
TreePtr make_json(TreePlace place, ExpressionPtr json, const TextRules* rules) {
  return std::make_unique<Json>(std::move(place), std::move(json), rules);
}

Error at_field(Error error, const std::string& path) {
  // Errors from inside a container already name the innermost field; a limit keeps its name behind it.
  if (error.message.starts_with("field ")) return error;
  error.fields.insert(error.fields.begin(), path);
  return std::move(error).with_context("field " + path);
}

}  // namespace hub::mapping
