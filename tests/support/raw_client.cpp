#include "tests/support/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <thread>
#include <utility>

namespace hub::testing {

namespace {
constexpr std::chrono::milliseconds kPatience{20'000};

bool readable(int socket, std::chrono::milliseconds time) {
  pollfd poll_for{socket, POLLIN, 0};
  return ::poll(&poll_for, 1, static_cast<int>(time.count())) > 0;
}

std::size_t content_length(std::string_view head) {
  const auto at = head.find("Content-Length: ");
  if (at == std::string_view::npos) return 0;
  std::size_t length = 0;
  std::from_chars(head.data() + at + 16, head.data() + head.size(), length);
  return length;
}
}  // namespace

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect to the server under test");
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval patience{std::chrono::duration_cast<std::chrono::seconds>(kPatience).count(), 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::size_t RawClient::send_flood(std::string_view piece, std::size_t size) {
  std::size_t total = 0;
  while (total < size) {
    const auto part = piece.substr(0, size - total);
    if (!send(part)) break;
    total += part.size();
  }
  return total;
}

bool RawClient::drip(std::string_view bytes, std::size_t bytes_a_time, std::chrono::milliseconds pause) {
  for (std::size_t at = 0; at < bytes.size(); at += bytes_a_time) {
    if (!send(bytes.substr(at, bytes_a_time))) return true;
    if (readable(socket_, pause)) return true;
  }
  return false;
}

bool RawClient::receive() {
  if (!readable(socket_, kPatience)) return false;
  char bytes[16 * 1024];
  const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
  if (size <= 0) return false;
  received_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

std::string RawClient::read_answer() {
  std::size_t head_end;
  while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) return std::exchange(received_, {});
  }
  const bool interim = received_.starts_with("HTTP/1.1 1");
  const std::size_t size = head_end + 4 + (interim ? 0 : content_length(received_.substr(0, head_end)));
  while (received_.size() < size && receive()) {
  }
  std::string answer = received_.substr(0, size);
  received_.erase(0, size);
  return answer;
}

std::string RawClient::read_to_end() {
  while (receive()) {
  }
  return std::exchange(received_, {});
}

bool RawClient::closed_within(std::chrono::milliseconds time) {
  if (!readable(socket_, time)) return false;
  char byte;
  return ::recv(socket_, &byte, 1, 0) <= 0;
}

int status_of(std::string_view answer) {
  if (answer.size() < 12 || !answer.starts_with("HTTP/1.1 ")) return 0;
  int status = 0;
  std::from_chars(answer.data() + 9, answer.data() + 12, status);
  return status;
}

std::string_view body_of(std::string_view answer) {
  const auto at = answer.find("\r\n\r\n");
  return at == std::string_view::npos ? std::string_view() : answer.substr(at + 4);
}

}  // namespace hub::testing
