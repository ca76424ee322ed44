// Brings the epoch keys of this node to its peers, and theirs here: what is new before it is sealed under,
// what is missing as soon as it is missed. One loop's thread.
#pragma once

#include <optional>

#include "core/async/event.hpp"
#include "core/http/client.hpp"
#include "core/log/log.hpp"
#include "core/peers/key_routes.hpp"
#include "core/peers/membership.hpp"

namespace hub::peers {

struct CourierPace {
  milliseconds pause{1'000};         // between two rounds
  milliseconds deadline{3'000};      // of one call
  milliseconds alone_after{10'000};  // so long after its first round a new epoch is used without a peer
};

class KeyCourier {
 public:
  struct Parts {
    vault::SharedVault& vault;
    http::Client& client;
    const Membership& membership;
    OnWriter on_writer;
    Clock& clock;
    log::Log& log;
    Executor executor;
  };
  KeyCourier(Parts parts, CourierPace pace);
  // Precondition: stop() has returned, or start() was never called.
  ~KeyCourier() = default;

  void start();
  Task<void> stop();
  // One round: all that is to be handed out and fetched now.
  Task<void> go();
  // What is missing only, from the first peers that have it.
  Task<void> fetch();

 private:
  Task<void> run();
  Task<void> hand_out(vault::EpochParcel parcel);
  Task<bool> fetch_from(const Peer& peer, std::vector<vault::EpochId> epochs);
  Task<Result<http::Response>> call(const Peer& peer, const char* method, std::string_view path, Buffer body);
  // Whether no peer could be had for long enough.
  bool may_go_alone(const vault::EpochId& epoch);
  void tell(bool has_peer);

  Parts parts_;
  CourierPace pace_;
  Event stopping_, stopped_;
  struct Waiting {
    vault::EpochId epoch;
    MonotonicTime since;
  };
  std::optional<Waiting> waiting_;
  bool is_alone_ = false;
};

// The seed of the ids, from the first of `peers` that answers. transient "no_peer" when none does.
Task<Result<vault::EpochParcel>> fetch_id_seed(http::Client& client, std::vector<Peer> peers,
                                               milliseconds deadline);

}  // namespace hub::peers
