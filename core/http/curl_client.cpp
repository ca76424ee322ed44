#include "core/http/curl_client.hpp"

#include <utility>

#include "core/async/task_trace.hpp"
#include "core/http/curl_transfer.hpp"

namespace hub::http {

struct CurlClient::State {
  State(IoContext& loop, ClientSettings wanted)
      : io(loop), settings(std::move(wanted)), multi(loop, static_cast<long>(settings.connections_max)) {}
  ~State() {
    for (CURL* easy : idle) curl_easy_cleanup(easy);
  }

  // Handles are used again: they keep their memory, and curl keeps the connections.
  CURL* take_handle() {
    if (idle.empty()) return curl_easy_init();
    CURL* const easy = idle.back();
    idle.pop_back();
    return easy;
  }
  void give_back(CURL* easy) {
    if (idle.size() < settings.connections_max) {
      idle.push_back(easy);
    } else {
      curl_easy_cleanup(easy);
    }
  }

  IoContext& io;
  const ClientSettings settings;
  CurlMulti multi;
  std::vector<CURL*> idle;
};

CurlClient::CurlClient(IoContext& io, ClientSettings settings)
    : state_(std::make_unique<State>(io, std::move(settings))) {}

CurlClient::~CurlClient() = default;

Task<Result<Response>> CurlClient::send(Request request) {
  State& state = *state_;
  if (const std::string_view trace = current_trace(); !trace.empty())
    request.headers.add("traceparent", std::string(trace));
  const std::unique_ptr<CURL, std::function<void(CURL*)>> easy(
      state.take_handle(), [&state](CURL* used) { state.give_back(used); });
  CurlTransfer transfer(easy.get(), state.settings, request, state.io.get_executor());
  if (auto ready = transfer.prepare(); !ready) co_return std::move(ready).error();
  if (state.multi.start(easy.get(), transfer) != CURLM_OK) {
    co_return transient_error("refused", "the request could not be started");
  }
  co_await transfer.wait();
  co_return transfer.take_result();
}

}  // namespace hub::http
