#include "core/http/server_state.hpp"

#include <boost/asio/redirect_error.hpp>
#include <ctime>

namespace hub::http {

namespace {
std::string http_date(std::time_t seconds) {
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text, size};
}
}  // namespace

ServerState::ServerState(IoContext& loop, ServerSettings wanted, Handler answer)
    : io(loop),
      settings(std::move(wanted)),
      handler(std::move(answer)),
      acceptor(loop.get_executor()),
      gone(loop.get_executor()),
      timer_(loop.get_executor()),
      date_(http_date(std::time(nullptr))) {}

ServerState::Connections::iterator ServerState::enter(ConnectionBase& connection) {
  return connections_.insert(connections_.end(), &connection);
}

void ServerState::leave(Connections::iterator connection) {
  connections_.erase(connection);
  if (draining_ && connections_.empty()) gone.set();
}

void ServerState::sweep() {
  const auto now = std::chrono::steady_clock::now();
  date_ = http_date(std::time(nullptr));
  // Ending a connection only cancels its operations: it leaves the list later, through the loop.
  for (ConnectionBase* connection : connections_) {
    if (now >= connection->deadline) connection->expire();
  }
  if (now < drained_by_) return;
  for (ConnectionBase* connection : connections_) connection->close();
  gone.set();
}

void ServerState::drain() {
  if (draining_) return;
  draining_ = true;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  drained_by_ = std::chrono::steady_clock::now() + settings.limits.drain_deadline;
  for (ConnectionBase* connection : connections_) connection->end_if_idle();
  if (connections_.empty()) gone.set();
}

void ServerState::stop() {
  stopped_ = true;
  draining_ = true;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  timer_.cancel();
  for (ConnectionBase* connection : connections_) connection->close();
}

std::chrono::milliseconds ServerState::tick() const {
  const auto& limits = settings.limits;
  const auto shortest = std::min({limits.header_deadline, limits.idle_deadline, limits.body_deadline,
                                  limits.handler_deadline, limits.write_deadline, limits.drain_deadline});
  return std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

Task<void> keep_deadlines(std::shared_ptr<ServerState> state) {
  while (!state->stopped_) {
    boost::system::error_code error;
    state->timer_.expires_after(state->tick());
    co_await state->timer_.async_wait(boost::asio::redirect_error(UseTask(), error));
    if (!state->stopped_) state->sweep();
  }
}

}  // namespace hub::http
