#include "tools/simulators/salesforce/references.hpp"

#include <charconv>

#include "core/model/json.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

constexpr std::string_view kOpening = "@{";

std::string_view name_of(std::string_view path) {
  return path.substr(0, path.find_first_of(".["));
}

// One step of "[0].errors": into a list or an object; null when there is nothing.
const Value* step(const Value* value, std::string_view& path) {
  if (path.front() == '[') {
    std::size_t index = 0;
    const std::size_t end = path.find(']');
    if (end == std::string_view::npos || !value->is_array()) return nullptr;
    const auto [rest, error] = std::from_chars(path.data() + 1, path.data() + end, index);
    path.remove_prefix(end + 1);
    const bool is_inside = error == std::errc() && index < value->as_array().size();
    return is_inside ? &value->as_array()[index] : nullptr;
  }
  if (path.front() == '.') path.remove_prefix(1);
  const std::string_view name = name_of(path);
  path.remove_prefix(name.size());
  return name.empty() ? nullptr : value->find(name);
}

}  // namespace

std::optional<std::string> References::look_up(std::string_view path) const {
  const auto answer = answers_.find(name_of(path));
  if (answer == answers_.end()) return std::nullopt;
  path.remove_prefix(answer->first.size());
  model::Arena arena;
  model::JsonParser parser;
  const auto json = parser.parse(answer->second, arena);
  const Value* found = json.ok() ? &*json : nullptr;
  while (found && !path.empty()) found = step(found, path);
  if (!found || found->is_null()) return std::nullopt;
  if (found->is_string()) return std::string(found->as_string());
  Buffer text;
  model::write_json(*found, text);
  return std::string(text.view());
}

std::optional<std::string> References::fill(std::string_view text) const {
  std::string filled;
  for (std::size_t at = text.find(kOpening); at != std::string_view::npos; at = text.find(kOpening)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    const auto value = look_up(text.substr(at + kOpening.size(), end - at - kOpening.size()));
    if (!value) return std::nullopt;
    filled.append(text.substr(0, at)).append(*value);
    text.remove_prefix(end + 1);
  }
  return filled.append(text);
}

std::optional<Value> References::fill(const Value& value, model::Arena& arena) const {
  if (value.is_string()) {
    if (value.as_string().find(kOpening) == std::string_view::npos) return value;
    const auto text = fill(value.as_string());
    if (!text) return std::nullopt;
    return Value::string(arena.copy(*text));
  }
  if (value.is_array()) {
    const auto items = value.as_array();
    Value* filled = arena.take_array<Value>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto item = fill(items[i], arena);
      if (!item) return std::nullopt;
      filled[i] = *item;
    }
    return Value::array({filled, items.size()});
  }
  if (!value.is_object()) return value;
  const auto members = value.as_object();
  auto* filled = arena.take_array<model::Member>(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto member = fill(members[i].value, arena);
    if (!member) return std::nullopt;
    filled[i] = {members[i].name, *member};
  }
  return Value::object({filled, members.size()});
}

void collect_references(std::string_view text, std::set<std::string>& names) {
  for (std::size_t at = text.find(kOpening); at != std::string_view::npos; at = text.find(kOpening)) {
    text.remove_prefix(at + kOpening.size());
    names.emplace(name_of(text.substr(0, text.find('}'))));
  }
}

void collect_references(const Value& value, std::set<std::string>& names) {
  if (value.is_string()) collect_references(value.as_string(), names);
  if (value.is_array()) {
    for (const Value& item : value.as_array()) collect_references(item, names);
  }
  if (value.is_object()) {
    for (const model::Member& member : value.as_object()) collect_references(member.value, names);
  }
}

}  // namespace hub::simulators::salesforce
