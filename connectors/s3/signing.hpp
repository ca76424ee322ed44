// AWS Signature Version 4 as S3 wants it (s3.md 1). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/http/message.hpp"

namespace hub::connectors::s3 {

struct Credentials {
  std::string access_key_id;
  Buffer secret_access_key;
  std::string session_token;  // empty for a key that does not expire
};

// What is hashed and signed. The address is percent-encoded already, once, and S3 normalises no path. Every
// header of the request is signed, so those that a proxy may touch are left to the HTTP client.
std::string canonical_request(const http::Request& request);

// Adds x-amz-date, x-amz-content-sha256 (of the body, unless the request says something else), the session
// token and Authorization to a request that is otherwise complete.
void sign(http::Request& request, const Credentials& credentials, std::string_view region, WallTime now);

// A key as the path of an address: everything but letters, digits, "-._~" and "/" is encoded.
std::string encode_path(std::string_view key);

}  // namespace hub::connectors::s3
