#include "core/peers/key_courier.hpp"

#include "core/peers/messages.hpp"

namespace hub::peers {

namespace {

http::Request request_to(const Peer& peer, const char* method, std::string_view path, Buffer body,
                         milliseconds deadline) {
  http::Request request;
  request.method = method;
  request.url = peer.url + std::string(path);
  request.headers.add("Content-Type", "application/octet-stream");
  request.body = std::move(body);
  request.deadline = deadline;
  request.answer_bytes_max = kMessageBytesMax;
  return request;
}

}  // namespace

KeyCourier::KeyCourier(Parts parts, CourierPace pace)
    : parts_(std::move(parts)), pace_(pace), stopping_(parts_.executor), stopped_(parts_.executor) {}

void KeyCourier::start() {
  spawn(parts_.executor, run());
}

Task<void> KeyCourier::stop() {
  stopping_.set();
  co_await stopped_.wait();
}

Task<void> KeyCourier::run() {
  bool stopping = false;
  while (!stopping) {
    co_await go();
    stopping = co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + pace_.pause);
  }
  stopped_.set();
}

Task<void> KeyCourier::go() {
  const std::vector<vault::EpochParcel> parcels = parts_.vault.to_hand_out();
  for (const vault::EpochParcel& parcel : parcels) co_await hand_out(parcel);
  co_await fetch();
}

// To all of them, so that whoever takes cases over has their keys already; one is enough to seal under it.
Task<void> KeyCourier::hand_out(vault::EpochParcel parcel) {
  const vault::EpochId epoch = vault::epoch_of(parcel);
  const std::vector<Peer> peers = parts_.membership.peers();
  bool is_held = false;
  for (const Peer& peer : peers) {
    Buffer body = encoded(std::span<const vault::EpochParcel>(&parcel, 1));
    const auto answer = co_await call(peer, "PUT", kEpochPath, std::move(body));
    const bool took = answer.ok() && answer->status == 204;
    if (took && !is_held) parts_.vault.handed_out(epoch);
    is_held = is_held || took;
  }
  if (is_held) tell(true);
  if (is_held || !may_go_alone(epoch)) co_return;
  if (!peers.empty()) tell(false);
  parts_.vault.handed_out(epoch);
}

bool KeyCourier::may_go_alone(const vault::EpochId& epoch) {
  const MonotonicTime now = parts_.clock.now();
  if (!waiting_ || waiting_->epoch != epoch) waiting_ = Waiting{epoch, now};
  return parts_.membership.peers().empty() || now - waiting_->since >= pace_.alone_after;
}

void KeyCourier::tell(bool has_peer) {
  if (has_peer == !is_alone_) return;
  is_alone_ = !has_peer;
  if (has_peer)
    parts_.log.info("epoch keys are held by a second node again");
  else
    parts_.log.error("no peer takes epoch keys: losing this node's slot file loses what it seals now");
}

Task<void> KeyCourier::fetch() {
  const std::vector<Peer> peers = parts_.membership.peers();
  for (const Peer& peer : peers) {
    std::vector<vault::EpochId> missing = parts_.vault.epoch_state().missing;
    if (missing.empty()) co_return;
    if (missing.size() > kEpochsPerMessageMax) missing.resize(kEpochsPerMessageMax);
    const bool goes_on = co_await fetch_from(peer, std::move(missing));
    if (!goes_on) co_return;
  }
}

// False when this node cannot keep keys now.
Task<bool> KeyCourier::fetch_from(const Peer& peer, std::vector<vault::EpochId> epochs) {
  Buffer body = encoded(std::span<const vault::EpochId>(epochs));
  const auto answer = co_await call(peer, "POST", kFetchPath, std::move(body));
  if (!answer.ok() || answer->status != 200) co_return true;
  const auto parcels = parse_parcels(answer->body.view());
  if (!parcels.ok()) co_return true;
  for (const vault::EpochParcel& parcel : *parcels) {
    std::function<Result<void>()> take = [this, parcel]() -> Result<void> {
      const auto taken = parts_.vault.take(parcel);
      return taken.ok() || taken.error().kind == ErrorKind::invalid ? Result<void>()
                                                                    : Result<void>(taken.error());
    };
    const Result<void> taken = co_await parts_.on_writer(std::move(take));
    if (!taken.ok()) co_return false;
  }
  co_return true;
}

Task<Result<http::Response>> KeyCourier::call(const Peer& peer, const char* method, std::string_view path,
                                              Buffer body) {
  http::Request request = request_to(peer, method, path, std::move(body), pace_.deadline);
  co_return co_await parts_.client.send(std::move(request));
}

Task<Result<vault::EpochParcel>> fetch_id_seed(http::Client& client, std::vector<Peer> peers,
                                               milliseconds deadline) {
  for (const Peer& peer : peers) {
    Buffer nothing;
    http::Request request = request_to(peer, "GET", kIdSeedPath, std::move(nothing), deadline);
    const auto answer = co_await client.send(std::move(request));
    if (!answer.ok() || answer->status != 200) continue;
    const auto seed = parse_parcel(answer->body.view());
    if (seed.ok()) co_return *seed;
  }
  co_return transient_error("no_peer", "no other node gives the seed of the ids");
}

}  // namespace hub::peers
