// What a reconciliation is asked to compare: cases that an operator names, or the platform's own list. Any
// thread.
#pragma once

#include "core/admin/platform.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

struct ReconcileRequest {
  std::string tenant;
  std::vector<ListedCase> cases;  // at most 500; when there are none, the platform's list is asked for
  WallTime from{}, to{};
  std::string after;
};

// Fail with invalid "bad_request". The second is of a request to fetch: cases only.
Result<ReconcileRequest> read_reconcile_request(const http::Request& request, WallTime now);
Result<ReconcileRequest> read_fetch_request(const http::Request& request);

}  // namespace hub::admin
