// A mapping that a person wants for new cases of a target, and what holds for any there. Plain values.
#pragma once

#include <string>

#include "core/mapping/tools/publishing.hpp"

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
};

}  // namespace hub::delivery
