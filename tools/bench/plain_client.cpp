#include "tools/bench/plain_client.hpp"

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>

namespace hub::bench {

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using UseTask = asio::use_awaitable_t<Executor>;

constexpr std::size_t kReadBytes = 16 * 1024;

Error failure() {
  return unknown_outcome("exchange", "the exchange did not come to its end");
}

// "http://host:port/path" in its parts; all empty when it is something else.
struct Address {
  std::string host, port, path;
};

Address address_of(const std::string& url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return {};
  const auto slash = std::min(url.find('/', kScheme.size()), url.size());
  const std::string authority = url.substr(kScheme.size(), slash - kScheme.size());
  const auto colon = std::min(authority.rfind(':'), authority.size());
  Address address{authority.substr(0, colon), "80", url.substr(slash)};
  if (colon < authority.size()) address.port = authority.substr(colon + 1);
  if (address.path.empty()) address.path = "/";
  return address;
}

std::string head_of(const http::Request& request, const Address& address) {
  std::string head = request.method + ' ' + address.path + " HTTP/1.1\r\nHost: " + address.host + ':' +
                     address.port + "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
  for (const auto& [name, value] : request.headers) head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

// The head of an answer without its blank line; false when it is none.
bool read_head(std::string_view head, http::Response& response, std::size_t& body_size) {
  if (head.size() < 12 || !head.starts_with("HTTP/1.")) return false;
  std::from_chars(head.data() + 9, head.data() + 12, response.status);
  for (auto line = head.find("\r\n"); line != head.npos;) {
    const auto next = head.find("\r\n", line + 2);
    const auto field = head.substr(line + 2, next == head.npos ? head.npos : next - line - 2);
    line = next;
    const auto colon = std::min(field.find(':'), field.size());
    const auto value = std::min(field.find_first_not_of(' ', colon + 1), field.size());
    response.headers.add(std::string(field.substr(0, colon)), std::string(field.substr(value)));
  }
  const auto length = response.headers.find("Content-Length");
  return length &&
         std::from_chars(length->data(), length->data() + length->size(), body_size).ec == std::errc();
}

}  // namespace

struct PlainClient::State {
  struct Connection {
    explicit Connection(Executor executor) : socket(executor) {}
    Socket socket;
    std::string received;
  };

  State(IoContext& loop, Address to, Tcp::endpoint at)
      : io(loop), address(std::move(to)), endpoint(std::move(at)) {}

  Task<bool> connect(Connection& connection) {
    boost::system::error_code error;
    co_await connection.socket.async_connect(endpoint, asio::redirect_error(UseTask(), error));
    if (!error) connection.socket.set_option(Tcp::no_delay(true), error);
    co_return !error;
  }

  Task<bool> write(Connection& connection, const http::Request& request) {
    const std::string head = head_of(request, address);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head),
                                                  asio::buffer(request.body.data(), request.body.size())};
    boost::system::error_code error;
    co_await asio::async_write(connection.socket, parts, asio::redirect_error(UseTask(), error));
    co_return !error;
  }

  Task<bool> read(Connection& connection, http::Response& response) {
    std::string& received = connection.received;
    received.clear();
    std::size_t head_size = received.npos, body_size = 0;
    for (;;) {
      if (head_size == received.npos) {
        head_size = received.find("\r\n\r\n");
        if (head_size != received.npos &&
            !read_head(std::string_view(received).substr(0, head_size), response, body_size)) {
          co_return false;
        }
      }
      if (head_size != received.npos && received.size() >= head_size + 4 + body_size) break;
      const std::size_t size = received.size();
      received.resize(size + kReadBytes);
      boost::system::error_code error;
      const std::size_t got = co_await connection.socket.async_read_some(
          asio::buffer(received.data() + size, kReadBytes), asio::redirect_error(UseTask(), error));
      received.resize(size + got);
      if (error) co_return false;
    }
    response.body.append(std::string_view(received).substr(head_size + 4, body_size));
    co_return true;
  }

  IoContext& io;
  const Address address;
  const Tcp::endpoint endpoint;
  std::vector<std::unique_ptr<Connection>> idle;
};

PlainClient::PlainClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
PlainClient::~PlainClient() = default;

Result<std::unique_ptr<PlainClient>> PlainClient::open(IoContext& io, const std::string& url) {
  Address address = address_of(url);
  if (address.host.empty())
    return config_error("the load goes to addresses of the form http://HOST:PORT/PATH");
  boost::system::error_code error;
  asio::ip::basic_resolver<Tcp, Executor> resolver(io.get_executor());
  const auto found = resolver.resolve(address.host, address.port, error);
  if (error || found.empty()) return config_error(address.host + " has no address");
  const Tcp::endpoint endpoint = found.begin()->endpoint();
  return std::unique_ptr<PlainClient>(
      new PlainClient(std::make_unique<State>(io, std::move(address), endpoint)));
}

Task<Result<http::Response>> PlainClient::send(http::Request request) {
  State& state = *state_;
  std::unique_ptr<State::Connection> connection;
  if (!state.idle.empty()) {
    connection = std::move(state.idle.back());
    state.idle.pop_back();
  } else {
    connection = std::make_unique<State::Connection>(state.io.get_executor());
    if (!co_await state.connect(*connection)) co_return failure();
  }
  if (!co_await state.write(*connection, request)) co_return failure();
  http::Response response;
  if (!co_await state.read(*connection, response)) co_return failure();
  const auto choice = response.headers.find("Connection");
  if (!choice || !http::same_name(*choice, "close")) state.idle.push_back(std::move(connection));
  co_return response;
}

}  // namespace hub::bench
