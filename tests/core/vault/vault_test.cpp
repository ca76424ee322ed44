#include "core/vault/vault.hpp"
#include "core/vault/random_stock.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "core/vault/id_seed.hpp"
#include "tests/core/vault/vault_fixture.hpp"

using hub::testing::root_of;
using hub::testing::VaultFixture;

namespace {

constexpr std::uint64_t kHeaderBytes = 4096;

bool holds(const std::vector<std::byte>& bytes, std::string_view text) {
  const auto wanted = std::as_bytes(std::span(text));
  return std::ranges::search(bytes, wanted).begin() != bytes.end();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(vault, VaultFixture)

BOOST_AUTO_TEST_CASE(what_was_sealed_opens_again_whatever_was_sealed_before) {
  for (const std::size_t size : {0u, 1u, 100u, 4096u, 70'000u, 1'000'000u, 100u, 300'000u, 4096u}) {
    std::string text(size, 'x');
    for (std::size_t i = 0; i < size; i += 3) text[i] = static_cast<char>(random.next_u64());
    const auto sealed = sealed_and_written(text);
    const auto back = opened(sealed);
    BOOST_TEST_REQUIRE(back.ok());
    BOOST_TEST((*back == text));
    BOOST_TEST(destroy(sealed.key.slot));
  }
}

BOOST_AUTO_TEST_CASE(the_same_text_never_looks_the_same_and_is_never_in_clear) {
  const std::string text = "my card was charged twice, my name is Ada Byron";
  const auto one = sealed_and_written(text), other = sealed_and_written(text);
  BOOST_TEST((one.content != other.content));
  const auto bytes = std::as_bytes(std::span(one.content));
  BOOST_TEST(!holds({bytes.begin(), bytes.end()}, "Ada Byron"));
}

BOOST_AUTO_TEST_CASE(content_opens_only_for_the_row_and_tenant_it_was_sealed_for) {
  const auto sealed = sealed_and_written("text");
  BOOST_TEST(opened(*vault, sealed, "other").error().code == "key_destroyed");
  for (std::size_t i = 1; i < sealed.content.size(); ++i) {
    auto changed = sealed;
    changed.content[i] ^= 1;
    BOOST_TEST(!opened(changed).ok());
  }
  auto unknown_format = sealed;
  unknown_format.content[0] = 2;
  BOOST_TEST(opened(unknown_format).error().code == "sealed_format");
  BOOST_TEST(opened(sealed).ok());
}

BOOST_AUTO_TEST_CASE(a_destroyed_key_is_gone_from_the_file_and_its_slot_serves_the_next_case) {
  const auto sealed = sealed_and_written("text");
  const auto before = bytes_of("keys/cases.keys");
  BOOST_TEST(
      std::any_of(before.begin() + kHeaderBytes, before.end(), [](auto b) { return b != std::byte{0}; }));
  BOOST_TEST(destroy(sealed.key.slot));
  const auto after = bytes_of("keys/cases.keys");
  BOOST_TEST(
      std::all_of(after.begin() + kHeaderBytes, after.end(), [](auto b) { return b == std::byte{0}; }));
  BOOST_TEST(opened(sealed).error().code == "key_destroyed");

  const auto next = sealed_and_written("next");
  BOOST_TEST(next.key.slot == sealed.key.slot);
  BOOST_TEST(opened(sealed).error().code == "key_destroyed");
  BOOST_TEST(*opened(next) == "next");
}

BOOST_AUTO_TEST_CASE(keys_of_a_batch_are_written_and_destroyed_wherever_their_slots_are) {
  std::vector<hub::vault::SealedCase> cases;
  for (int i = 0; i < 12; ++i) cases.push_back(*vault->seal("case " + std::to_string(i), "acme"));
  std::vector<hub::vault::WrappedKey> keys;
  for (const std::size_t i : {7u, 0u, 1u, 2u, 11u, 5u, 4u, 9u}) keys.push_back(cases[i].key);
  BOOST_TEST_REQUIRE(vault->write_keys(keys).ok());
  std::vector<hub::vault::SlotNumber> dying;
  for (const std::size_t i : {11u, 1u, 2u, 4u}) dying.push_back(cases[i].key.slot);
  BOOST_TEST_REQUIRE(vault->destroy_keys(dying).ok());
  const std::set<std::size_t> living = {0, 5, 7, 9};
  for (std::size_t i = 0; i < cases.size(); ++i) BOOST_TEST(opened(cases[i]).ok() == living.contains(i), i);
}

BOOST_AUTO_TEST_CASE(bytes_of_the_random_stock_are_handed_out_once_each) {
  hub::vault::RandomStock stock(random);
  std::set<std::array<std::byte, 44>> seen;
  std::array<std::byte, 44> bytes;
  for (int i = 0; i < 500; ++i) {
    stock.fill(bytes);
    BOOST_TEST_REQUIRE(seen.insert(bytes).second);
    BOOST_TEST_REQUIRE(std::ranges::any_of(bytes, [](std::byte byte) { return byte != std::byte{0}; }));
  }
  std::vector<std::byte> more_than_it_holds(10'000);
  stock.fill(more_than_it_holds);
  BOOST_TEST((more_than_it_holds.back() != std::byte{0} || more_than_it_holds.front() != std::byte{0}));
}

BOOST_AUTO_TEST_CASE(a_full_vault_refuses_and_serves_again_when_a_slot_is_released) {
  std::vector<hub::vault::SlotNumber> slots;
  for (int i = 0; i < 32; ++i) slots.push_back(vault->seal("x", "acme")->key.slot);
  const auto refused = vault->seal("x", "acme");
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().kind == hub::ErrorKind::transient));
  BOOST_TEST(refused.error().code == "vault_full");
  vault->release(slots[5]);
  BOOST_TEST(vault->seal("x", "acme")->key.slot == slots[5]);
}

BOOST_AUTO_TEST_CASE(keys_without_a_row_are_destroyed_at_start_and_the_others_open) {
  const auto kept = sealed_and_written("kept"), orphan = sealed_and_written("orphan");
  open_anew();
  const auto audit = vault->reconcile(std::span(&kept.key.slot, 1));
  BOOST_TEST_REQUIRE(audit.ok());
  BOOST_TEST(audit->orphans_destroyed == 1u);
  BOOST_TEST(audit->lost.empty());
  BOOST_TEST(*opened(kept) == "kept");
  BOOST_TEST(opened(orphan).error().code == "key_destroyed");
}

BOOST_AUTO_TEST_CASE(derived_keys_are_the_same_for_ever_and_differ_by_purpose_and_hub) {
  const auto key = vault->derive_key("ids/acme");
  BOOST_TEST((key != vault->derive_key("ids/other")));
  open_anew();
  BOOST_TEST((key == vault->derive_key("ids/acme")));
  hub::simulation::SimulatedDisk fresh(random);
  BOOST_TEST((key != (*open_on(fresh, root))->derive_key("ids/acme")));
}

BOOST_AUTO_TEST_CASE(a_restored_backup_keeps_the_ids_and_opens_no_case) {
  const auto key = vault->derive_key("ids/acme");
  const auto sealed = sealed_and_written("text");
  Stolen restored(random);
  restored.with("keys/ids.keys", bytes_of("keys/ids.keys"));
  auto elsewhere = open_on(restored.disk, root);
  BOOST_TEST_REQUIRE(elsewhere.ok());
  BOOST_TEST((key == (*elsewhere)->derive_key("ids/acme")));
  BOOST_TEST(opened(**elsewhere, sealed).error().code == "key_destroyed");
}

BOOST_AUTO_TEST_CASE(a_backup_of_the_ids_gives_the_same_ids_and_no_case) {
  const auto sealed = sealed_and_written("text");
  const auto ids = vault->derive_key("ids/acme");
  BOOST_TEST_REQUIRE(vault->back_up_ids("backup/ids.keys").ok());
  BOOST_TEST(!vault->back_up_ids("backup/ids.keys").ok());
  Stolen machine(random);
  machine.with("keys/ids.keys", bytes_of("backup/ids.keys"));
  const auto restored = open_on(machine.disk, root);
  BOOST_TEST_REQUIRE(restored.ok());
  BOOST_TEST(((*restored)->derive_key("ids/acme") == ids));
  BOOST_TEST_REQUIRE((*restored)->reconcile(std::span(&sealed.key.slot, 1)).ok());
  BOOST_TEST(!opened(**restored, sealed).ok());
}

BOOST_AUTO_TEST_CASE(a_slot_file_is_told_by_what_it_is_and_not_by_its_name) {
  const auto kind_of = [this](const std::string& path) {
    const auto bytes = bytes_of(path);
    return hub::vault::slot_file_kind({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  };
  BOOST_TEST((kind_of("keys/ids.keys") == hub::vault::kIdFileKind));
  for (const char* path : {"keys/cases.keys", "keys/epochs.keys"}) {
    BOOST_TEST(kind_of(path).has_value(), path);
    BOOST_TEST((kind_of(path) != hub::vault::kIdFileKind), path);
  }
  BOOST_TEST(!hub::vault::slot_file_kind("SQLite format 3").has_value());
  BOOST_TEST(!hub::vault::slot_file_kind("HUBKEYS1").has_value());
}

BOOST_AUTO_TEST_CASE(missing_foreign_or_damaged_key_files_stop_the_start_and_stay_as_they_are) {
  sealed_and_written("text");
  vault.reset();
  const auto cases = bytes_of("keys/cases.keys"), epochs = bytes_of("keys/epochs.keys");
  auto ids = bytes_of("keys/ids.keys");
  const auto refusal = [&](const Bytes& case_file, const Bytes& epoch_file, int root_byte) {
    Stolen machine(random);
    if (!case_file.empty()) machine.with("keys/cases.keys", case_file);
    if (!epoch_file.empty()) machine.with("keys/epochs.keys", epoch_file);
    if (!ids.empty()) machine.with("keys/ids.keys", ids);
    const auto before = machine.disk.contents();
    const auto key = root_of(root_byte);
    const auto result = open_on(machine.disk, key);
    BOOST_TEST_REQUIRE(!result.ok());
    BOOST_TEST((result.error().kind == hub::ErrorKind::config));
    BOOST_TEST(result.error().code == "key_files");
    BOOST_TEST((machine.disk.contents() == before));
    return result.error().message;
  };
  BOOST_TEST(refusal({}, epochs, 7).find("cases.keys is missing") != std::string::npos);
  BOOST_TEST(refusal(cases, {}, 7).find("epochs.keys is missing") != std::string::npos);
  BOOST_TEST(refusal(cases, epochs, 8).find("another root") != std::string::npos);
  auto damaged = cases;
  damaged[20] ^= std::byte{1};
  BOOST_TEST(refusal(damaged, epochs, 7).find("damaged") != std::string::npos);
  auto shorter = cases;
  shorter.resize(shorter.size() - 128);
  BOOST_TEST(refusal(shorter, epochs, 7).find("bytes instead of") != std::string::npos);

  hub::simulation::SimulatedDisk elsewhere(random);
  BOOST_TEST_REQUIRE(open_on(elsewhere, root).ok());
  Bytes foreign_epochs;
  for (auto& [path, bytes] : elsewhere.contents()) {
    if (path == "keys/epochs.keys") foreign_epochs = bytes;
  }
  BOOST_TEST(refusal(cases, foreign_epochs, 7).find("do not belong together") != std::string::npos);
  ids[kHeaderBytes + 50] ^= std::byte{1};
  BOOST_TEST(refusal(cases, epochs, 7).find("ids.keys is damaged") != std::string::npos);
  ids.clear();
  BOOST_TEST(refusal(cases, epochs, 7).find("ids.keys is missing") != std::string::npos);
  BOOST_TEST(open_on(disk, root).ok());
}

BOOST_AUTO_TEST_CASE(a_damaged_slot_of_a_live_case_is_reported_and_left_as_it_is) {
  const auto sealed = sealed_and_written("text");
  const std::uint64_t at = kHeaderBytes + sealed.key.slot * 128 + 50;
  const std::byte wrong[] = {std::byte{0x55}};
  BOOST_TEST_REQUIRE(disk.open_or_create("keys/cases.keys").write(at, wrong));
  const auto before = bytes_of("keys/cases.keys");
  open_anew();
  const auto audit = vault->reconcile(std::span(&sealed.key.slot, 1));
  BOOST_TEST_REQUIRE(audit.ok());
  BOOST_TEST(audit->lost.size() == 1u);
  BOOST_TEST((bytes_of("keys/cases.keys") == before));
  BOOST_TEST(opened(sealed).error().code == "key_destroyed");
}

BOOST_AUTO_TEST_CASE(a_failed_sync_is_an_error_of_write_and_of_destroy) {
  auto sealed = vault->seal("text", "acme");
  disk.fail_next_syncs = 1;
  BOOST_TEST(!vault->write_keys(std::span(&sealed->key, 1)).ok());
  open_anew();
  BOOST_TEST(vault->reconcile({}).ok());
  const auto healthy = sealed_and_written("healthy");
  disk.fail_next_syncs = 1;
  BOOST_TEST(!destroy(healthy.key.slot));
  open_anew();
  BOOST_TEST(vault->reconcile({}).ok());
  BOOST_TEST(*opened(sealed_and_written("again")) == "again");
}

BOOST_AUTO_TEST_SUITE_END()
