// Nodes that hand each other epoch keys over real TLS, on one loop.
#include <boost/test/unit_test.hpp>
#include <optional>

#include "core/async/system_clock.hpp"
#include "core/peers/channel.hpp"
#include "core/peers/key_courier.hpp"
#include "tests/core/vault/memory_epoch_table.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/support/certificates.hpp"

using namespace hub;
using testing::CertificateAuthority;

namespace {

Task<Result<void>> run_at_once(std::function<Result<void>()> job) {
  co_return job();
}

template <class T>
Task<void> keep(Task<T> task, std::optional<T>& result) {
  result = co_await std::move(task);
}

Task<void> note_end(Task<void> task, bool& ended) {
  co_await std::move(task);
  ended = true;
}

class QuietLog final : public log::Log {
 public:
  void write(log::Level level, log::Literal, std::initializer_list<log::Field>) override {
    errors += level == log::Level::error ? 1 : 0;
  }
  int errors = 0;
};

struct Fleet {
  IoContext io{1};
  SystemClock clock{io};
  SeededRandom random{1};
  vault::RootKey root = vault::RootKey::from_bytes(std::array<std::byte, 32>{});
  testing::MemoryEpochTable table;
  CertificateAuthority authority;
  QuietLog log;

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    spawn(io.get_executor(), keep(std::move(task), result));
    io.restart();
    while (!result) io.run_one();
    return std::move(*result);
  }
  void run(Task<void> task) {
    bool ended = false;
    spawn(io.get_executor(), note_end(std::move(task), ended));
    io.restart();
    while (!ended) io.run_one();
  }
};

// A node with its slot file, its listener, and a client with its certificate.
struct Node {
  Node(Fleet& fleet_of, const std::string& name, CertificateAuthority& authority)
      : fleet(fleet_of), disk(fleet_of.random) {
    const auto files = authority.issue(name, "/O=fleet/CN=" + name, "IP:127.0.0.1");
    peers::ChannelSettings channel;
    channel.port = 0;
    channel.certificate_file = files.certificate;
    channel.key_file = files.key;
    channel.authority_file = authority.ca_file();
    client.emplace(fleet.io, peers::caller_settings(channel).value());
    vault = std::move(*vault::SharedVault::open({"keys", name, std::chrono::minutes(5), true}, disk,
                                                fleet.root, fleet.clock, fleet.random));
    peers::add_key_routes(routes, *vault, run_at_once);
    const auto serve = [this](http::Request request, const http::Peer& from) {
      return routes.serve(std::move(request), from);
    };
    server = std::move(*http::Server::start(fleet.io, peers::listener_settings(channel), serve));
    BOOST_TEST_REQUIRE(vault->join(fleet.table).ok());
  }
  ~Node() { fleet.run(server->drain()); }

