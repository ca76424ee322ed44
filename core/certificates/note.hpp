// Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), Ed25519 only. Values; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/locked_memory.hpp"
#include "core/base/result.hpp"
#include "core/certificates/merkle.hpp"

namespace hub::certificates {

// Who may have signed: handed out as "name+hex key id+base64(type and key)".
struct VerifierKey {
  std::string name;
  std::uint32_t id = 0;
  std::array<std::byte, 32> key{};
  bool is_witness = false;  // type 0x04: a cosignature with its time

  std::string text() const;
};

// Fails with invalid "malformed_key", also when the id does not belong to name and key.
Result<VerifierKey> parse_verifier_key(std::string_view text);

// Signs as `name`. Owns its secret, in locked memory and wiped at the end.
class NoteSigner {
 public:
  // `seed`: 32 secret bytes, the RFC 8032 private key.
  NoteSigner(std::string name, std::span<const std::byte, 32> seed);
  NoteSigner(const NoteSigner&) = delete;
  NoteSigner& operator=(const NoteSigner&) = delete;

  VerifierKey verifier() const;
  // The whole note: text, blank line, signature line. `text` must end with a newline.
  std::string sign(std::string_view text) const;

 private:
  std::string name_;
  LockedMemory seed_{32};
};

struct OpenedNote {
  std::string text;
  std::vector<std::string> signed_by;                           // names of the known keys that verified
  std::vector<std::pair<std::string, std::uint64_t>> cosigned;  // witness and time, seconds since 1970
};

// Checks every line of a known key; unknown lines are ignored. Fails with invalid "bad_note": malformed, a
// known key whose signature is wrong or that signed twice, or no known key at all.
Result<OpenedNote> open_note(std::string_view note, std::span<const VerifierKey> known);

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};

  std::string text() const;
};

Result<Checkpoint> parse_checkpoint(std::string_view text);

}  // namespace hub::certificates
