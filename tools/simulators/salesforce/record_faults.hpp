// The faults that strike single records of a write. One thread.
#pragma once

#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/salesforce/org.hpp"

namespace hub::simulators::salesforce {

// What an org says instead of storing the record at that index.
std::optional<ApiError> refuse_record(const std::vector<Fault>& faults, std::size_t record);
// What automation of the org makes of a record that was stored: cut, changed, deleted.
void spoil_record(const std::vector<Fault>& faults, std::size_t record, Row& row, Org& org);

}  // namespace hub::simulators::salesforce
