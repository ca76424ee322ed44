// The fields of a policy and of what a tenant declares, once, for parsing and for the reference page. Any
// thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/config/spec.hpp"

namespace hub::policy {

const config::Spec& policy_spec();  // besides: places, rules, on_refusal
const config::Spec& place_spec();
const config::Spec& rule_spec();
const config::Spec& refusal_spec();
const config::Spec& declared_field_spec();

// With their sections, for the reference page: "policy: rules".
std::vector<std::pair<std::string, const config::Spec*>> policy_specs();

}  // namespace hub::policy
