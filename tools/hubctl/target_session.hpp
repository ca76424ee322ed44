// A target asked directly from this machine, with the settings of its resource file and without a running
// hub. One thread; blocks until the target has answered.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "connectors/registry.hpp"
#include "core/http/address_guard.hpp"
#include "core/policy/resources.hpp"

namespace hub::hubctl {

class TargetSession {
 public:
  struct Network {
    http::AddressGuard guard;
    std::string ca_file;  // empty: the system's
  };

  // Problems of the settings, secrets included, go to `problems`; then there is no session.
  static std::unique_ptr<TargetSession> open(const policy::Target& target,
                                             const connectors::Registry& registry, Network network,
                                             config::Problems& problems);
  ~TargetSession();

  Result<void> probe();
  // What the connector tries out beyond that, as sentences; none where there is nothing to try.
  Result<std::vector<std::string>> try_out();
  // Objects that are not there are left out.
  Result<delivery::Schema> describe(std::set<std::string> objects);

 private:
  TargetSession();
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace hub::hubctl
