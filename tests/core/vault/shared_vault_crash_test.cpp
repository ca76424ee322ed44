// A node that ends in the middle of what it does with its keys: no case is lost, no dead key is kept.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/vault/vault_nodes.hpp"

using namespace hub::vault;
using hub::testing::Cluster;
using hub::testing::kEpoch;

BOOST_AUTO_TEST_SUITE(shared_vault_crash)

// Of one node, in the middle of all that a turn does: at every operation of its disk, or at every call that
// the database does not answer any more.
BOOST_AUTO_TEST_CASE(a_node_that_ends_at_any_step_of_a_turn_loses_no_case_and_keeps_no_dead_key) {
  for (const bool at_disk : {true, false}) {
    bool completed = false;
    for (std::uint64_t step = 1; !completed; ++step) {
      Cluster cluster(step);
      cluster.start();
      const auto deleted = cluster.a.accept(1, "deleted"), live = cluster.a.accept(2, "live");
      const WrappedKey copy = cluster.key_of(1);
      cluster.pass_an_epoch();
      cluster.remove(1);
      cluster.clock.advance(kEpoch);
      (at_disk ? cluster.a.disk.crash_at_operation : cluster.table.away_at_call) = step;
      completed = cluster.a.vault->turn_epochs().ok() && cluster.a.vault->turn_epochs().ok();
      cluster.a.disk.crash_at_operation = cluster.table.away_at_call = 0;
      cluster.a.disk.crash();

      BOOST_TEST_REQUIRE(cluster.a.start());
      cluster.introduce();
      const auto audit = cluster.a.vault->reconcile(std::vector<SlotNumber>{live.key.slot});
      BOOST_TEST_REQUIRE(audit.ok());
      BOOST_TEST(audit->lost.empty());
      BOOST_TEST(*cluster.a.open(live, cluster.key_of(2)) == "live");
      for (int epoch = 0; epoch < 3; ++epoch) cluster.pass_an_epoch();
      BOOST_TEST(*cluster.b.open(live, cluster.key_of(2)) == "live");
      BOOST_TEST(!cluster.a.open(deleted, copy).ok());
      BOOST_TEST(!cluster.b.open(deleted, copy).ok());
      const auto all_let_go = [&] {
        return std::ranges::none_of(cluster.table.all,
                                    [](const KnownEpoch& one) { return one.died.has_value(); });
      };
      for (int minute = 0; minute < 3 && !all_let_go(); ++minute) cluster.pass_a_minute();
      BOOST_TEST(all_let_go());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_crash_while_the_files_are_made_leaves_files_that_can_be_made_again) {
  for (std::uint64_t operation = 1; operation <= 16; ++operation) {
    Cluster cluster(operation);
    cluster.has_peers = false;
    cluster.a.disk.crash_at_operation = operation;
    (void)cluster.a.start();
    cluster.a.disk.crash_at_operation = 0;
    cluster.a.disk.crash();
    BOOST_TEST(cluster.a.start());
  }
}

BOOST_AUTO_TEST_SUITE_END()
