#include "tests/support/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>
#include <utility>

namespace hub::testing {

namespace {
sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}
}  // namespace

std::string ScriptedConnection::read_request() {
  constexpr std::string_view kLength = "Content-Length: ";
  for (;;) {
    const auto head_end = received_.find("\r\n\r\n");
    if (head_end != std::string::npos) {
      std::size_t length = 0;
      const auto at = received_.find(kLength);
      if (at < head_end) {
        std::from_chars(received_.data() + at + kLength.size(), received_.data() + head_end, length);
      }
      const std::size_t size = head_end + 4 + length;
      if (received_.size() >= size) {
        std::string request = received_.substr(0, size);
        received_.erase(0, size);
        on_request_(request);
        return request;
      }
    }
    char bytes[64 * 1024];
    const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
    if (size <= 0) {
      if (!received_.empty()) on_request_(std::exchange(received_, {}));
      return {};
    }
    received_.append(bytes, static_cast<std::size_t>(size));
  }
}

bool ScriptedConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool ScriptedConnection::send_bytewise(std::string_view bytes) {
  for (const char byte : bytes) {
    if (!send({&byte, 1})) return false;
  }
  return true;
}

void ScriptedConnection::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void ScriptedConnection::wait_for_close() {
  char bytes[4096];
  while (::recv(socket_, bytes, sizeof bytes, 0) > 0) {
  }
}

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  listen();
}

void ScriptedServer::finish() {
  refuse();
  {
    std::lock_guard lock(mutex_);
    for (const Served& served : served_) ::shutdown(served.socket, SHUT_RDWR);
  }
  for (Served& served : served_) {
    served.thread.join();
    ::close(served.socket);
  }
  served_.clear();
}

void ScriptedServer::listen() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = loopback(port_);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the scripted server cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this, listener = listener_] { accept_connections(listener); });
}

void ScriptedServer::refuse() {
  if (listener_ < 0) return;
  ::shutdown(listener_, SHUT_RDWR);  // wakes accept()
  acceptor_.join();
  ::close(listener_);
  listener_ = -1;
}

void ScriptedServer::heal() {
  if (listener_ < 0) listen();
}

void ScriptedServer::accept_connections(int listener) {
  for (;;) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int number = connections_++;
    std::lock_guard lock(mutex_);
    served_.push_back({socket, std::thread([this, socket, number] { serve(socket, number); })});
  }
}

void ScriptedServer::serve(int socket, int number) {
  ScriptedConnection connection(socket, [this](const std::string& request) {
    std::lock_guard lock(mutex_);
    requests_.push_back(request);
  });
  script_(connection, number);
  // The descriptor stays ours until the end, so that its number cannot be given to another connection:
  // disconnecting honours SO_LINGER like close().
  linger wanted{};
  socklen_t size = sizeof wanted;
  ::getsockopt(socket, SOL_SOCKET, SO_LINGER, &wanted, &size);
  if (wanted.l_onoff == 0) {
    ::shutdown(socket, SHUT_RDWR);
  } else {
    sockaddr nobody{};
    nobody.sa_family = AF_UNSPEC;
    ::connect(socket, &nobody, sizeof nobody);
  }
}

std::string ScriptedServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::vector<std::string> ScriptedServer::requests() const {
  std::lock_guard lock(mutex_);
  return requests_;
}

std::string answer(std::string_view status_line, std::string_view body, std::string_view headers) {
  return std::string(status_line) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(headers) + "\r\n" + std::string(body);
}

}  // namespace hub::testing
