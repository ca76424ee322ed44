// What an auditor takes home for one certificate (C2SP tlog-proof): its place, the proof and the signed
// checkpoint, in one text that verifies without the hub. Values; any thread.
#pragma once

#include <string>

#include "core/certificates/note.hpp"

namespace hub::certificates {

struct ProofFile {
  std::uint64_t index = 0;
  Proof proof;
  std::string signed_checkpoint;

  std::string text() const;
};

// invalid "malformed_proof".
Result<ProofFile> parse_proof_file(std::string_view text);

// The checkpoint, once it is known that `key` signed it and that it proves `entry`: invalid "bad_note",
// "wrong_log" or "not_in_log" otherwise.
Result<Checkpoint> verify_proof_file(const ProofFile& file, std::string_view entry, const VerifierKey& key);

}  // namespace hub::certificates
