// A mapping that a person wants for new cases of a target. A plain value.
#pragma once

#include <string>

namespace hub::delivery {

struct MappingProposal {
  std::string tenant, target;
  std::string file;  // for messages
  std::string text;
  std::string author;
};

}  // namespace hub::delivery
