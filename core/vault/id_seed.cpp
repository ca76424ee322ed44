#include "core/vault/id_seed.hpp"

#include <algorithm>

#include "core/vault/wrapped_slot.hpp"

namespace hub::vault {

namespace {
constexpr std::uint32_t kSeedKind = 0x31444948;  // "HID1"
constexpr SlotFileShape kShape = {kIdFileKind, 1, 512};
constexpr SlotHead kHead = {kSeedKind, 0, 0};
constexpr std::string_view kWrapping = "hub id seed";
}  // namespace

IdSeed::IdSeed(std::unique_ptr<SlotFile> file, const RootRing& ring, Random& random)
    : file_(std::move(file)), ring_(ring), random_(random), seed_(kKeyBytes) {}

Result<std::unique_ptr<IdSeed>> IdSeed::open(FileSystem& files, const std::string& directory,
                                             const RootRing& ring, bool may_create, Random& random) {
  const std::string path = directory + "/ids.keys";
  const bool exists = files.exists(path);
  if (!exists && !may_create) return key_files_error(path + " is missing: restore it from a backup");
  auto file = exists ? SlotFile::open(files, path, kShape) : SlotFile::create(files, path, kShape);
  if (!file.ok()) return std::move(file).error();
  std::unique_ptr<IdSeed> seed(new IdSeed(std::move(*file), ring, random));
  // Creation writes the header last: without it, and before any case, the crash came in between.
  bool makes = !exists;
  if (exists && may_create) {
    const auto unfinished = seed->is_unfinished();
    if (!unfinished.ok()) return unfinished.error();
    makes = *unfinished;
  }
  const auto ready = makes ? seed->make() : seed->read();
  if (!ready.ok()) return ready.error();
  return seed;
}

Result<void> IdSeed::import(FileSystem& files, const std::string& directory, const RootRing& ring,
                            KeyView seed, Random& random) {
  const std::string path = directory + "/ids.keys";
  const bool exists = files.exists(path);
  auto file = exists ? SlotFile::open(files, path, kShape) : SlotFile::create(files, path, kShape);
  if (!file.ok()) return std::move(file).error();
  IdSeed made(std::move(*file), ring, random);
  if (exists) {
    const auto unfinished = made.is_unfinished();
    if (!unfinished.ok()) return unfinished.error();
    if (!*unfinished) return key_files_error(path + " is there already");
  }
  random.fill(made.set_id_);
  std::ranges::copy(seed, made.seed_.bytes().begin());
  return made.write(0);
}

Result<bool> IdSeed::is_unfinished() {
  FileSetId ignored{};
  const auto state = file_->read_header(ring_.header_key(0).view(), ignored);
  if (!state.ok()) return state.error();
  return *state == SlotFile::HeaderState::unusable;
}

Result<void> IdSeed::make() {
  random_.fill(set_id_);
  random_.fill(seed_.bytes().first(kKeyBytes));
  return write(0);
}

Result<void> IdSeed::read() {
  const auto header = checked_header(*file_, ring_);
  if (!header.ok()) return header.error();
  set_id_ = header->set_id;
  const auto slot = file_->read(0);
  if (!slot.ok()) return slot.error();
  SecretKey seed;
  const auto opens = [&](RootRing::Place root) {
    return unwrap(ring_.derive(root, set_id_, kWrapping).view(), *slot, seed);
  };
  if (head_of(*slot).kind != kSeedKind || !ring_.any_place(opens))
    return key_files_error(file_->path() + " is damaged: its key does not open");
  std::ranges::copy(seed.view(), seed_.bytes().begin());
  return {};
}

Result<void> IdSeed::write(RootRing::Place root) {
  const SlotBytes wrapped = wrap(ring_.derive(root, set_id_, kWrapping).view(), kHead, seed(), random_);
  if (auto written = file_->write(0, wrapped); !written.ok()) return written;
  if (auto synced = file_->sync(); !synced.ok()) return synced;
  return file_->write_header(ring_.header_key(root).view(), set_id_);
}

Result<void> IdSeed::move_to_last_root() {
  return write(ring_.size() - 1);
}

std::array<std::byte, kKeyBytes> IdSeed::derive(std::string_view purpose) const {
  std::array<std::byte, kKeyBytes> key;
  vault::derive(seed_.bytes().first(kKeyBytes), {}, "hub derived " + std::string(purpose), key);
  return key;
}

}  // namespace hub::vault
