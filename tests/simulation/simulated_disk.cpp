#include "tests/simulation/simulated_disk.hpp"

#include <algorithm>
#include <cstring>

namespace hub::simulation {

namespace {

constexpr std::uint64_t kSectorBytes = 512;

void apply(std::vector<std::byte>& bytes, const SimulatedDisk::Inode::Change& change, std::size_t count) {
  if (change.truncates) {
    bytes.resize(change.offset);
    return;
  }
  if (bytes.size() < change.offset + count) bytes.resize(change.offset + count);
  std::copy_n(change.bytes.begin(), count, bytes.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

Error disk_error(std::string code) {
  return code == "disk_full" ? transient_error("disk_full", "the disk is full")
                             : config_error("the disk failed: durability can no longer be trusted");
}

// A slot file: the vault's view of a handle.
class SimulatedFile final : public vault::File {
 public:
  explicit SimulatedFile(SimulatedDisk::Handle handle) : handle_(std::move(handle)) {}
  std::uint64_t size() const override { return handle_.size(); }
  Result<void> read(std::uint64_t offset, std::span<std::byte> into) override {
    if (!handle_.read(offset, into)) return disk_error("disk_failed");
    return {};
  }
  Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    if (!handle_.write(offset, bytes)) return disk_error("disk_full");
    return {};
  }
  Result<void> sync() override {
    if (!handle_.sync()) return disk_error("disk_failed");
    return {};
  }

 private:
  SimulatedDisk::Handle handle_;
};

}  // namespace

bool SimulatedDisk::Handle::read(std::uint64_t offset, std::span<std::byte> into) const {
  if (!is_alive()) return false;
  const auto& bytes = inode_->current;
  const std::uint64_t available = offset < bytes.size() ? bytes.size() - offset : 0;
  const std::size_t count = std::min<std::uint64_t>(available, into.size());
  if (count > 0) std::memcpy(into.data(), bytes.data() + offset, count);
  std::ranges::fill(into.subspan(count), std::byte(0));
  return count == into.size();
}

bool SimulatedDisk::Handle::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (!is_alive() || !disk_.goes_on()) return false;
  if (disk_.is_full && offset + bytes.size() > inode_->current.size()) return false;
  Inode::Change change{offset, {bytes.begin(), bytes.end()}, false};
  apply(inode_->current, change, change.bytes.size());
  inode_->unsynced.push_back(std::move(change));
  return true;
}

bool SimulatedDisk::Handle::truncate(std::uint64_t size) {
  if (!is_alive() || !disk_.goes_on()) return false;
  Inode::Change change{size, {}, true};
  apply(inode_->current, change, 0);
  inode_->unsynced.push_back(std::move(change));
  return true;
}

bool SimulatedDisk::Handle::sync() {
  if (!is_alive() || !disk_.goes_on()) return false;
  ++disk_.syncs;
  if (disk_.crash_in_syncs > 0 && --disk_.crash_in_syncs == 0) {
    disk_.crash();
    disk_.has_failed_ = true;
    return false;
  }
  if (disk_.fail_next_syncs > 0) {
    --disk_.fail_next_syncs;
    disk_.has_failed_ = true;
    disk_.apply_torn(*inode_);  // like Linux: the dirty pages are dropped, a later sync would say all is well
    return false;
  }
  inode_->durable = inode_->current;
  inode_->unsynced.clear();
  return true;
}

bool SimulatedDisk::goes_on() {
  if (crash_at_operation == 0 || --crash_at_operation > 0) return true;
  crash();
  has_failed_ = true;
  return false;
}

void SimulatedDisk::apply_torn(Inode& inode) {
  for (const Inode::Change& change : inode.unsynced) {
    switch (random_.below(4)) {
      case 0:
      case 1:
        apply(inode.durable, change, change.bytes.size());
        break;
      case 2: {
        const std::uint64_t sectors = change.bytes.size() / kSectorBytes;
        apply(inode.durable, change, sectors > 0 ? random_.below(sectors + 1) * kSectorBytes : 0);
        break;
      }
      default:
        break;
    }
  }
  inode.unsynced.clear();
}

void SimulatedDisk::crash() {
  ++boot_;
  for (auto& [path, inode] : files_) {
    auto survivor = std::make_shared<Inode>();
    apply_torn(*inode);
    survivor->durable = inode->durable;
    survivor->current = inode->durable;
    inode = std::move(survivor);
  }
  heal();
  has_failed_ = false;
}

void SimulatedDisk::heal() {
  is_full = false;
  fail_next_syncs = 0;
  crash_in_syncs = 0;
  crash_at_operation = 0;
}

SimulatedDisk::Handle SimulatedDisk::open_or_create(const std::string& path) {
  auto& inode = files_[path];
  if (!inode) inode = std::make_shared<Inode>();
  return Handle(*this, inode);
}

Result<std::unique_ptr<vault::File>> SimulatedDisk::open(const std::string& path) {
  if (!exists(path)) return config_error("no such file: " + path);
  return std::unique_ptr<vault::File>(std::make_unique<SimulatedFile>(open_or_create(path)));
}

Result<std::unique_ptr<vault::File>> SimulatedDisk::create(const std::string& path, std::uint64_t size) {
  if (exists(path)) return config_error("the file exists: " + path);
  Handle handle = open_or_create(path);
  files_[path]->durable.resize(size);
  files_[path]->current.resize(size);
  return std::unique_ptr<vault::File>(std::make_unique<SimulatedFile>(std::move(handle)));
}

std::vector<std::pair<std::string, std::vector<std::byte>>> SimulatedDisk::contents() const {
  std::vector<std::pair<std::string, std::vector<std::byte>>> all;
  for (const auto& [path, inode] : files_) all.emplace_back(path, inode->current);
  return all;
}

}  // namespace hub::simulation
