// An HTTP client that does no more than a bench needs, so that the load takes little of the machine from what
// is measured: http only, answers with a Content-Length, connections kept open. One loop's thread; the loop
// outlives it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/http/client.hpp"

namespace hub::bench {

class PlainClient final : public http::Client {
 public:
  // Fails with config: `url` is not http, or its host has no address.
  static Result<std::unique_ptr<PlainClient>> open(IoContext& io, const std::string& url);
  ~PlainClient() override;

  // Deadlines are the caller's business. Whatever goes wrong is `unknown`.
  Task<Result<http::Response>> send(http::Request request) override;

 private:
  struct State;
  explicit PlainClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hub::bench
