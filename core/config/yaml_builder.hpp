// Builds Nodes from the parser's events, copies what aliases name and keeps the limits. Private to
// core/config. One thread.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "core/config/yaml.hpp"

namespace hub::config {

class NodeBuilder {
 public:
  // Thrown (within core/config only) once a limit has been reported: nothing further is worth reading.
  struct LimitReached {};
  using Anchor = std::size_t;  // 0: none

  explicit NodeBuilder(Problems& problems) : problems_(problems) {}

  void begin_document();
  void add(Node node, Anchor anchor);
  // A copy of the anchored node, in place of `place`.
  void add_copy(const Node& place, Anchor anchor);
  void open(Node node, Anchor anchor);
  void close();
  void report(Problem problem) { problems_.push_back(std::move(problem)); }

  // The documents, with their paths filled in.
  std::vector<Node> take();

 private:
  struct Open {
    Node node;
    Anchor anchor = 0;
    Node key;
    bool has_key = false;
  };
  struct Anchored {
    Node node;
    std::size_t size = 1;  // nodes in it
    int copies = 0;
  };
  void count(std::size_t nodes, const Node& at);
  void place(Node node);
  void place_in_map(Open& parent, Node node);
  void keep(const Node& node, Anchor anchor);
  [[noreturn]] void stop(const Node& at, std::string message);

  Problems& problems_;
  std::vector<Node> documents_;
  std::vector<Open> open_;
  std::map<Anchor, Anchored> anchors_;
  std::size_t nodes_ = 0;
};

}  // namespace hub::config
