// Filters of deliveries as operators give them, in a query or in a JSON body. Any thread.
#pragma once

#include "core/admin/query.hpp"
#include "core/base/clock.hpp"
#include "core/model/value.hpp"
#include "core/store/types.hpp"

namespace hub::admin {

// Fail with invalid "bad_filter", which names the member. Unknown members are errors: a misspelt filter must
// not widen what it selects.
Result<store::DeliveryFilter> read_filter(const Query& query, WallTime now);
Result<store::DeliveryFilter> read_filter(const model::Value& object, WallTime now);

}  // namespace hub::admin
