#include "connectors/registry.hpp"

namespace hub::connectors::salesforce {

void add_to(Registry&);
void add_to(Registry&) {}

}  // namespace hub::connectors::salesforce
