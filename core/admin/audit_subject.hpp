// What a request is about, in names and counts that the audit log may hold: nothing else of a request gets
// there. Any thread.
#pragma once

#include <string>
#include <vector>

#include "core/admin/operations.hpp"
#include "core/admin/query.hpp"
#include "core/base/buffer.hpp"

namespace hub::admin {

struct AuditSubject {
  std::string tenant;    // empty: none is named
  std::string resource;  // "target crm", "12 deliveries, dry run"; may be empty
};

// From the path, the query, and the top of a JSON body or its filter. A text that is no name of a resource is
// left out: it may be anything.
AuditSubject audit_subject_of(const Operation& operation, const std::vector<std::string>& path_values,
                              const Query& query, const Buffer& body);

}  // namespace hub::admin
