// A backup: the database of one moment and the seed of the ids, with a manifest. Content without keys: it
// opens no case by itself, and what was deleted meanwhile opens nowhere any more. Neither slot file is ever
// in it.
#pragma once

#include <string>
#include <vector>

#include "core/store/outbox.hpp"

namespace hub::store {

struct BackupSettings {
  std::string directory;  // exists; each backup is a folder of its own in it
  std::string version, region;
};

struct Backup {
  std::string folder;
  WallTime made_at;
  std::uint64_t bytes = 0;
};

// While the hub works. The folder has its name only when everything in it is durable. Fails with transient
// "backup_failed"; then nothing, or a folder that ends in ".unfinished", is left.
Task<Result<Backup>> make_backup(Outbox& outbox, const Clock& clock, BackupSettings settings);

// What is wrong with a backup, a sentence each: files that are missing or other than the manifest says, and
// any file with keys of cases, whatever its name is. None: it can be restored.
std::vector<std::string> problems_of_backup(const std::string& folder);

}  // namespace hub::store
