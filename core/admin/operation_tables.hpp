// The rows of operations.hpp by what they are about. Immutable; any thread.
#pragma once

#include <vector>

#include "core/admin/operations.hpp"

namespace hub::admin {

std::vector<Operation> service_operations();   // health, figures, sessions, lanes
std::vector<Operation> delivery_operations();  // deliveries, jobs, what the platform sent and what it holds
std::vector<Operation> case_operations();      // cases, certificates, keys of deletion, proof
std::vector<Operation> mapping_operations();   // mappings and what their targets say
std::vector<Operation> administration_operations();  // keys, resources, secrets, the audit log

}  // namespace hub::admin
