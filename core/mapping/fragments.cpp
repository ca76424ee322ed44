#include "core/mapping/fragments.hpp"

#include <string>
#include <vector>

namespace hub::mapping {

namespace {

using config::Node;
using config::Problems;

constexpr std::size_t kDepthMax = 16;
constexpr std::size_t kUsesMax = 10'000;

class Expander {
 public:
  Expander(const Node* fragments, Problems& problems) : fragments_(fragments), problems_(problems) {
    if (!fragments) return;
    for (const auto& [key, value] : fragments->members) names_.push_back(key.text);
  }

  Node expand(const Node& node) {
    if (node.is_map() && node.find("$use")) return expand_use(node);
    Node copy = node;
    for (Node& item : copy.items) item = expand(item);
    for (auto& [key, value] : copy.members) value = expand(value);
    return copy;
  }

 private:
  Node expand_use(const Node& node) {
    const Node& use = *node.find("$use");
    const std::vector<const Node*> found = find_all(use);
    const bool is_alone = node.members.size() == 1;
    if (is_alone && found.size() == 1) return enter(*found.front(), use);
    Node merged = node;
    std::erase_if(merged.members, [](const auto& member) { return member.first.text == "$use"; });
    for (auto& [key, value] : merged.members) value = expand(value);
    for (const Node* fragment : found) merge(enter(*fragment, use), use, merged);
    return merged;
  }

  void merge(Node fragment, const Node& use, Node& into) {
    if (!fragment.is_map()) {
      problems_.push_back(use.problem("this fragment is no table and cannot be added to other keys",
                                      "use it alone: {$use: name}"));
      return;
    }
    for (auto& member : fragment.members) {
      if (!into.find(member.first.text)) into.members.push_back(std::move(member));
    }
  }

  std::vector<const Node*> find_all(const Node& use) {
    std::vector<const Node*> found;
    if (use.is_list()) {
      for (const Node& name : use.items) add(name, found);
    } else {
      add(use, found);
    }
    return found;
  }

  void add(const Node& name, std::vector<const Node*>& found) {
    const Node* fragment = fragments_ && name.is_scalar() ? fragments_->find(name.text) : nullptr;
    if (fragment) return found.push_back(fragment);
    const auto meant = config::did_you_mean(name.text, names_);
    problems_.push_back(
        name.problem("there is no fragment '" + name.text + "'",
                     meant ? "did you mean '" + *meant + "'?" : "write it under 'fragments'"));
  }

  Node enter(const Node& fragment, const Node& use) {
    if (depth_ >= kDepthMax || ++uses_ > kUsesMax) {
      if (!stopped_)
        problems_.push_back(use.problem("fragments use each other without end", "remove one of the $use"));
      stopped_ = true;
    }
    if (stopped_) return {};
    ++depth_;
    Node expanded = expand(fragment);
    --depth_;
    return expanded;
  }

  const Node* fragments_;
  Problems& problems_;
  std::vector<std::string> names_;
  std::size_t depth_ = 0, uses_ = 0;
  bool stopped_ = false;
};

}  // namespace

Node with_fragments(const Node& node, const Node* fragments, Problems& problems) {
  return Expander(fragments, problems).expand(node);
}

}  // namespace hub::mapping
