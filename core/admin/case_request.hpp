// What is asked about cases: filters of the list in a query, searches and openings in a JSON body. Any
// thread.
#pragma once

#include <optional>
#include <string>

#include "core/admin/opening_reason.hpp"
#include "core/admin/query.hpp"
#include "core/delivery/case_view.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

struct CaseSearch {
  std::string tenant;
  std::string case_name;  // an id, or an opaque reference; empty: any
  std::string group;      // empty: any
  delivery::CaseFilter filter;
};

// Fail with invalid "bad_request", which names the member. Unknown members are errors: a misspelt filter must
// not widen what it selects.
Result<delivery::CaseFilter> read_case_filter(const Query& query);
Result<CaseSearch> read_case_search(const http::Request& request);
Result<OpeningReason> read_opening(const http::Request& request);

}  // namespace hub::admin
