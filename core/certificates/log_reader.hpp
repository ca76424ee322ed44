// The published log as a reader sees it: nothing is believed that the signed checkpoint does not prove. Reads
// only; one thread at a time.
#pragma once

#include <functional>
#include <string>

#include "core/certificates/note.hpp"
#include "core/certificates/tiles.hpp"

namespace hub::certificates {

// A file of the log by its path below the prefix: "checkpoint", "tile/0/000".

class LogReader {
 public:
  // Reads the checkpoint. invalid "bad_note" when `key` did not sign it, "wrong_log" when the log has another
  // name than the key.
  static Result<LogReader> open(ReadLogFile read, const VerifierKey& key);

  const Checkpoint& checkpoint() const { return checkpoint_; }
  const std::string& signed_checkpoint() const { return signed_checkpoint_; }

  // As published, not yet proven. invalid "not_published" beyond the checkpoint.
  Result<std::string> entry(std::uint64_t index) const;
  // That `entry` is at `index`; invalid "not_in_log" when the log does not prove it.
  Result<Proof> prove(std::uint64_t index, std::string_view entry) const;
  // That this log goes on from what `earlier` said: invalid "log_rolled_back" or "log_forked".
  Result<void> check_follows(const Checkpoint& earlier) const;
  // Reads every entry, gives it to `visit`, and compares the tree of all with the checkpoint: invalid
  // "log_tampered" names the first bundle that does not fit.
  Result<void> check_entries(
      const std::function<void(std::uint64_t index, std::string_view entry)>& visit) const;

 private:
  LogReader(ReadLogFile read, Checkpoint checkpoint, std::string signed_checkpoint)
      : read_(std::move(read)),
        checkpoint_(std::move(checkpoint)),
        signed_checkpoint_(std::move(signed_checkpoint)) {}
  Result<std::vector<std::string>> bundle(std::uint64_t index) const;
  SubtreeRoot subtree(std::optional<Error>& failure) const;

  ReadLogFile read_;
  Checkpoint checkpoint_;
  std::string signed_checkpoint_;
};

}  // namespace hub::certificates
