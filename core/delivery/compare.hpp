// Whether a target stored what was sent: field by field, after the connector brought both sides to one form.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "core/model/record.hpp"

namespace hub::delivery {

// The names of the fields that differ, in order; empty means confirmed. `exact` compares values, `present`
// asks for any value, `ignore` nothing. A null and an absent field are the same.
std::vector<std::string> differing_fields(const model::RecordShape& shape, const model::Value& expected,
                                          const model::Value& stored);

}  // namespace hub::delivery
