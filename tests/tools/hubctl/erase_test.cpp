#include <boost/test/unit_test.hpp>

#include "tests/tools/hubctl/shell.hpp"

using hub::hubctl::testing::holds;
using hub::hubctl::testing::Outcome;
using hub::hubctl::testing::Shell;

BOOST_AUTO_TEST_SUITE(hubctl_erase)

BOOST_AUTO_TEST_CASE(it_says_of_each_target_what_is_gone_and_what_stays) {
  Shell shell;
  const Outcome done = shell.call({"erase", "--tenant", "acme", "--case", "c1"}, "admin-key");
  BOOST_TEST(done.status == 0, done.err);
  BOOST_TEST(holds(done.out, "1 here, destroyed"));
  BOOST_TEST(holds(done.out, "crm     erased  2      0"));
  BOOST_TEST(holds(done.out, "removes: Records."));
  BOOST_TEST(holds(done.out, "leaves: Backups."));
  BOOST_TEST(holds(done.out, "cannot be found by the case's id"));
}

BOOST_AUTO_TEST_CASE(what_is_not_finished_is_1_and_says_that_it_can_be_run_again) {
  Shell shell;
  const Outcome done = shell.call({"erase", "--tenant", "acme", "--case", "stuck"}, "admin-key");
  BOOST_TEST(done.status == 1);
  BOOST_TEST(holds(done.out, "problem: the connection was refused"));
  BOOST_TEST(holds(done.out, "run it again"));
}

BOOST_AUTO_TEST_CASE(a_dry_run_destroys_nothing_and_says_so) {
  Shell shell;
  const Outcome done = shell.call({"erase", "--tenant", "acme", "--case", "c1", "--dry-run"}, "admin-key");
  BOOST_TEST(done.status == 0);
  BOOST_TEST(holds(done.out, "would be destroyed"));
  BOOST_TEST(shell.control.erasures.at(0).is_dry_run);
}

BOOST_AUTO_TEST_CASE(a_legal_hold_is_3_and_is_named) {
  Shell shell;
  const Outcome refused = shell.call({"erase", "--tenant", "acme", "--case", "held"}, "admin-key");
  BOOST_TEST(refused.status == 3);
  BOOST_TEST(holds(refused.err, "on legal hold since then"));
}

BOOST_AUTO_TEST_CASE(a_session_stands_for_its_cases) {
  Shell shell;
  const Outcome some = shell.call({"erase", "--tenant", "acme", "--session", "s1"}, "admin-key");
  BOOST_TEST(some.status == 1);  // one is on hold
  BOOST_TEST(holds(some.out, "a case of the session is not erased: on legal hold since then"));
  BOOST_TEST(shell.control.erasures.size() == 2u);
  const Outcome none = shell.call({"erase", "--tenant", "acme", "--session", "s2"}, "admin-key");
  BOOST_TEST(none.status == 0);
  BOOST_TEST(holds(none.out, "no case of this session is remembered"));
  BOOST_TEST(shell.call({"erase", "--tenant", "acme", "--session", "forgotten"}, "admin-key").status == 3);
}

BOOST_AUTO_TEST_CASE(a_tenant_and_either_a_case_or_a_session_are_asked_for) {
  Shell shell;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"erase", "--case", "c1"},
        {"erase", "--tenant", "acme"},
        {"erase", "--tenant", "acme", "--case", "c1", "--session", "s1"}})
    BOOST_TEST(shell.call(words, "admin-key").status == 2);
  BOOST_TEST(shell.control.erasures.empty());
}

BOOST_AUTO_TEST_SUITE_END()
