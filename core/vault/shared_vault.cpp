#include "core/vault/shared_vault.hpp"

#include <algorithm>

#include "core/vault/content_box.hpp"
#include "core/vault/epoch_turn.hpp"
#include "core/vault/id_seed.hpp"
#include "core/vault/key_files.hpp"
#include "core/vault/parcel.hpp"
#include "core/vault/random_stock.hpp"
#include "core/vault/stored_key.hpp"

namespace hub::vault {

EpochId epoch_of(const WrappedKey& key) {
  return head_of(key.bytes).id;
}

EpochId epoch_of(const EpochParcel& parcel) {
  return head_of(parcel).id;
}

namespace {

class NodeVault final : public SharedVault {
 public:
  NodeVault(SharedVaultSettings settings, FileSystem& files, RootRing ring, const Clock& clock,
            Random& random)
      : settings_(std::move(settings)),
        files_(files),
        ring_(std::move(ring)),
        clock_(clock),
        random_(random) {}

  Result<void> load();

  Result<SealedCase> seal(std::string_view plaintext, std::string_view bound_to) override;
  void release(SlotNumber slot) override;
  Result<std::string_view> open_sealed(const WrappedKey& key, std::string_view content,
                                       std::string_view bound_to, model::Arena& arena) override;
  Result<void> write_keys(std::span<const WrappedKey> keys) override;
  Result<void> destroy_keys(std::span<const SlotNumber>) override { return {}; }
  Result<KeyAudit> reconcile(std::span<const SlotNumber> live) override;
  Result<void> turn_epochs() override;
  std::chrono::milliseconds outlives_deletion() const override {
    return kEpochsToLive * settings_.epoch_length + kForeignGrace + 3 * kTurnInterval;
  }
  SlotUse slot_use() const override { return {}; }
  Result<void> rotate_root() override;
  Result<void> back_up_ids(const std::string& path) override { return ids_->copy_to(files_, path); }
  std::array<std::byte, 32> derive_key(std::string_view purpose) const override {
    return ids_->derive(purpose);
  }

  Result<void> join(EpochTable& table) override;
  std::vector<EpochParcel> to_hand_out() const override;
  void handed_out(const EpochId& epoch) override;
  std::vector<EpochParcel> give(std::span<const EpochId> epochs) const override;
  Result<EpochId> take(const EpochParcel& parcel) override;
  EpochState epoch_state() const override;
  EpochParcel give_id_seed() const override {
    return pack(ring_, {kSeedParcel, 0, 0}, ids_->seed(), random_);
  }

 private:
  EpochParcel parcel_of(const EpochId& epoch) const;

