// The outgoing HTTP port. Connectors and fetchers see only this; the simulator replaces it.
#pragma once

#include "core/async/task.hpp"
#include "core/base/result.hpp"
#include "core/http/message.hpp"

namespace hub::http {

// One loop's thread. Never retries, never follows redirects. Any status is a success here: judging it is the
// caller's job. Errors: `transient` when no byte of the request left (refused, unresolved, failed handshake),
// `unknown` after the first byte (timeout, reset, truncated answer), `invalid` "answer_too_large",
// `config` "forbidden_address" when the guard refused the address.
class Client {
 public:
  virtual ~Client() = default;
  virtual Task<Result<Response>> send(Request request) = 0;
};

}  // namespace hub::http
