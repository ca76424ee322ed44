#include "core/peers/channel.hpp"

namespace hub::peers {

namespace {
constexpr std::size_t kMessageBytesMax = 128u << 20;  // a case with all its attachments
}  // namespace

http::ServerSettings listener_settings(const ChannelSettings& channel) {
  http::ServerSettings settings;
  settings.address = channel.address;
  settings.port = channel.port;
  settings.limits.body_bytes_max = kMessageBytesMax;
  settings.tls = http::TlsSettings{channel.certificate_file, channel.key_file, channel.authority_file};
  return settings;
}

// Nodes are where the fleet says, mostly in private networks; who answers proves it by its certificate.
Result<http::ClientSettings> caller_settings(const ChannelSettings& channel) {
  http::ClientSettings settings;
  auto guard = http::AddressGuard::with_allowed({"0.0.0.0/0", "::/0"});
  if (!guard.ok()) return std::move(guard).error();
  settings.guard = std::move(*guard);
  settings.ca_file = channel.authority_file;
  settings.certificate_file = channel.certificate_file;
  settings.key_file = channel.key_file;
  return settings;
}

}  // namespace hub::peers
