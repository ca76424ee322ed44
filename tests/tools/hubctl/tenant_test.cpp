// Tenants and keys as an operator's commands handle them.
#include <filesystem>

#include "tests/tools/hubctl/shell.hpp"

namespace admin = hub::admin;
namespace fs = std::filesystem;
using hub::hubctl::testing::holds;
using hub::hubctl::testing::Outcome;
using hub::hubctl::testing::Shell;

namespace {

constexpr const char* kAdmin = "admin-key";

}  // namespace

BOOST_AUTO_TEST_SUITE(tenants_and_keys)

BOOST_AUTO_TEST_CASE(whoever_types_another_name_removes_nothing) {
  Shell shell;
  shell.removals.tenants = {"acme"};
  const Outcome unsure = shell.call({"tenant", "remove", "acme"}, kAdmin, "acne\n");
  BOOST_TEST(unsure.status == 2);
  BOOST_TEST(shell.removals.begun.empty());
  const Outcome sure = shell.call({"tenant", "remove", "acme"}, kAdmin, "acme\n");
  BOOST_TEST(sure.status == 0, sure.err);
  BOOST_TEST(holds(sure.out, "tenant acme is gone"));
  BOOST_TEST(shell.call({"tenant", "remove", "acme", "--drain", "--expire"}, kAdmin).status == 2);
}

BOOST_AUTO_TEST_CASE(what_a_person_has_to_decide_stops_a_removal_and_says_what) {
  Shell shell;
  shell.removals.tenants = {"acme"};
  shell.removals.begun["acme"].cases = 3;
  shell.removals.begun["acme"].dead_letters = 2;
  const Outcome dead = shell.call({"tenant", "remove", "acme", "--yes"}, kAdmin);
  BOOST_TEST(dead.status == 1);
  BOOST_TEST(holds(dead.err, "2 deliveries wait for a person"));
  shell.removals.begun["acme"].held = 1;
  const Outcome held = shell.call({"tenant", "remove", "acme", "--yes", "--expire"}, kAdmin);
  BOOST_TEST(holds(held.err, "1 cases are on legal hold"));
  BOOST_TEST((shell.removals.begun["acme"].mode == admin::RemovalMode::expire));
  BOOST_TEST(shell.call({"tenant", "remove", "acme", "--yes"}, "viewer-key").status == 3);
}

BOOST_AUTO_TEST_CASE(a_new_key_is_shown_once_or_lies_in_a_file_for_its_owner) {
  Shell shell;
  const Outcome shown = shell.call({"keys", "add", "script", "--role", "viewer"}, kAdmin);
  BOOST_TEST(shown.status == 0, shown.err);
  BOOST_TEST(holds(shown.out, "huba_"));
  BOOST_TEST(shell.call({"keys", "add", "script"}, kAdmin).status == 2, "in which role?");
  const fs::path file = fs::temp_directory_path() / ("key-" + shell.key_store.last.id);
  const Outcome written =
      shell.call({"keys", "add", "script", "--role", "viewer", "--to", file.string()}, kAdmin);
  BOOST_TEST(written.status == 0, written.err);
  BOOST_TEST(!holds(written.out, "huba_"));
  BOOST_TEST((fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write)));
  const std::string id = shell.key_store.last.id;
  const Outcome there_already =
      shell.call({"keys", "add", "script", "--role", "viewer", "--to", file.string()}, kAdmin);
  fs::remove(file);
  BOOST_TEST(there_already.status == 3);
  BOOST_TEST(shell.key_store.kept.size() == 2u, "the one that nobody got is taken back");
  BOOST_TEST(shell.call({"keys", "remove", id}, kAdmin).status == 0);
  const Outcome again = shell.call({"keys", "remove", id}, kAdmin);
  BOOST_TEST(again.status == 1);
  BOOST_TEST(holds(again.err, "there is no such key"));
}

BOOST_AUTO_TEST_SUITE_END()
