// Signing in to the console at an identity provider, as hub.yaml declares it. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/admin/sign_on.hpp"
#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {
struct Resources;
}

namespace hub::hubd {

struct IdentityProviderSettings {
  oidc::ProviderSettings provider;  // without the client's secret
  std::string client_secret;        // a reference; empty: a public client
  admin::SignOnSettings console;
};

// Of the section `admin.oidc`. Every problem at once; the result is only to be used when none was added.
IdentityProviderSettings read_identity_provider(config::Node section, config::Problems& problems);
// A provider that `outgoing` forbids to reach is a mistake.
void check_reachable(const IdentityProviderSettings& settings, const std::string& file,
                     const std::vector<std::string>& private_subnets, config::Problems& problems);
// So is a group that reaches what does not exist, resources over the API included.
void check_group_roles(const IdentityProviderSettings& settings, const std::string& file,
                       const policy::Resources& resources, config::Problems& problems);

}  // namespace hub::hubd
