#include "core/vault/vault.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>

#include "core/base/assert.hpp"
#include "core/vault/case_keys.hpp"
#include "core/vault/compress.hpp"
#include "core/vault/key_files.hpp"

namespace hub::vault {

namespace {

// Content as it is stored: format version, nonce, ciphertext, tag.
constexpr std::byte kContentFormat{1};
constexpr std::size_t kCipherAt = 1 + kNonceBytes;
constexpr std::size_t kOverheadBytes = kCipherAt + kTagBytes;
constexpr std::size_t kPlaintextBytesMax = 256u << 20;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::array<std::byte, 32> derived(const RootKey& root, std::span<const std::byte> salt,
                                  std::string_view info) {
  std::array<std::byte, 32> key;
  derive(root.bytes(), salt, info, key);
  return key;
}

// A derived key that is wiped when it goes.
struct DerivedKey {
  DerivedKey(const RootKey& root, std::span<const std::byte> salt, std::string_view info)
      : bytes(derived(root, salt, info)) {}
  ~DerivedKey() { wipe(bytes.data(), bytes.size()); }
  std::array<std::byte, 32> bytes;
};

class SlotVault final : public Vault {
 public:
  SlotVault(VaultSettings settings, const RootKey& root, const Clock& clock, Random& random)
      : settings_(std::move(settings)), root_(root), clock_(clock), random_(random) {}

  Result<void> load(FileSystem& files);

  Result<SealedCase> seal(std::string_view plaintext, std::string_view bound_to) override;
  void release(SlotNumber slot) override { cases_->release(slot); }
  Result<std::string_view> open_sealed(SlotNumber slot, std::string_view content, std::string_view bound_to,
                                       model::Arena& arena) override;
  Result<void> write_keys(std::span<const WrappedKey> keys) override { return cases_->write(keys); }
  Result<void> destroy_keys(std::span<const SlotNumber> slots) override { return cases_->destroy(slots); }
  Result<KeyAudit> reconcile(std::span<const SlotNumber> live) override;
  Result<void> turn_epochs() override;
  std::array<std::byte, 32> derive_key(std::string_view purpose) const override {
    return derived(root_, {}, "hub derived " + std::string(purpose));
  }

 private:
  bool is_epoch_over();

  VaultSettings settings_;
  const RootKey& root_;
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;  // of what epochs_ and cases_ hold in memory
  std::unique_ptr<Epochs> epochs_;
  std::unique_ptr<CaseKeys> cases_;
};

Result<void> SlotVault::load(FileSystem& files) {
  const DerivedKey header_key(root_, {}, "hub key file headers");
  auto pair = open_key_files(files, settings_.directory, case_file_shape(settings_.case_slots),
                             kEpochFileShape, header_key.bytes, random_);
  if (!pair.ok()) return std::move(pair).error();
  const DerivedKey wrapping(root_, pair->set_id, "hub epoch keys");
  auto epochs = Epochs::load(std::move(pair->epochs), wrapping.bytes, random_);
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
  if (plaintext.size() > kPlaintextBytesMax)
    return invalid_error("case_too_large", "a case is larger than 256 MB");
  // In one call: asking the generator costs more than what it gives.
  struct Fresh {
    ~Fresh() { wipe(bytes.data(), bytes.size()); }
    KeyView key() const { return std::span(bytes).first<kKeyBytes>(); }
    std::span<const std::byte, kNonceBytes> nonce() const { return std::span(bytes).last<kNonceBytes>(); }
    std::array<std::byte, kKeyBytes + kNonceBytes> bytes;
  } fresh;
  random_.fill(fresh.bytes);
  auto reserved = cases_->reserve(fresh.key());
  if (!reserved.ok()) return std::move(reserved).error();

  SealedCase sealed{*reserved, {}};
  const auto compressed = compress(plaintext);
  sealed.content.resize(compressed.size() + kOverheadBytes);
  const auto out = std::as_writable_bytes(std::span(sealed.content));
  out[0] = kContentFormat;
  std::ranges::copy(fresh.nonce(), out.subspan<1, kNonceBytes>().begin());
  gcm_encrypt(fresh.key(), fresh.nonce(), {out.first(1), bytes_of(bound_to)}, compressed,
              out.data() + kCipherAt, out.last<kTagBytes>());
  done_with_compressed();
  return sealed;
}

Result<std::string_view> SlotVault::open_sealed(SlotNumber slot, std::string_view content,
                                                std::string_view bound_to, model::Arena& arena) {
  const auto sealed = bytes_of(content);
  if (sealed.size() < kOverheadBytes || sealed[0] != kContentFormat) {
    return invalid_error("sealed_format", "the sealed content is of an unknown format");
  }
  SecretKey key;
  if (auto opened = cases_->open(slot, key); !opened.ok()) return std::move(opened).error();
  const auto cipher = sealed.subspan(kCipherAt, sealed.size() - kOverheadBytes);
  WipedBytes compressed(cipher.size());
  const auto into = reinterpret_cast<std::byte*>(compressed.data());
  if (!gcm_decrypt(key.view(), sealed.subspan<1, kNonceBytes>(), {sealed.first(1), bytes_of(bound_to)},
                   cipher, sealed.last<kTagBytes>(), into)) {
    return invalid_error("key_destroyed", "the slot holds no key that opens this content");
  }
  return decompress({into, compressed.size()}, arena);
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

}  // namespace

Result<std::unique_ptr<Vault>> Vault::open(VaultSettings settings, FileSystem& files, const RootKey& root,
                                           const Clock& clock, Random& random) {
  if (settings.case_slots == 0) return key_files_error("a vault needs at least one case slot");
  auto vault = std::make_unique<SlotVault>(std::move(settings), root, clock, random);
  if (auto loaded = vault->load(files); !loaded.ok()) return std::move(loaded).error();
  return std::unique_ptr<Vault>(std::move(vault));
}

}  // namespace hub::vault
