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
// A group that reaches what does not exist is a mistake, and so is a provider that `outgoing` forbids to
// reach.
void check_identity_provider(const IdentityProviderSettings& settings, const std::string& file,
                             const std::vector<std::string>& private_subnets,
                             const policy::Resources& resources, config::Problems& problems);

}  // namespace hub::hubd
