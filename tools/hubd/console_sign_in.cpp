#include "tools/hubd/console_sign_in.hpp"

#include "core/config/secret.hpp"

namespace hub::hubd {

Result<std::unique_ptr<ConsoleSignIn>> ConsoleSignIn::open(const HubSettings& settings, const Parts& parts) {
  std::unique_ptr<ConsoleSignIn> made(new ConsoleSignIn(parts, settings.admin.tls.has_value()));
  if (!settings.sign_on) return made;
  oidc::ProviderSettings provider = settings.sign_on->provider;
  if (!settings.sign_on->client_secret.empty()) {
    auto secret = config::read_secret(settings.sign_on->client_secret);
    if (!secret.ok()) return std::move(secret).error().with_context("admin.oidc.client_secret");
    provider.client_secret = std::move(*secret);
  }
  made->provider_ = std::make_unique<oidc::Provider>(std::move(provider), parts.client, parts.clock);
  made->sign_on_ = std::make_unique<admin::SignOn>(
      admin::SignOn::Parts{*made->provider_, made->sessions_, parts.clock, parts.random, parts.log},
      settings.sign_on->console);
  return made;
}

}  // namespace hub::hubd
