#include "core/mapping/tools/value_diff.hpp"

#include <algorithm>
#include <vector>

#include "core/model/json.hpp"

namespace hub::mapping {

namespace {

using model::Value;

std::string json(const Value& value) {
  Buffer out;
  model::write_json(value, out);
  return std::string(out.view());
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == text.npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// Lines that both begin or end with are left out, but for one on each side.
std::string line_diff(std::string_view expected, std::string_view actual) {
  const auto a = lines_of(expected), b = lines_of(actual);
  std::size_t same_front = 0, same_back = 0;
  const std::size_t shorter = std::min(a.size(), b.size());
  while (same_front < shorter && a[same_front] == b[same_front]) ++same_front;
  while (same_back < shorter - same_front && a[a.size() - 1 - same_back] == b[b.size() - 1 - same_back])
    ++same_back;
  std::string diff;
  const auto add = [&diff](char sign, std::string_view line) {
    diff += std::string("      ") + sign + ' ' + std::string(line) + '\n';
  };
  if (same_front > 0) add(' ', a[same_front - 1]);
  for (std::size_t i = same_front; i < a.size() - same_back; ++i) add('-', a[i]);
  for (std::size_t i = same_front; i < b.size() - same_back; ++i) add('+', b[i]);
  if (same_back > 0) add(' ', a[a.size() - same_back]);
  return diff;
}

std::string leaf_diff(const Value& expected, const Value& actual, const std::string& path) {
  const auto has_lines = [](const Value& value) {
    return value.as_string().find('\n') != std::string_view::npos;
  };
  if (expected.is_string() && actual.is_string() && (has_lines(expected) || has_lines(actual))) {
    return "    " + path + " (- expected, + got)\n" + line_diff(expected.as_string(), actual.as_string());
  }
  return "    " + path + "\n      expected " + json(expected) + "\n      got      " + json(actual) + '\n';
}

std::string object_diff(const Value& expected, const Value& actual, Match match, const std::string& path) {
  std::string diff;
  const auto below = [&path](std::string_view name) {
    return path.empty() ? std::string(name) : path + '.' + std::string(name);
  };
  for (const model::Member& member : expected.as_object()) {
    const Value* found = actual.find(member.name);
    if (found) {
      diff += value_diff(member.value, *found, match, below(member.name));
    } else {
      diff += "    " + below(member.name) + "\n      expected " + json(member.value) +
              "\n      got      nothing\n";
    }
  }
  if (match == Match::includes) return diff;
  for (const model::Member& member : actual.as_object()) {
    if (expected.find(member.name)) continue;
    diff +=
        "    " + below(member.name) + "\n      expected nothing\n      got      " + json(member.value) + '\n';
  }
  return diff;
}

std::string array_diff(const Value& expected, const Value& actual, Match match, const std::string& path) {
  const auto a = expected.as_array(), b = actual.as_array();
  if (a.size() != b.size()) return leaf_diff(expected, actual, path);
  std::string diff;
  for (std::size_t i = 0; i < a.size(); ++i)
    diff += value_diff(a[i], b[i], match, path + '[' + std::to_string(i) + ']');
  return diff;
}

}  // namespace

std::string value_diff(const Value& expected, const Value& actual, Match match, const std::string& path) {
  if (expected.is_object() && actual.is_object()) return object_diff(expected, actual, match, path);
  if (expected.is_array() && actual.is_array()) return array_diff(expected, actual, match, path);
  return expected == actual ? std::string() : leaf_diff(expected, actual, path);
}

}  // namespace hub::mapping
