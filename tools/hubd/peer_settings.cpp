#include "tools/hubd/peer_settings.hpp"

#include "core/config/spec.hpp"
#include "tools/hubd/beside.hpp"
#include "tools/hubd/bounded.hpp"
#include "tools/hubd/hub_specs.hpp"

namespace hub::hubd {

std::optional<PeerSettings> read_peers(const std::optional<config::Node>& section,
                                       config::Problems& problems) {
  if (!section) return std::nullopt;
  const std::size_t before = problems.size();
  const config::Settings settings = read_settings(peers_spec(), *section, problems);
  if (problems.size() != before) return std::nullopt;
  PeerSettings peers;
  peers.channel.address = settings.text("address");
  peers.channel.port = static_cast<std::uint16_t>(bounded(settings, "port", 0, 65535, problems));
  peers.channel.certificate_file = beside(section->file, settings.text("certificate"));
  peers.channel.key_file = beside(section->file, settings.text("key"));
  peers.channel.authority_file = beside(section->file, settings.text("authority"));
  peers.url = settings.has("url")
                  ? settings.text("url")
                  : "https://" + peers.channel.address + ':' + std::to_string(peers.channel.port);
  if (!peers.url.starts_with("https://"))
    problems.push_back(settings.problem("url", "must be an https URL", "https://node-a.acme.example:8482"));
  peers.nodes = settings.list("nodes");
  for (const std::string& node : peers.nodes) {
    if (!node.starts_with("https://"))
      problems.push_back(settings.problem("nodes", "must be https URLs", "https://node-b.acme.example:8482"));
  }
  return peers;
}

}  // namespace hub::hubd
