#include "core/mapping/class_tree.hpp"

namespace hub::mapping {

namespace {

ClassTree& member_of(ClassTree& tree, std::string_view name) {
  for (auto& [known, child] : tree.members) {
    if (known == name) return *child;
  }
  return *tree.members.emplace_back(name, std::make_unique<ClassTree>()).second;
}

// Returns the leaf.
ClassTree& insert(ClassTree& root, std::string_view path, model::DataClass data_class) {
  ClassTree* at = &root;
  at->highest = highest(at->highest, data_class);
  std::string_view rest = path;
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
    at->is_leaf = false;
    at->highest = highest(at->highest, data_class);
  }
  at->is_leaf = true;
  return *at;
}

bool mark_free_text(ClassTree& tree) {
  bool all = !tree.by_declared_type && (!tree.is_leaf || tree.highest == model::DataClass::free_text);
  for (auto& [name, child] : tree.members) all = mark_free_text(*child) && all;
  if (tree.element) all = mark_free_text(*tree.element) && all;
  return tree.is_all_free_text = all;
}

}  // namespace

const ClassTree* ClassTree::find(std::string_view name) const {
  for (const auto& [known, child] : members) {
    if (known == name) return child.get();
  }
  return nullptr;
}

ClassTree class_tree_with(std::span<const DeclaredField> declared) {
  ClassTree root;
  for (const CaseField& field : case_fields()) {
    ClassTree& leaf = insert(root, field.path, field.data_class);
    leaf.field = &field;
    leaf.holds_json = field.kind == CaseFieldKind::json;
  }
  ClassTree& answer = *member_of(root, "prechat").element;
  answer.by_declared_type = true;
  for (const DeclaredField& field : declared) {
    if (answer_key(field).empty())
      insert(root, field.path, field.data_class).declared = &field;
    else
      answer.answers.push_back(&field);
  }
  mark_free_text(root);
  return root;
}

}  // namespace hub::mapping
