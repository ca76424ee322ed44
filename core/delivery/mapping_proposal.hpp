// A mapping that a person wants for new cases of a target, and what holds for any there. Plain values.
#pragma once

#include <memory>
#include <string>

#include "core/mapping/tools/publishing.hpp"
#include "core/policy/terms.hpp"
#include "core/redaction/profile.hpp"

namespace hub::delivery {

struct MappingProposal {
  std::string tenant, target;
  std::string file;  // for messages
  std::string text;
  std::string author;
};

// Where a target's mappings come from, and what they must keep to. The engine outlives it.
struct MappingSite {
  std::string file;  // of the configuration; its tests stand beside it
  mapping::PublishRules rules;
  // What is taken out of every case besides; null: nothing.
  std::shared_ptr<const redaction::Profile> redaction{};
  // What it may not see is left out of the case that a mapping gets, instead of being refused.
  bool leaves_out = false;
  policy::Limit up_to = model::DataClass::free_text;  // of a case that is accepted now
};

}  // namespace hub::delivery
