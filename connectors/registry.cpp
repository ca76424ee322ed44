#include "connectors/registry.hpp"

#include <algorithm>

namespace hub::connectors {

const ConnectorKind* Registry::find(std::string_view kind) const {
  const auto found =
      std::ranges::find_if(kinds_, [&](const ConnectorKind& k) { return k.spec.name == kind; });
  return found == kinds_.end() ? nullptr : &*found;
}

}  // namespace hub::connectors
