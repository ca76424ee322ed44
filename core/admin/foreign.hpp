// Makes a request of a key with a limited reach ask about kNobody wherever it names a tenant beyond it: in
// the path, the query, and the top of the body or its filter. Any thread.
#pragma once

#include <functional>
#include <string>

#include "core/admin/operations.hpp"
#include "core/admin/query.hpp"
#include "core/base/buffer.hpp"

namespace hub::admin {

using SeesTenant = std::function<bool(std::string_view tenant)>;

// The tenant that a request is about: by its path, its query, or the top of its body or its filter. Empty
// when it names none.
std::string named_tenant(const Match& match, const Query& query, const Buffer& body);

void hide_foreign_in_path(const SeesTenant& sees, Match& match);
void hide_foreign_in_query(const SeesTenant& sees, Query& query);
// A body that is no JSON object stays as it is: no operation takes it.
void hide_foreign_in_body(const SeesTenant& sees, Buffer& body);

}  // namespace hub::admin
