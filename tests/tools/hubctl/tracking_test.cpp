#include <boost/test/unit_test.hpp>

#include "tests/tools/hubctl/shell.hpp"

using hub::hubctl::testing::holds;
using hub::hubctl::testing::Outcome;
using hub::hubctl::testing::Shell;

namespace {

struct TrackedShell : Shell {
  TrackedShell() {
    tracking.tenants = {{"acme", {30, 1000}, {{20'422, 7}, {20'423, 2}}}, {"globex", {0, 1000}, {}}};
    tracking.gone = {2, 9};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tracking_commands)

BOOST_AUTO_TEST_CASE(events_are_counted_by_tenant_and_day) {
  TrackedShell shell;
  const Outcome all = shell.call({"tracking", "status"});
  BOOST_TEST(all.status == 0);
  BOOST_TEST(holds(all.out, "2025-12-01  2\n"), all.out);
  BOOST_TEST(holds(all.out, "globex"), all.out);
  BOOST_TEST(!holds(shell.call({"tracking", "status", "--tenant", "acme"}).out, "globex"));
  BOOST_TEST(holds(shell.call({"tracking", "status", "--json"}).out, R"("day":"2025-12-01","events":2)"));
}

BOOST_AUTO_TEST_CASE(all_of_a_tenant_goes_when_its_name_is_typed) {
  TrackedShell shell;
  constexpr const char* kAdmin = "admin-key";
  BOOST_TEST(shell.call({"tracking", "purge", "acme"}, kAdmin, "globex\n").status == 2);
  BOOST_TEST(shell.tracking.purged == "");
  BOOST_TEST(shell.call({"tracking", "purge", "acme"}, kAdmin, "acme\n").out ==
             "9 tracking events of 2 days deleted\n");
  BOOST_TEST(shell.tracking.purged == "acme");
  BOOST_TEST(shell.call({"tracking", "purge", "nobody", "--yes"}, kAdmin).status == 3);
  BOOST_TEST(shell.call({"tracking", "purge", "acme", "--yes"}).status == 3, "for the role admin only");
}

BOOST_AUTO_TEST_CASE(a_session_takes_its_events_along) {
  TrackedShell shell;
  const Outcome tried =
      shell.call({"erase", "--tenant", "acme", "--session", "s2", "--dry-run"}, "admin-key");
  BOOST_TEST(holds(tried.out, "tracking events of this session: 9, which would be deleted\n"), tried.out);
  const Outcome done = shell.call({"erase", "--tenant", "acme", "--session", "s2"}, "admin-key");
  BOOST_TEST(holds(done.out, "tracking events of this session: 9, deleted\n"), done.out);
  const Outcome forgotten = shell.call({"erase", "--tenant", "acme", "--session", "forgotten"}, "admin-key");
  BOOST_TEST(holds(forgotten.err, "9 tracking events deleted: retention.session_days is 0"), forgotten.err);
}

BOOST_AUTO_TEST_SUITE_END()
