// YAML with positions, behind our own node type: yaml-cpp stays in yaml.cpp. Immutable once parsed; any
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/problem.hpp"

namespace hub::config {

struct Node {
  struct Member;
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text;     // scalars
  bool quoted = false;  // "5" is text, 5 is a number
  // Where the text itself begins: behind the opening quote, or on the line below a "|". When `verbatim`, the
  // lines of `text` are lines of the file, each indented by text_column - 1.
  int text_line = 0, text_column = 0;
  bool verbatim = false;
  std::vector<Node> items;
  std::vector<Member> members;  // keys are scalars; a key twice is a problem
  std::string file;
  int line = 0, column = 0;
  std::string path;

  const Node* find(std::string_view key) const;
  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_scalar() const { return kind == Kind::scalar; }

  Problem problem(std::string message, std::string fix = {}) const;
  // The problem at a line and column of `text` (both from 1), as near as the way it is written allows.
  Problem problem_in_text(int line_in_text, int column_in_text, std::string message,
                          std::string fix = {}) const;
};

struct Node::Member {
  Node first, second;
};

// Every document of the text ("---" separates them). On problems the list is not empty and the nodes are
// incomplete. Limits: 4 MiB, nesting 64, 200,000 nodes, and each anchor is copied at most 1,000 times.
std::vector<Node> parse_yaml(std::string_view text, const std::string& file, Problems& problems);
std::vector<Node> load_yaml(const std::string& file, Problems& problems);
// A file's text, as far as parse_yaml() takes one; empty when it cannot be read, which is a problem.
std::string load_text(const std::string& file, Problems& problems);

// Whether they say the same, wherever it stands and however it is written; members in the same order.
bool same_content(const Node& a, const Node& b);

// Adds a problem for each member of `map` whose key is not one of `known`.
void check_keys(const Node& map, const std::vector<std::string>& known, Problems& problems);

// The closest of `candidates` by edit distance, when one is close enough to be meant.
std::optional<std::string> did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace hub::config
