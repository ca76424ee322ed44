#include "tests/support/losing_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string_view>

namespace hub::testing {

namespace {

constexpr const char* kSocket = "/.s.PGSQL.5432";
constexpr int kLookAgainMs = 20;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string read_some(int from) {
  std::array<char, 1 << 16> bytes{};
  const auto count = ::recv(from, bytes.data(), bytes.size(), 0);
  return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : std::string();
}

}  // namespace

LosingProxy::LosingProxy(const std::string& folder, const std::string& server_folder)
    : server_path_(server_folder + kSocket), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_un address = address_of(folder + kSocket);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    ::listen(listener_, 16);
  thread_ = std::thread([this] { serve(); });
}

LosingProxy::~LosingProxy() {
  is_ending_ = true;
  thread_.join();
  for (const Pair& pair : pairs_) {
    ::close(pair.client);
    ::close(pair.server);
  }
  ::close(listener_);
}

void LosingProxy::take_client() {
  Pair pair;
  pair.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  pair.server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(server_path_);
  if (::connect(pair.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    pairs_.push_back(pair);
    return;
  }
  ::close(pair.client);
  ::close(pair.server);
}

bool LosingProxy::from_client(Pair& pair) {
  const std::string bytes = read_some(pair.client);
  if (bytes.empty()) return false;
  if (bytes.find("COMMIT") != std::string::npos) {
    const Loses what = loses_.exchange(Loses::nothing);
    if (what == Loses::commit) return false;
    pair.is_answer_lost = what == Loses::answer;
  }
  return write_all(pair.server, bytes);
}

bool LosingProxy::from_server(Pair& pair) {
  const std::string bytes = read_some(pair.server);
  return !bytes.empty() && !pair.is_answer_lost && write_all(pair.client, bytes);
}

void LosingProxy::serve() {
  while (!is_ending_) {
    std::vector<pollfd> waiting = {{listener_, POLLIN, 0}};
    for (const Pair& pair : pairs_) {
      waiting.push_back({pair.client, POLLIN, 0});
      waiting.push_back({pair.server, POLLIN, 0});
    }
    if (::poll(waiting.data(), waiting.size(), kLookAgainMs) <= 0) continue;
    std::vector<Pair> staying;
    for (std::size_t at = 0; at < pairs_.size(); ++at) {
      Pair& pair = pairs_[at];
      const bool stays = (waiting[1 + 2 * at].revents == 0 || from_client(pair)) &&
                         (waiting[2 + 2 * at].revents == 0 || from_server(pair));
      if (stays) {
        staying.push_back(pair);
      } else {
        ::close(pair.client);
        ::close(pair.server);
      }
    }
    pairs_ = std::move(staying);
    if (waiting[0].revents != 0) take_client();
  }
}

}  // namespace hub::testing
