// Nodes that share tables in memory, on virtual time: each tenant has one node at any time, whatever ends or
// hangs.
#include "core/fleet/membership.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <memory>

#include "tests/core/fleet/memory_fleet.hpp"
#include "tests/core/store/recording_store.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub::fleet;
using hub::milliseconds;
using hub::Task;
using Names = std::vector<std::string>;

namespace {

constexpr milliseconds kLease{10'000};

struct World {
  hub::IoContext io;
  hub::testing::VirtualClock clock;
  hub::testing::FleetTables tables;
  Names tenants;
  std::set<std::string> refused;  // cannot be taken up
};

struct QuietLog final : hub::log::Log {
  void write(hub::log::Level, hub::log::Literal, std::initializer_list<hub::log::Field>) override {}
};

struct Node;
using Nodes = std::vector<std::unique_ptr<Node>>;

struct Node final : Tenants {
  Node(World& its_world, Nodes& its_fleet, const std::string& its_name)
      : world(its_world), fleet(its_fleet), nodes(its_world.tables, its_name) {
    database.nodes = &nodes;
    const auto fail = [this](const hub::Error& error) { fatal = error.code; };
    outbox.emplace(hub::store::Outbox::Parts{database, vault, worker, worker, world.clock,
                                             world.io.get_executor(), fail},
                   hub::store::OutboxLimits{});
    const auto asked_at = world.clock.now();
    membership.emplace(Membership::Parts{*outbox, *this, lease, world.clock, log, world.io.get_executor()},
                       its_name, *nodes.beat(), asked_at);
    membership->start();
  }

  Names all() const override { return world.tenants; }
  bool has(const std::string& tenant) const override { return here.contains(tenant); }
  Task<hub::Result<void>> take_up(Names names) override;
  Task<hub::Result<void>> let_go(std::string tenant) override {
    if (busy > 0) {
      --busy;
      co_return hub::transient_error("busy", "not now");
    }
    here.erase(tenant);
    co_return hub::Result<void>();
  }
  Task<hub::Result<void>> follow() override {
    ++followed;
    co_return cannot_follow ? hub::Result<void>(hub::transient_error("busy", "not now"))
                            : hub::Result<void>();
  }
  // It works for them: it may call targets.
  bool works_for(const std::string& tenant) const { return has(tenant) && lease.holds(); }

  World& world;
  Nodes& fleet;
  hub::testing::MemoryFleet nodes;
  hub::testing::Diary diary;
  hub::testing::RecordingVault vault{diary};
  hub::testing::RecordingDatabase database{diary};
  hub::LoopWorker worker{world.io.get_executor()};
  QuietLog log;
  Lease lease{world.clock, kLease};
  std::optional<hub::store::Outbox> outbox;
  std::optional<Membership> membership;
  std::set<std::string> here;
  std::size_t taken_up = 0, followed = 0;
  bool cannot_follow = false;
  int busy = 0;  // so many times nothing can be let go
  std::string fatal;
};

Task<hub::Result<void>> Node::take_up(Names names) {
  for (const std::string& name : names) {
    if (world.refused.contains(name)) co_return hub::invalid_error("mapping_refused", "it cannot be");
    for (const auto& other : fleet)
      BOOST_TEST((other.get() == this || !other->works_for(name)), name << " has a node that works for it");
  }
  here.insert(names.begin(), names.end());
  taken_up += names.size();
  co_return hub::Result<void>();
}

struct Fleet : World {
  ~Fleet() {
    for (const auto& node : nodes) stop(*node);
  }
  Node& add(const std::string& name) {
    nodes.push_back(std::make_unique<Node>(*this, nodes, name));
    return *nodes.back();
  }
  void stop(Node& node) {
    if (!stopped.insert(&node).second) return;
    bool is_over = false;
    hub::spawn(io.get_executor(), node.membership->stop(), [&] { is_over = true; });
    BOOST_TEST(within(kLease, [&] { return is_over; }));
  }
  // Whether it comes true before so much time has passed.
  bool within(milliseconds time, const std::function<bool()>& comes_true) {
    const auto end = clock.now() + time;
    hub::testing::run_until(io, clock, [&] { return comes_true() || clock.now() >= end; });
    return comes_true();
  }
  void pass(milliseconds time) {
    (void)within(time, [] { return false; });
  }
  bool is_spread(std::initializer_list<std::size_t> counts) {
    return std::ranges::equal(nodes, counts, {}, [](const auto& node) { return node->here.size(); });
  }

  Nodes nodes;
  std::set<Node*> stopped;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(membership)

BOOST_FIXTURE_TEST_CASE(a_node_alone_takes_everything_also_what_comes_later, Fleet) {
  tenants = {"acme", "globex"};
  Node& north = add("north");
  BOOST_TEST(within(kLease, [&] { return north.here.size() == 2; }));
  tenants.emplace_back("initech");
  BOOST_TEST(within(kLease, [&] { return north.here.size() == 3; }));
  BOOST_TEST(north.membership->owner_of("initech")->name == "north");
  BOOST_TEST(!north.membership->owner_of("umbrella").has_value());
}

BOOST_FIXTURE_TEST_CASE(a_node_that_joins_gets_its_share_and_no_tenant_moves_twice, Fleet) {
  tenants = {"a", "b", "c", "d", "e"};
  Node& north = add("north");
  BOOST_TEST(within(kLease, [&] { return is_spread({5}); }));
  Node& south = add("south");
  BOOST_TEST(within(kLease, [&] { return is_spread({3, 2}); }));
  pass(kLease * 2);
  BOOST_TEST((north.taken_up == 5u && south.taken_up == 2u));
  BOOST_TEST(north.membership->owner_of(*south.here.begin())->name == "south");
}

BOOST_FIXTURE_TEST_CASE(what_a_silent_node_owned_is_taken_over_once_its_lease_is_over, Fleet) {
  tenants = {"a", "b", "c", "d"};
  Node& north = add("north");
  add("south");
  add("west");
  BOOST_TEST(within(kLease, [&] { return is_spread({2, 1, 1}); }));
  north.nodes.is_away = true;
  const std::set<std::string> orphans = north.here;
  const auto is_taken = [&](const std::string& tenant) {
    return nodes[1]->has(tenant) || nodes[2]->has(tenant);
  };
  BOOST_TEST(within(kLease * 2, [&] { return std::ranges::all_of(orphans, is_taken); }));
  BOOST_TEST(!north.lease.holds());
  BOOST_TEST(nodes[1]->here.size() == 2u);
  north.nodes.is_away = false;
  BOOST_TEST(within(kLease, [&] { return north.fatal == "node_buried"; }), "it has to start anew");
}

BOOST_FIXTURE_TEST_CASE(a_node_that_could_not_beat_and_was_not_buried_goes_on_with_what_it_has, Fleet) {
  tenants = {"a", "b"};
  Node& north = add("north");
  BOOST_TEST(within(kLease, [&] { return is_spread({2}); }));
  north.nodes.is_away = true;
  BOOST_TEST(within(kLease, [&] { return !north.lease.holds(); }));
  pass(kLease * 3);
  north.nodes.is_away = false;
  BOOST_TEST(within(kLease, [&] { return north.lease.holds(); }));
  BOOST_TEST((north.taken_up == 2u && north.fatal.empty()));
}

BOOST_FIXTURE_TEST_CASE(a_node_that_stops_hands_its_tenants_to_the_others_at_once, Fleet) {
  tenants = {"a", "b", "c", "d"};
  Node& north = add("north");
  Node& south = add("south");
  BOOST_TEST(within(kLease, [&] { return is_spread({2, 2}); }));
  stop(north);
  BOOST_TEST(north.here.empty());
  BOOST_TEST(within(milliseconds(1'000), [&] { return south.here.size() == 4; }));
  stop(south);
  BOOST_TEST(south.here.size() == 4u, "there is nobody to hand them to");
}

BOOST_FIXTURE_TEST_CASE(what_was_begun_to_be_let_go_is_let_go_also_when_nobody_needs_it_any_more, Fleet) {
  tenants = {"a", "b"};
  Node& north = add("north");
  BOOST_TEST(within(kLease, [&] { return is_spread({2}); }));
  north.busy = 3;
  Node& south = add("south");
  BOOST_TEST(within(kLease, [&] { return north.busy < 3; }));
  tables.nodes.erase("south");
  BOOST_TEST(within(kLease, [&] { return north.taken_up == 3u; }),
             "let go, handed to nobody, taken up again");
  BOOST_TEST((north.here.size() == 2u && south.here.empty()));
}

BOOST_FIXTURE_TEST_CASE(a_tenant_that_cannot_be_taken_up_keeps_no_other_from_it, Fleet) {
  tenants = {"a", "b", "c"};
  refused = {"b"};
  Node& north = add("north");
  BOOST_TEST(within(kLease, [&] { return north.here.size() == 2; }));
  BOOST_TEST(!north.membership->owner_of("b").has_value());
  refused.clear();
  BOOST_TEST(within(kLease, [&] { return north.here.size() == 3; }), "it is tried again");
}

BOOST_FIXTURE_TEST_CASE(whoever_asks_for_an_owner_waits_until_there_is_one, Fleet) {
  Node& north = add("north");
  std::optional<std::string> found;
  const auto ask = [&](std::string tenant, milliseconds patience) -> Task<void> {
    auto owner = co_await north.membership->find_owner(std::move(tenant), clock.now() + patience);
    found = owner ? owner->name : "nobody";
  };
  hub::spawn(io.get_executor(), ask("acme", kLease));
  pass(milliseconds(1'000));
  BOOST_TEST(!found.has_value());
  tenants = {"acme"};
  BOOST_TEST(within(kLease, [&] { return found.has_value(); }));
  BOOST_TEST(found.value_or("") == "north");
  found.reset();
  hub::spawn(io.get_executor(), ask("globex", milliseconds(300)));
  BOOST_TEST(within(milliseconds(400), [&] { return found.has_value(); }));
  BOOST_TEST(found.value_or("") == "nobody");
}

BOOST_FIXTURE_TEST_CASE(what_administrators_change_is_followed_once_and_tried_until_it_is, Fleet) {
  Node& north = add("north");
  BOOST_TEST(within(kLease, [&] { return north.followed == 1; }), "at the start it is looked at");
  pass(kLease);
  BOOST_TEST(north.followed == 1u);
  north.cannot_follow = true;
  ++tables.administration;
  BOOST_TEST(within(milliseconds(5'000), [&] { return north.followed > 2; }));
  north.cannot_follow = false;
  const std::size_t until_then = north.followed;
  pass(kLease);
  BOOST_TEST(north.followed == until_then + 1);
}

BOOST_FIXTURE_TEST_CASE(a_new_tenant_is_owned_by_the_node_that_makes_it, Fleet) {
  Node& north = add("north");
  Node& south = add("south");
  std::optional<bool> of_north, of_south;
  const auto own = [](Node& node, std::optional<bool>& outcome) -> Task<void> {
    const auto owned = co_await node.membership->own("acme");
    outcome = owned.ok();
  };
  hub::spawn(io.get_executor(), own(south, of_south));
  hub::spawn(io.get_executor(), own(north, of_north));
  BOOST_TEST(within(kLease, [&] { return of_north && of_south; }));
  BOOST_TEST((of_south.value_or(false) && !of_north.value_or(true)));
}

BOOST_AUTO_TEST_SUITE_END()
