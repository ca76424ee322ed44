#include <boost/test/unit_test.hpp>

#include "tests/tools/hubctl/shell.hpp"
#include "tools/hubctl/command.hpp"

using hub::hubctl::testing::call;
using hub::hubctl::testing::holds;
using hub::hubctl::testing::kNowhere;
using hub::hubctl::testing::Outcome;

BOOST_AUTO_TEST_SUITE(command_table)

BOOST_AUTO_TEST_CASE(every_command_is_known_to_scripts_and_to_the_shell) {
  const Outcome table = call({"--help", "--json"}, kNowhere, "");
  const Outcome completion = call({"completion", "bash"}, kNowhere, "");
  BOOST_TEST((table.status == 0 && completion.status == 0));
  for (const hub::hubctl::Command& command : hub::hubctl::commands()) {
    BOOST_TEST(holds(table.out, "\"words\":\"" + std::string(command.words) + '"'), command.words);
    BOOST_TEST(holds(completion.out, "'" + std::string(command.words) + "') arguments="), command.words);
    for (const hub::hubctl::Option& option : command.options)
      BOOST_TEST(holds(table.out, "{\"name\":\"" + std::string(option.name) + '"'), command.words);
  }
}

// A command line stands in the process list and in the shell's history: secrets come from files or the
// environment.
BOOST_AUTO_TEST_CASE(no_option_takes_a_secret) {
  for (const hub::hubctl::Command& command : hub::hubctl::commands()) {
    for (const hub::hubctl::Option& option : command.options) {
      const std::string name(option.name);
      const bool is_of_a_key =
          holds(name, "key") || holds(name, "secret") || holds(name, "token") || holds(name, "password");
      // What the public halves of keys are, and the words that are no secrets.
      const bool is_public = option.value == "FILE" || option.value.empty() || name == "witness-key";
      BOOST_TEST((!is_of_a_key || is_public), command.words << " --" << name);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
