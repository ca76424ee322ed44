#include "core/mapping/class_tree.hpp"

#include "core/mapping/case_fields.hpp"

namespace hub::mapping {

namespace {

ClassTree& member_of(ClassTree& tree, std::string_view name) {
  for (auto& [known, child] : tree.members) {
    if (known == name) return *child;
  }
  return *tree.members.emplace_back(name, std::make_unique<ClassTree>()).second;
}

void insert(ClassTree& root, const CaseField& field) {
  ClassTree* at = &root;
  at->highest = highest(at->highest, field.data_class);
  std::string_view rest = field.path;
  while (!rest.empty()) {
    if (rest.starts_with("[]")) {
      if (!at->element) at->element = std::make_unique<ClassTree>();
      at = at->element.get();
      rest.remove_prefix(2);
    } else {
      if (rest.front() == '.') rest.remove_prefix(1);
      const std::string_view name = rest.substr(0, rest.find_first_of(".["));
      at = &member_of(*at, name);
      rest.remove_prefix(name.size());
    }
    at->highest = highest(at->highest, field.data_class);
  }
  at->is_leaf = true;
  at->holds_json = field.kind == CaseFieldKind::json;
}

bool mark_free_text(ClassTree& tree) {
  bool all = !tree.by_declared_type && (!tree.is_leaf || tree.highest == model::DataClass::free_text);
  for (auto& [name, child] : tree.members) all = mark_free_text(*child) && all;
  if (tree.element) all = mark_free_text(*tree.element) && all;
  return tree.is_all_free_text = all;
}

ClassTree build() {
  ClassTree root;
  for (const CaseField& field : case_fields()) insert(root, field);
  member_of(root, "prechat").element->by_declared_type = true;
  mark_free_text(root);
  return root;
}

}  // namespace

const ClassTree* ClassTree::find(std::string_view name) const {
  for (const auto& [known, child] : members) {
    if (known == name) return child.get();
  }
  return nullptr;
}

const ClassTree& class_tree() {
  static const ClassTree tree = build();
  return tree;
}

}  // namespace hub::mapping
