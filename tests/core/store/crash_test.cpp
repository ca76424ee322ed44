// The machine stops at every single disk operation of an accept and of a settle, with what was not synced
// kept, dropped or torn.
#include <boost/test/unit_test.hpp>
#include <functional>
#include <set>

#include "tests/core/store/rows.hpp"
#include "tests/core/store/store_machine.hpp"

using hub::Task;
using hub::store::CaseRow;
using hub::testing::hash_of;
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

// How many cases there is still room for.
int free_slots(StoreMachine& machine) {
  int count = 0;
  while (machine.vault->seal("x", "acme").ok()) ++count;
  return count;
}

// Another content for a row, with a key of its own.
bool merge(StoreMachine& machine, CaseRow row, const std::string& text) {
  hub::store::Merge merge;
  merge.row = row;
  merge.old_slot = machine.slots.at(row);
  merge.event = {hash_of(1), hash_of(2)};
  merge.sealed = std::move(*machine.vault->seal(text, "acme"));
  bool done = false;
  auto task = [&]() -> Task<void> {
    const auto result = co_await machine.outbox->merge(std::move(merge));
    done = result.ok();
  };
  machine.run(task());
  return done;
}

bool reduce(StoreMachine& machine, CaseRow row, const std::string& left) {
  hub::store::Reduction reduction;
  reduction.row = row;
  reduction.old_slot = machine.slots.at(row);
  reduction.sealed = std::move(*machine.vault->seal(left, "acme"));
  reduction.kept_until = hub::WallTime(hub::milliseconds(77));
  reduction.certificate = "{\"certificate\":\"reduced\"}";
  bool done = false;
  auto task = [&]() -> Task<void> {
    std::vector<hub::store::Reduction> reductions;
    reductions.push_back(std::move(reduction));
    const auto result = co_await machine.outbox->reduce(std::move(reductions));
    done = result.ok() && result->size() == 1;
  };
  machine.run(task());
  return done;
}

// A case that is gone, whose sealed id is still here for its platform: the slot of the id's key.
hub::vault::SlotNumber leave_an_id(StoreMachine& machine, CaseRow& row) {
  auto made = machine.new_case(kText);
  made.sealed_id = std::move(*machine.vault->seal("id", "acme"));
  const auto slot = made.sealed.key.slot, slot_of_id = made.sealed_id->key.slot;
  auto task = [&]() -> Task<void> {
    const auto accepted = co_await machine.outbox->accept(std::move(made));
    row = accepted.ok() ? *accepted : 0;
  };
  machine.run(task());
  BOOST_TEST_REQUIRE(row > 0);
  machine.slots[row] = slot;
  BOOST_TEST_REQUIRE(machine.settle(row));
  return slot_of_id;
}

bool forget_id(StoreMachine& machine, CaseRow row, hub::vault::SlotNumber slot) {
  hub::store::SourceChanges changes;
  changes.addenda = {"{\"addendum\":\"source purged\"}"};
  changes.forgotten = {row};
  bool done = false;
  auto task = [&]() -> Task<void> {
    std::vector<hub::vault::SlotNumber> keys = {slot};
    const auto result = co_await machine.outbox->settle_source(std::move(changes), std::move(keys));
    done = result.ok();
  };
  machine.run(task());
  return done;
}

using Replace = std::function<bool(StoreMachine&, CaseRow, const std::string&)>;
using Check = std::function<void(StoreMachine&, const std::string&)>;

// The machine stops at every disk operation of `replace`, which puts `after` in the place of `before`: one of
// them is there, under the only key. `check` is given which.
void crash_while_replacing(const std::string& before, const std::string& after, const Replace& replace,
                           const Check& check = {}) {
  bool completed = false;
  for (std::uint64_t operation = 1; !completed; ++operation) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      StoreMachine machine(seed);
      BOOST_TEST_REQUIRE(machine.start());
      const auto row = machine.accept(before);
      BOOST_TEST_REQUIRE(row.has_value());
      machine.disk.crash_at_operation = operation;
      const bool is_replaced = replace(machine, *row, after);
      completed = machine.disk.crash_at_operation > 0;
      machine.disk.crash_at_operation = 0;
      machine.crash();
      machine.disk.crash();

      BOOST_TEST_REQUIRE(machine.start());
      BOOST_TEST(machine.recovery.lost.empty());
      const auto text = machine.text_of(*row);
      BOOST_TEST_REQUIRE(text.has_value());
      BOOST_TEST((*text == after || (*text == before && !is_replaced)));
      BOOST_TEST(free_slots(machine) == 63);
      if (check) check(machine, *text);
    }
  }
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

BOOST_AUTO_TEST_CASE(
    a_crash_at_any_disk_operation_of_an_addition_leaves_the_old_content_or_the_new_and_one_key) {
  crash_while_replacing("old", "new", merge);
}

BOOST_AUTO_TEST_CASE(
    a_crash_at_any_disk_operation_of_a_reduction_leaves_the_case_or_its_metadata_and_one_key) {
  crash_while_replacing("case", "metadata", reduce, [](StoreMachine& machine, const std::string& text) {
    // Certified exactly when the case is gone.
    const bool is_reduced = machine.recovered.at(0).kind == hub::store::CaseKind::metadata;
    BOOST_TEST(is_reduced == (text == "metadata"));
    BOOST_TEST(*machine.database->certificate_count() == (is_reduced ? 1 : 0));
    BOOST_TEST(machine.recovered.at(0).retention->is_kept() == is_reduced);
  });
}

BOOST_AUTO_TEST_CASE(a_crash_at_any_disk_operation_while_an_id_is_forgotten_leaves_it_whole_or_gone) {
  bool completed = false;
  for (std::uint64_t operation = 1; !completed; ++operation) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      StoreMachine machine(seed);
      BOOST_TEST_REQUIRE(machine.start());
      CaseRow row = 0;
      const auto slot = leave_an_id(machine, row);
      machine.disk.crash_at_operation = operation;
      const bool forgotten = forget_id(machine, row, slot);
      completed = machine.disk.crash_at_operation > 0;
      machine.disk.crash_at_operation = 0;
      machine.crash();
      machine.disk.crash();

      BOOST_TEST_REQUIRE(machine.start());
      BOOST_TEST(machine.recovery.lost.empty());
      int ids = 0;
      const auto visited = machine.database->for_each_source(
          [&](const hub::store::SourceCase&, const std::vector<hub::store::SourceJob>&) { ++ids; });
      BOOST_TEST(visited.ok());
      BOOST_TEST((ids == 0 || (ids == 1 && !forgotten)));
      BOOST_TEST(free_slots(machine) == 64 - ids);
      // The addendum is in the log exactly when the id is on its way out.
      BOOST_TEST(*machine.database->certificate_count() == (ids == 0 ? 2 : 1));
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
