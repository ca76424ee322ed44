// Whether a request was signed with Signature Version 4 (s3.md 1), worked out from what arrived. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/http/message.hpp"

namespace hub::simulators::s3 {

struct Signatory {
  std::string access_key_id, secret, region;
};

// What is wrong, as S3 says it; without a code nothing is.
struct Refusal {
  int status = 0;
  std::string code, message, extra = {};  // `extra`: further elements of the XML
};
Refusal check_signature(const http::Request& request, const Signatory& signatory, WallTime now);

}  // namespace hub::simulators::s3
