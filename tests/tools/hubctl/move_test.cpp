// A tenant that moves to another cell, as an operator's commands handle it.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/vault/letter.hpp"
#include "tests/tools/hubctl/shell.hpp"

namespace admin = hub::admin;
namespace fs = std::filesystem;
using hub::hubctl::testing::holds;
using hub::hubctl::testing::Outcome;
using hub::hubctl::testing::Shell;

namespace {

constexpr const char* kAdmin = "admin-key";

struct Move {
  Move() {
    shell.removals.tenants = shell.moves.moving = {"acme"};
    shell.moves.other = other;
    fs::remove(path);
  }
  ~Move() { fs::remove(path); }
  Outcome give() { return shell.call({"tenant", "export", "acme", path, "--to", other}, kAdmin); }
  Outcome take(const std::string& key = kAdmin) { return shell.call({"tenant", "import", path}, key); }
  void write(const std::string& text) { std::ofstream(path, std::ios::trunc) << text; }

  Shell shell;
  const std::string other = hub::vault::text_of(hub::vault::CellKey{});
  std::string path = (fs::temp_directory_path() / ("move-" + std::to_string(::getpid()))).string();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tenant_moves, Move)

BOOST_AUTO_TEST_CASE(a_tenant_goes_through_a_file_for_its_owner_alone) {
  const Outcome given = give();
  BOOST_TEST(given.status == 0, given.err);
  BOOST_TEST((shell.removals.begun["acme"].mode == admin::RemovalMode::move));
  BOOST_TEST((fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write)));
  const Outcome taken = take();
  BOOST_TEST(taken.status == 0, taken.err);
  BOOST_TEST(holds(taken.out, "tenant acme is here"));
  const std::vector<std::string> parts = {"acme-1 by adam", "acme-2 by adam", "acme-3 by adam"};
  BOOST_TEST(shell.moves.taken == parts, boost::test_tools::per_element());
  BOOST_TEST(take().status == 3, "it is here already");
}

BOOST_AUTO_TEST_CASE(no_file_is_left_that_is_not_whole_and_none_is_written_over) {
  const Outcome slip = shell.call({"tenant", "export", "acme", path, "--to", other + 'x'}, kAdmin);
  BOOST_TEST(slip.status == 2);
  BOOST_TEST(shell.removals.begun.empty(), "nothing has begun");
  shell.moves.other = "another";
  BOOST_TEST(give().status == 3);
  BOOST_TEST(!fs::exists(path));
  BOOST_TEST(shell.call({"tenant", "export", "acme", path}, kAdmin).status == 2, "to which cell?");
  write("mine");
  BOOST_TEST(give().status == 3);
  BOOST_TEST(fs::file_size(path) == 4u);
  BOOST_TEST(take().status == 2, "it is no such file");
}

BOOST_AUTO_TEST_CASE(what_a_person_has_to_decide_stops_it) {
  shell.removals.begun["acme"].cases = shell.removals.begun["acme"].dead_letters = 1;
  const Outcome stopped = give();
  BOOST_TEST(stopped.status == 1);
  BOOST_TEST(holds(stopped.err, "1 deliveries wait for a person"));
  BOOST_TEST(!holds(stopped.err, "--expire"));
  BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(a_file_that_ends_too_early_is_noticed) {
  write("connector-hub tenant 1 acme\nacme-1\n");
  const Outcome taken = take();
  BOOST_TEST(taken.status == 1);
  BOOST_TEST(holds(taken.err, "ends too early"));
}

BOOST_AUTO_TEST_CASE(only_administrators_move_tenants_and_everybody_may_know_the_cells_key) {
  BOOST_TEST(give().status == 0);
  BOOST_TEST(take("operator-key").status == 3);
  const Outcome key = shell.call({"cell", "key"}, "viewer-key");
  BOOST_TEST(key.out == "hubcell_this\n");
}

BOOST_AUTO_TEST_SUITE_END()