  SharedVaultSettings settings_;
  FileSystem& files_;
  RootRing ring_;
  const Clock& clock_;
  mutable RandomStock random_;
  mutable std::mutex mutex_;  // of what epochs_ and memory_ hold
  std::unique_ptr<IdSeed> ids_;
  std::unique_ptr<SharedEpochs> epochs_;
  EpochMemory memory_;
  std::optional<EpochTurn> turn_;  // since join()
};

Result<void> NodeVault::load() {
  const std::string path = settings_.directory + "/epochs.keys";
  auto ids = IdSeed::open(files_, settings_.directory, ring_, !files_.exists(path), random_);
  if (!ids.ok()) return std::move(ids).error();
  ids_ = std::move(*ids);
  auto file = open_epoch_file(files_, settings_.directory, kSharedEpochFileShape, ring_, random_);
  if (!file.ok()) return std::move(file).error();
  auto epochs = SharedEpochs::load({std::move(file->file), file->set_id, file->root}, ring_, random_);
  if (!epochs.ok()) return std::move(epochs).error();
  epochs_ = std::move(*epochs);
  return {};
}

Result<void> NodeVault::join(EpochTable& table) {
  turn_.emplace(EpochTurn::Parts{table, *epochs_, memory_, mutex_, clock_, random_},
                EpochTurn::Settings{settings_.node, settings_.epoch_length, settings_.has_peers});
  return turn_->join();
}

Result<SealedCase> NodeVault::seal(std::string_view plaintext, std::string_view bound_to) {
  const FreshKey fresh(random_);
  if (auto checked = check_size(plaintext); !checked.ok()) return std::move(checked).error();
  WrappedKey key;
  key.slot = random_.next_u64() >> 1;
  {
    const std::lock_guard lock(mutex_);
    if (!memory_.current) return transient_error("vault_not_ready", "no epoch key is ready to seal with");
    key.bytes =
        wrap_stored(*epochs_->find(*memory_.current), *memory_.current, key.slot, fresh.key(), random_);
    memory_.pins[key.slot] = *memory_.current;
  }
  return SealedCase{key, seal_content(fresh, plaintext, bound_to)};
}

void NodeVault::release(SlotNumber slot) {
  const std::lock_guard lock(mutex_);
  memory_.pins.erase(slot);
}

// Epochs end on this thread alone: by then the transaction that the keys go into is over.
Result<void> NodeVault::write_keys(std::span<const WrappedKey> keys) {
  const std::lock_guard lock(mutex_);
  for (const WrappedKey& key : keys) memory_.pins.erase(key.slot);
  return {};
}

Result<std::string_view> NodeVault::open_sealed(const WrappedKey& key, std::string_view content,
                                                std::string_view bound_to, model::Arena& arena) {
  SecretKey opened;
  {
    const std::lock_guard lock(mutex_);
    const EpochId epoch = epoch_of(key);
    const auto wrapping = epochs_->find(epoch);
    if (!wrapping && memory_.overwritten.contains(epoch))
      return transient_error("key_moved", "the key of this case was wrapped anew since it was read");
    if (!wrapping && std::ranges::count(memory_.seen.missing, epoch) > 0)
      return transient_error("key_elsewhere", "only other nodes hold the key of this case now");
    if (!wrapping || !unwrap_stored(*wrapping, key.bytes, opened))
      return invalid_error("key_destroyed", "the key of this case no longer exists");
  }
  return open_content(opened.view(), content, bound_to, arena);
}

Result<KeyAudit> NodeVault::reconcile(std::span<const SlotNumber> live) {
  KeyAudit audit;
  if (!turn_) return audit;
  auto outside = turn_->slots_outside();
  if (!outside.ok()) return std::move(outside).error();
  std::ranges::sort(*outside);
  for (const SlotNumber slot : live) {
    if (std::ranges::binary_search(*outside, slot)) audit.lost.push_back(slot);
  }
  if (!audit.lost.empty()) return audit;
  if (auto cleared = epochs_->clear_damaged(); !cleared.ok()) return std::move(cleared).error();
  return audit;
}

Result<void> NodeVault::turn_epochs() {
  return turn_ ? turn_->run() : Result<void>();
}

Result<void> NodeVault::rotate_root() {
  if (ring_.size() < 2) return invalid_error("no_next_root", "no next_root_key is configured");
  if (auto moved = ids_->move_to_last_root(); !moved.ok()) return moved;
  return epochs_->move_to_last_root();
}

EpochParcel NodeVault::parcel_of(const EpochId& epoch) const {
  const auto born = epochs_->born(epoch).time_since_epoch().count();
  return pack(ring_, {kEpochParcel, 0, static_cast<std::uint64_t>(born), epoch}, *epochs_->find(epoch),
              random_);
}

std::vector<EpochParcel> NodeVault::to_hand_out() const {
  const std::lock_guard lock(mutex_);
  if (!memory_.pending) return {};
  return {parcel_of(*memory_.pending)};
}

void NodeVault::handed_out(const EpochId& epoch) {
  const std::lock_guard lock(mutex_);
  if (memory_.pending == epoch) memory_.use_pending();
}

std::vector<EpochParcel> NodeVault::give(std::span<const EpochId> epochs) const {
  std::vector<EpochParcel> parcels;
  const std::lock_guard lock(mutex_);
  for (const EpochId& epoch : epochs) {
    if (epochs_->find(epoch)) parcels.push_back(parcel_of(epoch));
  }
  return parcels;
}

Result<EpochId> NodeVault::take(const EpochParcel& parcel) {
  SecretKey key;
  const auto head = unpack(ring_, kEpochParcel, parcel, key);
  if (!head.ok()) return head.error();
  if (!turn_) return transient_error("vault_not_ready", "this node has not joined yet");
  if (auto taken = turn_->take(head->id, WallTime(milliseconds(head->stamp)), key.view()); !taken.ok())
    return std::move(taken).error();
  return head->id;
}

EpochState NodeVault::epoch_state() const {
  const std::lock_guard lock(mutex_);
  EpochState state = memory_.seen;
  state.held = epochs_->held().size();
  state.waits_for_peer = memory_.pending.has_value();
  return state;
}

}  // namespace

Result<std::unique_ptr<SharedVault>> SharedVault::open(SharedVaultSettings settings, FileSystem& files,
                                                       const RootKey& root, const Clock& clock,
                                                       Random& random, const RootKey* next_root) {
  auto vault =
      std::make_unique<NodeVault>(std::move(settings), files, RootRing(root, next_root), clock, random);
  if (auto loaded = vault->load(); !loaded.ok()) return std::move(loaded).error();
  return std::unique_ptr<SharedVault>(std::move(vault));
}

Result<void> import_id_seed(const std::string& directory, FileSystem& files, const RootKey& root,
                            const EpochParcel& parcel, Random& random) {
  const RootRing ring(root, nullptr);
  SecretKey seed;
  const auto head = unpack(ring, kSeedParcel, parcel, seed);
  if (!head.ok()) return head.error();
  return IdSeed::import(files, directory, ring, seed.view(), random);
}

}  // namespace hub::vault
