#include "core/config/yaml_builder.hpp"

#include <numeric>
#include <utility>

namespace hub::config {

namespace {

constexpr std::size_t kNestingMax = 64;
constexpr std::size_t kNodesMax = 200'000;
constexpr int kCopiesMax = 1'000;

std::size_t size_of(const Node& node) {
  std::size_t size = 1;
  for (const Node& item : node.items) size += size_of(item);
  for (const auto& [key, value] : node.members) size += 1 + size_of(value);
  return size;
}

void set_paths(Node& node, const std::string& path) {
  node.path = path;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    set_paths(node.items[i], path + '[' + std::to_string(i) + ']');
  }
  for (auto& [key, value] : node.members) {
    const std::string member = path.empty() ? key.text : path + '.' + key.text;
    key.path = member;
    set_paths(value, member);
  }
}

}  // namespace

void NodeBuilder::begin_document() {
  anchors_.clear();
  open_.clear();
}

void NodeBuilder::stop(const Node& at, std::string message) {
  problems_.push_back(at.problem(std::move(message)));
  throw LimitReached{};
}

void NodeBuilder::count(std::size_t nodes, const Node& at) {
  nodes_ += nodes;
  if (nodes_ > kNodesMax) stop(at, "the file holds more than 200,000 values, aliases included");
}

void NodeBuilder::keep(const Node& node, Anchor anchor) {
  if (anchor != 0) anchors_[anchor] = {node, size_of(node), 0};
}

void NodeBuilder::add(Node node, Anchor anchor) {
  count(1, node);
  keep(node, anchor);
  place(std::move(node));
}

void NodeBuilder::add_copy(const Node& at, Anchor anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) stop(at, "an alias cannot stand inside of what it names");
  Anchored& anchored = found->second;
  if (++anchored.copies > kCopiesMax) stop(at, "this anchor is used more than 1,000 times");
  count(anchored.size, at);
  place(anchored.node);
}

void NodeBuilder::open(Node node, Anchor anchor) {
  count(1, node);
  if (open_.size() >= kNestingMax) stop(node, "nested deeper than 64 levels");
  open_.push_back({std::move(node), anchor, {}, false});
}

void NodeBuilder::close() {
  Open done = std::move(open_.back());
  open_.pop_back();
  keep(done.node, done.anchor);
  place(std::move(done.node));
}

void NodeBuilder::place(Node node) {
  if (open_.empty()) {
    documents_.push_back(std::move(node));
    return;
  }
  Open& parent = open_.back();
  if (parent.node.is_map()) return place_in_map(parent, std::move(node));
  parent.node.items.push_back(std::move(node));
}

void NodeBuilder::place_in_map(Open& parent, Node node) {
  if (!parent.has_key) {
    if (!node.is_scalar()) problems_.push_back(node.problem("a key must be text", "write it in quotes"));
    parent.key = std::move(node);
    parent.has_key = true;
    return;
  }
  parent.has_key = false;
  if (!parent.key.is_scalar()) return;
  if (const Node* first = parent.node.find(parent.key.text)) {
    problems_.push_back(parent.key.problem("the key '" + parent.key.text + "' stands here twice",
                                           "the first is on line " + std::to_string(first->line)));
    return;
  }
  parent.node.members.emplace_back(std::move(parent.key), std::move(node));
}

std::vector<Node> NodeBuilder::take() {
  for (Node& document : documents_) set_paths(document, {});
  return std::move(documents_);
}

}  // namespace hub::config