  peers::Peer address() const { return {"peer", "https://127.0.0.1:" + std::to_string(server->port())}; }
  // One round of a courier that knows these peers.
  void go(std::vector<peers::Peer> known, milliseconds alone_after = milliseconds(3'600'000)) {
    with_courier(std::move(known), alone_after,
                 [this](peers::KeyCourier& courier) { fleet.run(courier.go()); });
  }
  void fetch(std::vector<peers::Peer> known) {
    with_courier(std::move(known), milliseconds(3'600'000),
                 [this](peers::KeyCourier& courier) { fleet.run(courier.fetch()); });
  }
  template <class Use>
  void with_courier(std::vector<peers::Peer> known, milliseconds alone_after, Use use) {
    const peers::FixedMembership membership(std::move(known));
    peers::KeyCourier courier(
        {*vault, *client, membership, run_at_once, fleet.clock, fleet.log, fleet.io.get_executor()},
        {milliseconds(10), milliseconds(5'000), alone_after});
    use(courier);
  }
  bool seals() { return vault->seal("text", "acme").ok(); }

  Fleet& fleet;
  simulation::SimulatedDisk disk;
  std::optional<http::CurlClient> client;
  std::unique_ptr<vault::SharedVault> vault;
  peers::Routes routes;
  std::unique_ptr<http::Server> server;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(peer_keys, Fleet)

BOOST_AUTO_TEST_CASE(a_node_seals_once_a_peer_holds_its_key_which_then_opens_what_it_sealed) {
  Node a(*this, "a", authority), b(*this, "b", authority);
  BOOST_TEST(!a.seals());
  a.go({b.address()});
  const auto sealed = a.vault->seal("text", "acme");
  BOOST_TEST_REQUIRE(sealed.ok());
  model::Arena arena;
  const std::string_view content(sealed->content.data(), sealed->content.size());
  BOOST_TEST(*b.vault->open_sealed(sealed->key, content, "acme", arena) == "text");
  BOOST_TEST(log.errors == 0);
}

BOOST_AUTO_TEST_CASE(what_a_node_misses_it_fetches) {
  Node a(*this, "a", authority);
  Node late(*this, "late", authority);
  BOOST_TEST(late.vault->epoch_state().missing.size() == 1u);
  late.go({a.address()});
  BOOST_TEST_REQUIRE(late.vault->turn_epochs().ok());
  BOOST_TEST(late.vault->epoch_state().missing.empty());
}

BOOST_AUTO_TEST_CASE(what_a_node_misses_it_fetches_without_waiting_for_a_peer_that_takes_its_own) {
  Node a(*this, "a", authority);
  Node late(*this, "late", authority);
  late.fetch({a.address()});
  BOOST_TEST_REQUIRE(late.vault->turn_epochs().ok());
  BOOST_TEST(late.vault->epoch_state().missing.empty());
  BOOST_TEST(late.vault->to_hand_out().size() == 1u);
  BOOST_TEST(!late.seals());
}

BOOST_AUTO_TEST_CASE(without_any_peer_a_node_goes_on_alone_and_where_none_answers_it_says_so) {
  Node a(*this, "a", authority);
  a.go({});
  BOOST_TEST(a.seals());
  BOOST_TEST(log.errors == 0);
  Node b(*this, "b", authority);
  const peers::Peer nobody{"gone", "https://127.0.0.1:1"};
  b.go({nobody});
  BOOST_TEST(!b.seals());
  b.go({nobody}, milliseconds(0));
  BOOST_TEST(b.seals());
  BOOST_TEST(log.errors == 1);
}

BOOST_AUTO_TEST_CASE(a_node_of_another_authority_gets_and_gives_nothing) {
  CertificateAuthority foreign;
  Node a(*this, "a", authority), b(*this, "b", foreign);
  a.go({b.address()});
  b.go({a.address()});
  BOOST_TEST(!a.seals());
  BOOST_TEST(!b.seals());
  std::vector<peers::Peer> peers{a.address()};
  const auto seed = run(peers::fetch_id_seed(*b.client, std::move(peers), milliseconds(5'000)));
  BOOST_TEST(seed.error().code == "no_peer");
}

BOOST_AUTO_TEST_CASE(whoever_has_no_certificate_is_refused) {
  Node a(*this, "a", authority);
  http::ClientSettings plain;
  plain.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
  plain.ca_file = authority.ca_file();
  http::CurlClient client(io, std::move(plain));
  http::Request request;
  request.url = a.address().url + std::string(peers::kIdSeedPath);
  const auto answer = run(client.send(std::move(request)));
  BOOST_TEST_REQUIRE(answer.ok());
  BOOST_TEST(answer->status == 403);
  BOOST_TEST(answer->body.view() == "no_certificate");
}

BOOST_AUTO_TEST_CASE(the_seed_of_the_ids_is_given_to_a_node_that_joins) {
  Node a(*this, "a", authority), b(*this, "b", authority);
  std::vector<peers::Peer> peers{{"gone", "https://127.0.0.1:1"}, a.address()};
  const auto seed = run(peers::fetch_id_seed(*b.client, std::move(peers), milliseconds(5'000)));
  BOOST_TEST_REQUIRE(seed.ok());
  simulation::SimulatedDisk fresh(random);
  BOOST_TEST_REQUIRE(vault::import_id_seed("keys", fresh, root, *seed, random).ok());
  const auto joined = vault::SharedVault::open({"keys", "c"}, fresh, root, clock, random);
  BOOST_TEST_REQUIRE(joined.ok());
  BOOST_TEST(((*joined)->derive_key("ids/acme") == a.vault->derive_key("ids/acme")));
}

BOOST_AUTO_TEST_CASE(keys_that_make_no_sense_are_refused_and_nothing_is_kept) {
  Node a(*this, "a", authority), b(*this, "b", authority);
  const auto put = [&](std::string_view body) {
    http::Request request;
    request.method = "PUT";
    request.url = a.address().url + std::string(peers::kEpochPath);
    request.body.append(body);
    return run(b.client->send(std::move(request)))->status;
  };
  const auto held = a.vault->epoch_state().held;
  BOOST_TEST(put("short") == 422);
  BOOST_TEST(put(std::string(96, 'x')) == 422);
  BOOST_TEST(put(std::string(960, 'x')) == 422);
  BOOST_TEST(a.vault->epoch_state().held == held);
}

BOOST_AUTO_TEST_SUITE_END()
