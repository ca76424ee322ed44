#include "tools/hubd/handed_sockets.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "tools/hubd/service_manager.hpp"

namespace hub::hubd {
namespace {

constexpr int kFirstDescriptor = 3;
constexpr int kDescriptorsMax = 64;

int number_in(const char* variable) {
  const char* text = std::getenv(variable);
  const std::string_view digits(text == nullptr ? "" : text);
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

// The names that stand between colons.
std::vector<std::string> names_in(const char* variable) {
  const char* text = std::getenv(variable);
  std::vector<std::string> names;
  std::string_view left(text == nullptr ? "" : text);
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(':'), left.size());
    names.emplace_back(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return names;
}

struct Endpoint {
  std::string address;
  std::uint16_t port;
};

std::optional<Endpoint> endpoint_of(int descriptor) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return std::nullopt;
  char text[INET6_ADDRSTRLEN] = {};
  if (storage.ss_family == AF_INET) {
    const auto& address = reinterpret_cast<const sockaddr_in&>(storage);
    ::inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
    return Endpoint{text, ntohs(address.sin_port)};
  }
  if (storage.ss_family != AF_INET6) return std::nullopt;
  const auto& address = reinterpret_cast<const sockaddr_in6&>(storage);
  ::inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof text);
  return Endpoint{text, ntohs(address.sin6_port)};
}

}  // namespace

HandedSockets HandedSockets::from_environment() {
  HandedSockets handed;
  const bool is_ours = number_in("LISTEN_PID") == ::getpid();
  const int count = is_ours ? std::clamp(number_in("LISTEN_FDS"), 0, kDescriptorsMax) : 0;
  std::vector<std::string> names = names_in("LISTEN_FDNAMES");
  names.resize(static_cast<std::size_t>(count));
  for (const char* variable : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(variable);
  for (int i = 0; i < count; ++i) {
    const int descriptor = kFirstDescriptor + i;
    // What the hub starts itself, to ask for secrets, must not have it.
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    const auto endpoint = endpoint_of(descriptor).value_or(Endpoint{});
    handed.sockets_.push_back(
        {descriptor, std::move(names[static_cast<std::size_t>(i)]), endpoint.address, endpoint.port});
  }
  return handed;
}

HandedSockets::~HandedSockets() {
  for (const Socket& socket : sockets_) ::close(socket.descriptor);
}

int HandedSockets::take(const std::string& address, std::uint16_t port) {
  const auto found = std::ranges::find_if(sockets_, [&](const Socket& socket) {
    return port != 0 && socket.address == address && socket.port == port;
  });
  if (found == sockets_.end()) return -1;
  const int descriptor = found->descriptor;
  sockets_.erase(found);
  return descriptor;
}

std::vector<std::string> HandedSockets::drop_rest() {
  std::vector<std::string> names;
  for (const Socket& socket : std::exchange(sockets_, {})) {
    ::close(socket.descriptor);
    if (!socket.name.empty()) take_back_from_service_manager(socket.name);
    names.push_back(socket.name);
  }
  return names;
}

}  // namespace hub::hubd
