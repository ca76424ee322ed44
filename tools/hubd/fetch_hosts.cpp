#include "tools/hubd/fetch_hosts.hpp"

#include "core/base/ascii.hpp"
#include "core/config/secret.hpp"

namespace hub::hubd {

Result<std::vector<ingest::FetchHost>> fetch_hosts(const FetchSettings& settings) {
  std::vector<ingest::FetchHost> hosts;
  for (const FetchHostSettings& from : settings.hosts) {
    ingest::FetchHost host{lower_case(from.host), {}};
    if (!from.authorization.empty()) {
      const auto value = config::read_secret(from.authorization);
      if (!value.ok()) return Error(value.error()).with_context("fetch.hosts, authorization of " + from.host);
      host.authorization = value->view();
    }
    hosts.push_back(std::move(host));
  }
  return hosts;
}

}  // namespace hub::hubd
