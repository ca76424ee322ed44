// A disk in memory that forgets what was not synced: at a crash every unsynced write is kept, dropped or
// torn, as the seed says. Serves the vault's slot files and, through simulated_vfs.hpp, SQLite. One thread;
// outlives its files.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/vault/file.hpp"

namespace hub::simulation {

class SimulatedDisk final : public vault::FileSystem {
 public:
  explicit SimulatedDisk(Random& random) : random_(random) {}

  // The machine stops: handles opened before do nothing any more and report errors.
  void crash();
  bool is_full = false;  // writes that grow a file fail
  std::uint32_t fail_next_syncs = 0;
  std::uint64_t crash_at_operation = 0;  // counts down with every write, truncation and sync; 0 is never
  std::uint64_t syncs = 0;
  std::uint64_t crash_in_syncs =
      0;  // the machine stops in the middle of the nth sync from here; 0: it does not
  // Nothing goes wrong by itself any more.
  void heal();
  // The machine stopped or a sync failed: whoever runs on it must crash.
  bool has_failed() const { return has_failed_; }

  struct Inode {
    std::vector<std::byte> durable, current;
    struct Change {
      std::uint64_t offset;
      std::vector<std::byte> bytes;
      bool truncates;  // to `offset`
    };
    std::vector<Change> unsynced;
  };
  // An open file. Operations of a handle from before a crash fail.
  class Handle {
   public:
    Handle(SimulatedDisk& disk, std::shared_ptr<Inode> inode)
        : disk_(disk), inode_(std::move(inode)), boot_(disk.boot_) {}
    bool is_alive() const { return boot_ == disk_.boot_; }
    std::uint64_t size() const { return inode_->current.size(); }
    // Bytes past the end read as zeros; false when any were missing.
    bool read(std::uint64_t offset, std::span<std::byte> into) const;
    bool write(std::uint64_t offset, std::span<const std::byte> bytes);
    bool truncate(std::uint64_t size);
    bool sync();

   private:
    SimulatedDisk& disk_;
    std::shared_ptr<Inode> inode_;
    std::uint64_t boot_;
  };

  bool exists(const std::string& path) override { return files_.contains(path); }
  Result<std::unique_ptr<vault::File>> open(const std::string& path) override;
  Result<std::unique_ptr<vault::File>> create(const std::string& path, std::uint64_t size) override;

  Handle open_or_create(const std::string& path);
  void remove(const std::string& path) { files_.erase(path); }
  // Every byte that would survive, of every file: for residue scans.
  std::vector<std::pair<std::string, std::vector<std::byte>>> contents() const;

 private:
  void apply_torn(Inode& inode);
  // False when the machine stops instead of doing the next operation.
  bool goes_on();

  Random& random_;
  bool has_failed_ = false;
  std::uint64_t boot_ = 1;
  std::map<std::string, std::shared_ptr<Inode>> files_;
};

}  // namespace hub::simulation
