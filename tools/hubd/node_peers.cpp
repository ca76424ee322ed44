#include "tools/hubd/node_peers.hpp"

#include <filesystem>

namespace hub::hubd {

namespace {

constexpr milliseconds kSeedDeadline{3'000};

std::vector<peers::Peer> peers_of(const PeerSettings& settings) {
  std::vector<peers::Peer> peers;
  for (const std::string& url : settings.nodes) peers.push_back({url, url});
  return peers;
}

template <class T>
Task<void> keep(Task<T> task, std::optional<T>& result) {
  result = co_await std::move(task);
}

Task<bool> truth_after(Task<void> task) {
  co_await std::move(task);
  co_return true;
}

template <class T>
T run_on(IoContext& io, Task<T> task) {
  std::optional<T> result;
  spawn(io.get_executor(), keep(std::move(task), result));
  io.restart();
  while (!result) io.run_one();
  io.restart();
  return std::move(*result);
}

}  // namespace

NodePeers::NodePeers(Parts parts, const PeerSettings& settings, http::ClientSettings client)
    : parts_(parts),
      channel_(settings.channel),
      membership_(peers_of(settings)),
      client_(parts.io, std::move(client)),
      courier_({parts.vault, client_, membership_,
                [&outbox = parts.outbox](std::function<Result<void>()> job) {
                  return outbox.on_writer(std::move(job));
                },
                parts.clock, parts.log, parts.io.get_executor()},
               peers::CourierPace{}) {
  peers::add_key_routes(routes_, parts.vault, [&outbox = parts.outbox](std::function<Result<void>()> job) {
    return outbox.on_writer(std::move(job));
  });
}

Result<std::unique_ptr<NodePeers>> NodePeers::open(Parts parts, const PeerSettings& settings) {
  auto client = peers::caller_settings(settings.channel);
  if (!client.ok()) return std::move(client).error();
  return std::unique_ptr<NodePeers>(new NodePeers(parts, settings, std::move(*client)));
}

void NodePeers::meet() {
  run_on(parts_.io, truth_after(courier_.go()));
}

Result<void> NodePeers::start() {
  const auto serve = [this](http::Request request, const http::Peer& from) {
    return routes_.serve(std::move(request), from);
  };
  auto server = http::Server::start(parts_.io, peers::listener_settings(channel_), serve);
  if (!server.ok()) return std::move(server).error();
  server_ = std::move(*server);
  courier_.start();
  return {};
}

Task<void> NodePeers::stop() {
  co_await courier_.stop();
  co_await server_->drain();
}

Result<void> join_ids(const std::string& directory, const PeerSettings& settings, const vault::RootKey& root,
                      Random& random, IoContext& io) {
  if (std::filesystem::exists(directory + "/ids.keys")) return {};
  auto wanted = peers::caller_settings(settings.channel);
  if (!wanted.ok()) return std::move(wanted).error();
  http::CurlClient client(io, std::move(*wanted));
  const auto seed = run_on(io, peers::fetch_id_seed(client, peers_of(settings), kSeedDeadline));
  if (!seed.ok()) return {};
  return vault::import_id_seed(directory, vault::posix_file_system(), root, *seed, random);
}

}  // namespace hub::hubd
