#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/mapping/text.hpp"
#include "core/mapping/tree_compiler.hpp"
#include "core/model/builder.hpp"

namespace hub::mapping {

namespace {

using config::Node;
using model::Value;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// As JSON writes numbers: a leading zero or plus makes it a text, as in a postcode or a phone number.
bool looks_like_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return false;
  if (text.size() > 1 && text[0] == '0' && is_digit(text[1])) return false;
  return is_digit(text.back());
}

std::optional<Value> as_number(std::string_view text) {
  if (!looks_like_number(text)) return std::nullopt;
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  const auto as_whole = std::from_chars(text.data(), end, whole);
  if (as_whole.ec == std::errc{} && as_whole.ptr == end) return Value::integer(whole);
  double number = 0;
  const auto as_double = std::from_chars(text.data(), end, number);
  if (as_double.ec == std::errc{} && as_double.ptr == end && std::isfinite(number))
    return Value::number(number);
  return std::nullopt;
}

}  // namespace

Value constant_of(const Node& node, model::Arena& arena) {
  if (node.kind == Node::Kind::null) return {};
  if (!node.quoted) {
    if (node.text == "true" || node.text == "false") return Value::boolean(node.text == "true");
    if (const auto number = as_number(node.text)) return *number;
  }
  return Value::string(without_control_characters(arena.copy(node.text), arena));
}

Value constants_of(const Node& node, model::Arena& arena) {
  if (node.is_list()) {
    model::ArrayBuilder items(arena);
    for (const Node& item : node.items) items.add(constants_of(item, arena));
    return items.finish();
  }
  if (node.is_map()) {
    model::ObjectBuilder members(arena);
    for (const auto& [key, value] : node.members)
      members.add(arena.copy(key.text), constants_of(value, arena));
    return members.finish();
  }
  return constant_of(node, arena);
}

bool is_item_name(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || !is_letter(name.front())) return false;
  return std::ranges::all_of(name, [&is_letter](char c) { return is_letter(c) || is_digit(c); });
}

bool has_liquid(const std::string& text) {
  return text.find("{{") != std::string::npos || text.find("{%") != std::string::npos;
}

}  // namespace hub::mapping
