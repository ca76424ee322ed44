#include "tools/simulators/servicenow/query.hpp"

#include <algorithm>

namespace hub::simulators::servicenow {

namespace {

constexpr std::string_view kOrder = "ORDERBY";

// By "^", of which two stand for one in a value.
std::vector<std::string> terms_of(std::string_view text) {
  std::vector<std::string> terms(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_caret = text[i] == '^';
    const bool is_doubled = is_caret && i + 1 < text.size() && text[i + 1] == '^';
    if (is_caret && !is_doubled) {
      terms.emplace_back();
      continue;
    }
    terms.back() += text[i];
    if (is_doubled) ++i;
  }
  return terms;
}

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> items;
  while (true) {
    const std::string_view item = text.substr(0, text.find(','));
    items.emplace_back(item);
    if (item.size() == text.size()) return items;
    text.remove_prefix(item.size() + 1);
  }
}

bool is_column_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

}  // namespace

Query::Query(std::string_view text, const std::function<bool(std::string_view)>& knows_column) {
  for (const std::string& term : terms_of(text)) {
    if (term.starts_with(kOrder)) {
      const std::string column = term.substr(kOrder.size());
      if (knows_column(column)) order_ = column;
      continue;
    }
    const auto end = std::ranges::find_if_not(term, is_column_character);
    const std::string column(term.begin(), end), rest(end, term.end());
    if (!knows_column(column)) continue;
    if (rest.starts_with("!=")) terms_.push_back({column, Operator::differs, {rest.substr(2)}});
    if (rest.starts_with("=")) terms_.push_back({column, Operator::equal, {rest.substr(1)}});
    if (rest.starts_with("IN")) terms_.push_back({column, Operator::one_of, list_of(rest.substr(2))});
  }
}

bool Query::matches(const Values& values) const {
  return std::ranges::all_of(terms_, [&values](const Term& term) {
    const auto found = values.find(term.column);
    const std::string value = found == values.end() ? std::string() : found->second;
    const bool is_among = std::ranges::find(term.values, value) != term.values.end();
    return is_among == (term.op != Operator::differs);
  });
}

}  // namespace hub::simulators::servicenow
