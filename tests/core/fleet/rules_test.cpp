// How long a lease holds, who counts as silent, and how tenants are spread.
#include <boost/test/unit_test.hpp>

#include "core/fleet/lease.hpp"
#include "core/fleet/shares.hpp"
#include "core/fleet/silence.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub::fleet;
using hub::milliseconds;
using hub::store::FleetView;
using hub::store::NodeView;
using Names = std::vector<std::string>;

namespace {

constexpr milliseconds kLease{10'000}, kLook{500};

NodeView node(const std::string& name, std::int64_t beats = 1, std::int64_t fence = 1) {
  NodeView view;
  view.node.name = name;
  view.beats = beats;
  view.fence = fence;
  return view;
}

struct Watch {
  hub::testing::VirtualClock clock;
  Silence silence{kLease};

  // A look that took `took`.
  std::size_t silent(const NodeView& other, milliseconds took = milliseconds(0)) {
    const auto asked_at = clock.now();
    clock.advance(took);
    return silence.note({{node("own"), other}, {}}, "own", asked_at, clock.now()).size();
  }
  // Of the last of the looks that it takes every now and then for so long.
  std::size_t silent_after(milliseconds time, const NodeView& other) {
    for (; time > kLook; time -= kLook) {
      clock.advance(kLook);
      silent(other);
    }
    clock.advance(time);
    return silent(other);
  }
};

FleetView spread(const Names& nodes, std::map<std::string, std::string> owners) {
  FleetView view;
  for (const std::string& name : nodes) view.nodes.push_back(node(name));
  view.owners = std::move(owners);
  return view;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet_rules)

BOOST_AUTO_TEST_CASE(a_lease_holds_from_its_first_renewal_and_ends_a_fifth_before_others_may_act) {
  hub::testing::VirtualClock clock;
  Lease lease(clock, kLease);
  BOOST_TEST(!lease.holds());
  const auto asked_at = clock.now();
  clock.advance(milliseconds(3'000));
  lease.renew(asked_at);
  clock.advance(milliseconds(4'999));
  BOOST_TEST(lease.holds());
  clock.advance(milliseconds(1));
  BOOST_TEST(!lease.holds(), "the time counts from the question, not from its answer");
  lease.renew(clock.now());
  BOOST_TEST(lease.holds());
}

BOOST_FIXTURE_TEST_CASE(a_node_whose_beats_stand_still_for_a_lease_is_silent, Watch) {
  BOOST_TEST(silent(node("other", 7)) == 0u);
  BOOST_TEST(silent_after(kLease - milliseconds(1), node("other", 7)) == 0u);
  BOOST_TEST(silent_after(milliseconds(1), node("other", 7)) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_beat_or_a_new_start_begins_the_time_anew, Watch) {
  silent(node("other", 7));
  BOOST_TEST(silent_after(kLease - milliseconds(1), node("other", 7)) == 0u);
  BOOST_TEST(silent_after(kLease - milliseconds(1), node("other", 8)) == 0u);
  BOOST_TEST(silent_after(kLease - milliseconds(1), node("other", 8, 2)) == 0u);
  BOOST_TEST(silent_after(kLease, node("other", 8, 2)) == 1u);
}

// All of them could not beat while the store was away: the first one to be back must not bury the others.
BOOST_FIXTURE_TEST_CASE(whoever_could_not_look_himself_waits_for_a_whole_lease_again, Watch) {
  silent(node("other", 7));
  clock.advance(kLease * 3);
  BOOST_TEST(silent(node("other", 7)) == 0u);
  BOOST_TEST(silent_after(kLease - milliseconds(1), node("other", 7)) == 0u);
  BOOST_TEST(silent_after(milliseconds(1), node("other", 7)) == 1u);
}

BOOST_FIXTURE_TEST_CASE(only_the_time_between_an_answer_and_a_later_question_counts, Watch) {
  silent(node("other", 7), kLease);
  BOOST_TEST(silent(node("other", 7), kLease) == 0u, "it may have beaten while the question was under way");
  BOOST_TEST(silent(node("other", 7)) == 1u);
}

BOOST_AUTO_TEST_CASE(a_node_claims_what_is_free_up_to_its_share) {
  const Names tenants = {"e", "d", "c", "b", "a"};
  BOOST_TEST((claimable(spread({"n"}, {}), "n", tenants) == Names{"a", "b", "c", "d", "e"}));
  BOOST_TEST((claimable(spread({"m", "n"}, {}), "n", tenants) == Names{"a", "b", "c"}));
  BOOST_TEST((claimable(spread({"m", "n"}, {{"a", "m"}, {"b", "n"}}), "n", tenants) == Names{"c", "d"}));
  BOOST_TEST(claimable(spread({"m", "n"}, {{"a", "n"}, {"b", "n"}, {"c", "n"}}), "n", tenants).empty());
  BOOST_TEST(claimable(spread({"m"}, {}), "n", tenants).empty(), "a node that is not there has no share");
}

BOOST_AUTO_TEST_CASE(the_node_with_most_gives_to_the_one_with_least_until_they_are_even) {
  FleetView view = spread({"k", "m", "n"}, {});
  for (const char* tenant : {"a", "b", "c", "d", "e", "f", "g"}) view.owners[tenant] = "m";
  std::size_t moves = 0;
  for (;;) {
    std::optional<Move> move;
    for (const char* self : {"k", "m", "n"}) {
      const auto its = next_move(view, self);
      BOOST_TEST((!its || !move), "one at a time");
      if (its) move = its;
    }
    if (!move) break;
    view.owners[move->tenant] = move->to;
    ++moves;
  }
  BOOST_TEST(moves == 4u, "no more than it takes");
  std::map<std::string, int> counts;
  for (const auto& [tenant, owner] : view.owners) ++counts[owner];
  BOOST_TEST((counts["k"] == 2 && counts["m"] == 3 && counts["n"] == 2));
}

BOOST_AUTO_TEST_CASE(a_node_that_leaves_gets_nothing_and_counts_no_more) {
  FleetView view = spread({"m", "n"}, {{"a", "n"}, {"b", "n"}, {"c", "m"}});
  view.nodes[0].is_leaving = true;
  BOOST_TEST(!next_move(view, "n").has_value());
  BOOST_TEST(!heir(view, "n").has_value());
  BOOST_TEST((claimable(view, "n", {"a", "b", "c", "d"}) == Names{"d"}));
  BOOST_TEST(claimable(view, "m", {"a", "b", "c", "d"}).empty());
}

BOOST_AUTO_TEST_CASE(the_heir_of_a_node_is_who_has_least) {
  BOOST_TEST(!heir(spread({"n"}, {{"a", "n"}}), "n").has_value());
  BOOST_TEST(heir(spread({"k", "m", "n"}, {{"a", "n"}, {"b", "k"}}), "n").value_or("") == "m");
}

BOOST_AUTO_TEST_SUITE_END()
