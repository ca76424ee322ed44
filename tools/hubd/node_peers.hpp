// The other nodes, as this one reaches them and is reached by them: listener, client, and what brings epoch
// keys to and fro. Others add their own end points to routes(). One loop's thread.
#pragma once

#include <memory>
#include <optional>

#include "core/peers/key_courier.hpp"
#include "core/store/outbox.hpp"
#include "tools/hubd/peer_settings.hpp"

namespace hub::hubd {

class NodePeers {
 public:
  struct Parts {
    vault::SharedVault& vault;
    store::Outbox& outbox;
    Clock& clock;
    log::Log& log;
    IoContext& io;
  };
  // Fails with config when a certificate cannot be used.
  static Result<std::unique_ptr<NodePeers>> open(Parts parts, const PeerSettings& settings);

  peers::Routes& routes() { return routes_; }
  http::Client& client() { return client_; }
  // Epoch keys are handed out and fetched once. Runs the loop: at start, before anything else does.
  void meet();
  // Epoch keys that are missing, while it runs: before cases are taken up whose keys another node had. Does
  // not wait for that node to take new ones.
  Task<void> fetch() { return courier_.fetch(); }
  // Listens, and goes on handing out and fetching.
  Result<void> start();
  // Precondition of both: start() has succeeded.
  Result<void> renew_tls() { return server_->renew_tls(); }
  Task<void> stop();

 private:
  NodePeers(Parts parts, const PeerSettings& settings, http::ClientSettings client);

  Parts parts_;
  peers::ChannelSettings channel_;
  peers::FixedMembership membership_;
  http::CurlClient client_;
  peers::Routes routes_;
  peers::KeyCourier courier_;
  std::unique_ptr<http::Server> server_;
};

// The seed of the ids, from a peer, where `directory` has none yet: a node that joins. Without a peer that
// answers nothing is done. Runs the loop.
Result<void> join_ids(const std::string& directory, const PeerSettings& settings, const vault::RootKey& root,
                      Random& random, IoContext& io);

}  // namespace hub::hubd
