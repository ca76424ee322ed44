// The fields of a case as a tree, so that a case is classified in one walk. Private to core/mapping; constant
// once made.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/mapping/case_classes.hpp"
#include "core/mapping/case_fields.hpp"
#include "core/model/data_class.hpp"

namespace hub::mapping {

struct ClassTree {
  model::DataClass highest = model::DataClass::none;  // of everything at and below
  bool is_all_free_text = false;                      // at and below, known or not: nothing need be looked up
  bool is_leaf = false;                               // everything below has `highest`
  bool holds_json = false;                            // a leaf that may have members of its own
  bool by_declared_type = false;                      // a pre-chat answer: its `type` decides
  const CaseField* field = nullptr;                   // of a leaf of the table
  const DeclaredField* declared = nullptr;            // of a leaf that a tenant declares
  std::vector<const DeclaredField*> answers{};        // by_declared_type: those that a tenant declares
  std::vector<std::pair<std::string_view, std::unique_ptr<ClassTree>>> members;
  std::unique_ptr<ClassTree> element;

  const ClassTree* find(std::string_view name) const;
};

// Of the table, and of what a tenant declares: it outlives the tree.
ClassTree class_tree_with(std::span<const DeclaredField> declared);

}  // namespace hub::mapping
