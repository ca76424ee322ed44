// A client that reaches the hosts on a list and no other, whatever a server's answers would have it do. One
// loop's thread; the client behind it outlives it.
#pragma once

#include <string>
#include <vector>

#include "core/http/client.hpp"

namespace hub::http {

class PinnedClient final : public Client {
 public:
  // `hosts` as host_patterns.hpp says.
  PinnedClient(Client& client, std::vector<std::string> hosts) : client_(client), hosts_(std::move(hosts)) {}

  // Also fails with config "host_not_allowed"; then nothing was sent.
  Task<Result<Response>> send(Request request) override;

 private:
  Client& client_;
  std::vector<std::string> hosts_;
};

}  // namespace hub::http
