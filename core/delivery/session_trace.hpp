// What stays of the session that a case belongs to: whoever brings the session's id finds the ids of its
// cases by it, and nobody else learns either. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/model/keyed_hash.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

// `id_key`: of the tenant.
model::KeyedHash session_ref_of(model::HashKey id_key, std::string_view session_id);

store::SessionTrace trace_of(model::HashKey id_key, std::string_view session_id, std::string_view case_id);

// The case's id; nothing when it is not of this session.
std::optional<std::string> open_trace(model::HashKey id_key, std::string_view session_id,
                                      std::span<const char> sealed_case_id);

}  // namespace hub::delivery
