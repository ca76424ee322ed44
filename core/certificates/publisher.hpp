// Publishes the certificate log as files: tiles first, synced, then the signed checkpoint. Everything is
// derived from the entries of the database and can be made again; what was once signed is never contradicted.
// One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/certificates/note.hpp"
#include "core/certificates/tiles.hpp"

namespace hub::certificates {

// Entries [first, first + count) of the log, in order; fewer when it ends before.
using ReadEntries = std::function<Result<std::vector<std::string>>(std::uint64_t first, std::uint32_t count)>;

struct PublisherSettings {
  std::string directory;  // of the log's files; made when it is missing
  std::string origin;     // the log's name, also the signer's
};

class Publisher {
 public:
  // Reads what is published already. Fails with config: `log_forked` when the published checkpoint is not
  // ours or does not follow from the tiles beside it, `log_rolled_back` from publish() when the database has
  // fewer entries.
  static Result<std::unique_ptr<Publisher>> open(PublisherSettings settings, const NoteSigner& signer);

  // Brings the files up to `size` entries. Afterwards the checkpoint names that size.
  Result<void> publish(std::uint64_t size, const ReadEntries& read);

  std::uint64_t published_size() const { return checkpoint_.size; }
  // A file of the log by its path below the prefix ("checkpoint", "tile/0/000"); invalid "not_found".
  Result<std::string> read_file(std::string_view path) const;
  // The signed checkpoint, and the proof that entry `index` is below it.
  Result<std::string> signed_checkpoint() const { return read_file("checkpoint"); }
  Result<Proof> prove_inclusion(std::uint64_t index) const;
  Result<Proof> prove_consistency(std::uint64_t old_size) const;
  // Puts a witness's line under the published checkpoint, if that still is the one it cosigned; false when it
  // is not.
  Result<bool> add_cosignature(std::string_view signed_checkpoint, std::string_view line,
                               const VerifierKey& witness);

 private:
  Publisher(PublisherSettings settings, const NoteSigner& signer)
      : settings_(std::move(settings)), signer_(signer) {}
  Result<void> load_checkpoint();
  Result<void> write_tiles(std::uint64_t size, const ReadEntries& read);
  // Once the full tile is there nobody needs its partial files any more (C2SP tlog-tiles).
  void remove_partial_tiles(std::uint64_t size) const;
  Result<std::string> tile(const TileName& name) const;
  // The hashes of the tile that are published already; none when they cannot be read.
  std::string known_part(const TileName& name) const;
  Result<Hash> root_at(std::uint64_t size) const;

  PublisherSettings settings_;
  const NoteSigner& signer_;
  Checkpoint checkpoint_;
};

}  // namespace hub::certificates
