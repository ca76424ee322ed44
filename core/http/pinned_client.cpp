#include "core/http/pinned_client.hpp"

#include "core/http/host_patterns.hpp"
#include "core/http/url.hpp"

namespace hub::http {

Task<Result<Response>> PinnedClient::send(Request request) {
  const UrlParts parts(request.url);
  if (!is_host_among(host_of(parts), hosts_)) {
    Error error = config_error("the target is pinned to hosts, and this one is none of them");
    error.code = "host_not_allowed";
    co_return error;
  }
  auto sending = client_.send(std::move(request));
  co_return co_await std::move(sending);
}

}  // namespace hub::http
