// The machine stops at every single disk operation of an accept and of a settle, with what was not synced
// kept, dropped or torn.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/core/store/store_machine.hpp"

using hub::store::CaseRow;
using hub::testing::StoreMachine;

namespace {

constexpr const char* kText = "a transcript that must neither get lost nor stay";

// Every acknowledged row is there and opens; nothing is left of settled ones; no key lacks its row.
void check_survivors(StoreMachine& machine, const std::set<CaseRow>& live, const std::set<CaseRow>& settled) {
  BOOST_TEST(machine.recovery.lost.empty());
  for (const CaseRow row : live) {
    const auto text = machine.text_of(row);
    BOOST_TEST_REQUIRE(text.has_value());
    BOOST_TEST(*text == kText + std::to_string(row));
  }
  for (const CaseRow row : settled) BOOST_TEST(!machine.text_of(row).has_value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crash)

BOOST_AUTO_TEST_CASE(a_crash_at_any_disk_operation_of_an_accept_loses_no_acknowledged_case) {
  bool completed = false;
  for (std::uint64_t operation = 1; !completed; ++operation) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      StoreMachine machine(seed);
      BOOST_TEST_REQUIRE(machine.start());
      const auto first = machine.accept(kText + std::string("1"));
      BOOST_TEST_REQUIRE(first.has_value());
      machine.disk.crash_at_operation = operation;
      const auto second = machine.accept(kText + std::string("2"));
      completed = machine.disk.crash_at_operation > 0;
      machine.disk.crash_at_operation = 0;
      BOOST_TEST(second.has_value() == completed);
      machine.crash();
      machine.disk.crash();

      BOOST_TEST_REQUIRE(machine.start());
      std::set<CaseRow> live = {*first};
      if (second) live.insert(*second);
      check_survivors(machine, live, {});
      // The unacknowledged one may have become durable: then it is a whole case.
      for (const auto& entry : machine.recovered) BOOST_TEST(machine.text_of(entry.row).has_value());
      const auto again = machine.accept(kText + std::string("3"));
      BOOST_TEST(again.has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_crash_at_any_disk_operation_of_a_settle_ends_in_a_whole_case_or_none) {
  bool completed = false;
  for (std::uint64_t operation = 1; !completed; ++operation) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      StoreMachine machine(seed);
      BOOST_TEST_REQUIRE(machine.start());
      const auto kept = machine.accept(kText + std::string("1"));
      const auto settled = machine.accept(kText + std::string("2"));
      BOOST_TEST_REQUIRE((kept && settled));
      machine.disk.crash_at_operation = operation;
      const bool done = machine.settle(*settled);
      completed = machine.disk.crash_at_operation > 0;
      machine.disk.crash_at_operation = 0;
      machine.crash();
      machine.disk.crash();

      BOOST_TEST_REQUIRE(machine.start());
      std::set<CaseRow> gone;
      if (done) gone.insert(*settled);
      check_survivors(machine, {*kept}, gone);
      const bool is_certified = *machine.database->certificate_count() == 1;
      const bool is_whole = machine.text_of(*settled).has_value();
      BOOST_TEST(is_certified != is_whole);
      if (is_whole) BOOST_TEST(machine.settle(*settled));
      BOOST_TEST(*machine.database->certificate_count() == 1);
      BOOST_TEST(!machine.text_of(*settled).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_crash_during_recovery_is_recovered_from_like_any_other) {
  for (std::uint64_t operation = 1; operation <= 40; ++operation) {
    StoreMachine machine(operation);
    BOOST_TEST_REQUIRE(machine.start());
    const auto kept = machine.accept(kText + std::string("1"));
    const auto settled = machine.accept(kText + std::string("2"));
    hub::store::WriteGroup deleting;
    deleting.deleting = {machine.settlement_of(*settled, machine.slots.at(*settled))};
    BOOST_TEST_REQUIRE(machine.database->commit(deleting).ok());
    machine.crash();
    machine.disk.crash();

    machine.disk.crash_at_operation = operation;
    machine.start();
    machine.disk.crash_at_operation = 0;
    machine.crash();
    machine.disk.crash();

    BOOST_TEST_REQUIRE(machine.start());
    check_survivors(machine, {*kept}, {*settled});
    BOOST_TEST(machine.recovered.size() == 1u);
    BOOST_TEST(*machine.database->certificate_count() == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_row_whose_key_is_gone_is_reported_and_kept) {
  StoreMachine machine;
  BOOST_TEST_REQUIRE(machine.start());
  const auto row = machine.accept(kText + std::string("1"));
  const auto slot = machine.slots.at(*row);
  machine.stop();
  auto keys = machine.disk.open_or_create("data/cases.keys");
  const std::vector<std::byte> zeros(128 * 128);
  BOOST_TEST_REQUIRE(keys.write(4096, zeros));

  BOOST_TEST_REQUIRE(machine.start());
  BOOST_TEST(machine.recovery.lost == std::vector<CaseRow>{*row}, boost::test_tools::per_element());
  BOOST_TEST(machine.recovery.keys.lost == std::vector<hub::vault::SlotNumber>{slot},
             boost::test_tools::per_element());
  BOOST_TEST(machine.recovered.size() == 1u);
  // Its slot is not given to another case while the row refers to it.
  for (int i = 0; i < 63; ++i) BOOST_TEST(machine.vault->seal("x", "acme").ok());
  BOOST_TEST(machine.vault->seal("x", "acme").error().code == "vault_full");
}

BOOST_AUTO_TEST_SUITE_END()
