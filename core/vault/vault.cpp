#include "core/vault/vault.hpp"

#include <mutex>

#include "core/vault/case_keys.hpp"
#include "core/vault/content_box.hpp"
#include "core/vault/id_seed.hpp"
#include "core/vault/key_files.hpp"
#include "core/vault/random_stock.hpp"

namespace hub::vault {

namespace {

class SlotVault final : public Vault {
 public:
  SlotVault(VaultSettings settings, FileSystem& files, RootRing ring, const Clock& clock, Random& random)
      : settings_(std::move(settings)),
        files_(files),
        ring_(std::move(ring)),
        clock_(clock),
        random_(random) {}

  Result<void> load();

  Result<SealedCase> seal(std::string_view plaintext, std::string_view bound_to) override;
  void release(SlotNumber slot) override { cases_->release(slot); }
  Result<std::string_view> open_sealed(const WrappedKey& key, std::string_view content,
                                       std::string_view bound_to, model::Arena& arena) override;
  Result<void> write_keys(std::span<const WrappedKey> keys) override { return cases_->write(keys); }
  Result<void> destroy_keys(std::span<const SlotNumber> slots) override { return cases_->destroy(slots); }
  Result<KeyAudit> reconcile(std::span<const SlotNumber> live) override;
  SlotUse slot_use() const override { return cases_->use(); }
  Result<void> turn_epochs() override;
  Result<void> rotate_root() override;
  Result<void> back_up_ids(const std::string& path) override { return ids_->copy_to(files_, path); }
  std::array<std::byte, 32> derive_key(std::string_view purpose) const override {
    return ids_->derive(purpose);
  }

 private:
  bool is_epoch_over();

  VaultSettings settings_;
  FileSystem& files_;
  RootRing ring_;
  const Clock& clock_;
  RandomStock random_;
  std::mutex mutex_;  // of what epochs_ and cases_ hold in memory
  FileSetId set_id_{};
  std::unique_ptr<IdSeed> ids_;
  std::unique_ptr<Epochs> epochs_;
  std::unique_ptr<CaseKeys> cases_;
};

Result<void> SlotVault::load() {
  auto ids = IdSeed::open(files_, settings_.directory, ring_,
                          !files_.exists(settings_.directory + "/cases.keys"), random_);
  if (!ids.ok()) return std::move(ids).error();
  ids_ = std::move(*ids);
  auto pair = open_key_files(files_, settings_.directory, case_file_shape(settings_.case_slots),
                             kEpochFileShape, ring_, random_);
  if (!pair.ok()) return std::move(pair).error();
  set_id_ = pair->set_id;
  auto epochs = Epochs::load({std::move(pair->epochs), set_id_, pair->root}, ring_, random_);
  if (!epochs.ok()) return std::move(epochs).error();
  epochs_ = std::move(*epochs);
  if (!epochs_->has_current()) {
    if (auto begun = epochs_->begin(clock_.wall_now(), mutex_); !begun.ok()) return begun;
  }
  auto cases = CaseKeys::load(std::move(pair->cases), settings_.case_slots, *epochs_, mutex_, random_);
  if (!cases.ok()) return std::move(cases).error();
  cases_ = std::move(*cases);
  return {};
}

Result<SealedCase> SlotVault::seal(std::string_view plaintext, std::string_view bound_to) {
  const FreshKey fresh(random_);
  if (auto checked = check_size(plaintext); !checked.ok()) return std::move(checked).error();
  auto reserved = cases_->reserve(fresh.key());
  if (!reserved.ok()) return std::move(reserved).error();
  return SealedCase{*reserved, seal_content(fresh, plaintext, bound_to)};
}

Result<std::string_view> SlotVault::open_sealed(const WrappedKey& key, std::string_view content,
                                                std::string_view bound_to, model::Arena& arena) {
  SecretKey opened;
  if (auto found = cases_->open(key.slot, opened); !found.ok()) return std::move(found).error();
  return open_content(opened.view(), content, bound_to, arena);
}

Result<KeyAudit> SlotVault::reconcile(std::span<const SlotNumber> live) {
  auto audit = cases_->reconcile(live);
  if (!audit.ok() || !audit->lost.empty()) return audit;
  if (auto cleared = epochs_->clear_damaged(); !cleared.ok()) return std::move(cleared).error();
  return audit;
}

// A wall clock that was set back must not keep an epoch alive.
bool SlotVault::is_epoch_over() {
  const WallTime now = clock_.wall_now();
  const std::lock_guard lock(mutex_);
  return now < epochs_->current_since() || now - epochs_->current_since() >= settings_.epoch_length;
}

Result<void> SlotVault::turn_epochs() {
  if (is_epoch_over()) {
    if (auto begun = epochs_->begin(clock_.wall_now(), mutex_); !begun.ok()) return begun;
  }
  if (const EpochNumber current = epochs_->current(); current > 2) {
    if (auto moved = cases_->rewrap(current - 2); !moved.ok()) return moved;
  }
  std::vector<EpochNumber> spent;
  {
    const std::lock_guard lock(mutex_);
    spent = epochs_->spent();
  }
  return epochs_->destroy(spent, mutex_);
}

// The header of the case file is moved last: until then new epochs are wrapped by the old root after a crash.
Result<void> SlotVault::rotate_root() {
  if (ring_.size() < 2) return invalid_error("no_next_root", "no next_root_key is configured");
  if (auto moved = epochs_->move_to_last_root(); !moved.ok()) return moved;
  if (auto moved = ids_->move_to_last_root(); !moved.ok()) return moved;
  return cases_->write_header(ring_.header_key(ring_.size() - 1).view(), set_id_);
}

}  // namespace

Result<std::unique_ptr<Vault>> Vault::open(VaultSettings settings, FileSystem& files, const RootKey& root,
                                           const Clock& clock, Random& random, const RootKey* next_root) {
  if (settings.case_slots == 0) return key_files_error("a vault needs at least one case slot");
  auto vault =
      std::make_unique<SlotVault>(std::move(settings), files, RootRing(root, next_root), clock, random);
  if (auto loaded = vault->load(); !loaded.ok()) return std::move(loaded).error();
  return std::unique_ptr<Vault>(std::move(vault));
}

}  // namespace hub::vault
