// What a log asks of its witnesses, and what their answers are worth (C2SP tlog-witness, tlog-cosignature).
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/certificates/merkle.hpp"
#include "core/certificates/note.hpp"

namespace hub::certificates {

struct WitnessRequest {
  std::uint64_t old_size = 0;     // of the checkpoint that the witness cosigned last, as far as it is known
  Proof proof;                    // that this log goes on from there
  std::string signed_checkpoint;  // to be cosigned

  // What is sent to add-checkpoint.
  std::string body() const;
};

// The line in a witness's answer that is its cosignature of this checkpoint. Fails with invalid
// "bad_cosignature" when there is none.
Result<std::string> cosignature_in(std::string_view answer, std::string_view signed_checkpoint,
                                   const VerifierKey& log, const VerifierKey& witness);

// Whether `witness` has cosigned this checkpoint already.
bool is_cosigned(std::string_view signed_checkpoint, const VerifierKey& log, const VerifierKey& witness);

// The note with that line of `witness` instead of an earlier one.
std::string with_cosignature(std::string_view note, std::string_view line, const VerifierKey& witness);

}  // namespace hub::certificates
