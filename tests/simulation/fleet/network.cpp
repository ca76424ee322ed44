#include "tests/simulation/fleet/network.hpp"

#include <memory>

namespace hub::simulation {

namespace {
constexpr std::string_view kScheme = "https://";
}

void Network::carry(Sender from, std::string to, http::Request request, std::weak_ptr<Exchange> exchange) {
  const auto on_its_way = std::make_shared<http::Request>(std::move(request));
  clock_.call_at(clock_.now() + latency(), [this, from, to, on_its_way, exchange] {
    const auto end = ends_.find(to);
    if (end == ends_.end() || !is_open(from.name, to)) return;
    spawn(end->second.executor, serve(end->second, from, to, std::move(*on_its_way), exchange));
  });
}

Task<void> Network::serve(End end, Sender from, std::string to, http::Request request,
                          std::weak_ptr<Exchange> exchange) {
  const http::Peer peer{"", "CN=" + from.name};
  auto serving = end.routes->serve(std::move(request), peer);
  http::Response answered = co_await std::move(serving);
  const auto response = std::make_shared<http::Response>(std::move(answered));
  clock_.call_at(clock_.now() + latency(),
                 [this, from, to, response, exchange] { answer(from, to, std::move(*response), exchange); });
}

// Whoever asked may have been started anew meanwhile.
void Network::answer(const Sender& from, const std::string& to, http::Response response,
                     const std::weak_ptr<Exchange>& exchange) {
  const auto asking = ends_.find(from.name);
  if (asking == ends_.end() || asking->second.boot != from.boot || !is_open(from.name, to)) return;
  const auto waiting = exchange.lock();
  if (!waiting) return;
  waiting->answer = std::move(response);
  waiting->done.set();
}

Task<Result<http::Response>> NodeChannel::send(http::Request request) {
  const MonotonicTime deadline = clock_.now() + request.deadline;
  const std::string rest = request.url.substr(kScheme.size());
  const std::size_t slash = rest.find('/');
  request.url = rest.substr(slash);
  const auto exchange = std::make_shared<Network::Exchange>(executor_);
  network_.carry(self_, rest.substr(0, slash), std::move(request), exchange);
  const bool is_answered = co_await exchange->done.wait_until(clock_, deadline);
  if (!is_answered) co_return unknown_outcome("timeout", "no answer came");
  co_return std::move(*exchange->answer);
}

}  // namespace hub::simulation
