// The seed of every key that outlives cases: the ids of cases and records, the signing key of the certificate
// log. It opens no case, so it may be in backups; it is wrapped by the root and survives a change of the
// root. derive() from any thread, the rest from one.
#pragma once

#include <array>
#include <memory>

#include "core/base/locked_memory.hpp"
#include "core/vault/key_files.hpp"

namespace hub::vault {

inline constexpr std::uint32_t kIdFileKind = 3;  // of its slot file

class IdSeed {
 public:
  // Reads `directory`/ids.keys. It is made when `may_create`, which is when no case was ever sealed here;
  // otherwise a missing file is config "key_files", for every id would change.
  static Result<std::unique_ptr<IdSeed>> open(FileSystem& files, const std::string& directory,
                                              const RootRing& ring, bool may_create, Random& random);

  std::array<std::byte, kKeyBytes> derive(std::string_view purpose) const;
  // Makes the file of the seed that another node gave; durable when it returns. config "key_files" when there
  // is one already.
  static Result<void> import(FileSystem& files, const std::string& directory, const RootRing& ring,
                             KeyView seed, Random& random);

  // Valid as long as this.
  KeyView seed() const { return KeyView(seed_.bytes().data(), kKeyBytes); }
  // The file as it is, as a new one; durable when it returns.
  Result<void> copy_to(FileSystem& files, const std::string& path) { return file_->copy_to(files, path); }
  // Wrapped anew by the last root of the ring; durable when it returns.
  Result<void> move_to_last_root();

 private:
  IdSeed(std::unique_ptr<SlotFile> file, const RootRing& ring, Random& random);
  Result<void> make();
  Result<void> read();
  Result<void> write(RootRing::Place root);
  Result<bool> is_unfinished();

  std::unique_ptr<SlotFile> file_;
  const RootRing& ring_;
  Random& random_;
  FileSetId set_id_{};
  LockedMemory seed_;
};

}  // namespace hub::vault
