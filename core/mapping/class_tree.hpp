// The table of case fields as a tree, so that a case is classified in one walk. Private to core/mapping;
// constant.
#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/data_class.hpp"

namespace hub::mapping {

struct ClassTree {
  model::DataClass highest = model::DataClass::none;  // of everything at and below
  bool is_all_free_text = false;                      // at and below, known or not: nothing need be looked up
  bool is_leaf = false;                               // everything below has `highest`
  bool holds_json = false;                            // a leaf that may have members of its own
  bool by_declared_type = false;                      // a pre-chat answer: its `type` decides
  std::vector<std::pair<std::string_view, std::unique_ptr<ClassTree>>> members;
  std::unique_ptr<ClassTree> element;

  const ClassTree* find(std::string_view name) const;
};

const ClassTree& class_tree();

}  // namespace hub::mapping
