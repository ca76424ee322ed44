// Groups of the API's schemas that stand in files of their own. Any thread.
#pragma once

#include <vector>

#include "core/admin/openapi.hpp"

namespace hub::admin {

// Resources, secrets, the audit log.
std::vector<ApiSchema> administration_schemas();
std::vector<ApiSchema> mapping_schemas();
std::vector<ApiSchema> workbench_schemas();

}  // namespace hub::admin
