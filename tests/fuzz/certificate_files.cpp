// Any bytes as what a reader of the certificate log is given: keys, notes, checkpoints, proofs, tiles. What
// is read is written again as it was; nothing that was not signed is believed.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/certificates/proof_file.hpp"
#include "core/certificates/tiles.hpp"

namespace {

using namespace hub::certificates;

constexpr std::array<std::byte, 32> kSeed{std::byte{7}};

void read_notes(std::string_view text) {
  static const NoteSigner signer("hub.example/log", kSeed);
  static const VerifierKey key = signer.verifier();
  // No input can hold the signature of a key it was never given.
  HUB_ASSERT(!open_note(text, {&key, 1}).ok());
  const bool is_plain = std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; });
  if (is_plain && text.ends_with('\n') && text.find("\n\n") == std::string_view::npos) {
    const auto opened = open_note(signer.sign(text), {&key, 1});
    HUB_ASSERT(!opened.ok() || opened->text == text);
  }
}

void read_checkpoint(std::string_view text) {
  const auto checkpoint = parse_checkpoint(text);
  if (!checkpoint) return;
  const auto again = parse_checkpoint(checkpoint->text());
  HUB_ASSERT(again.ok() && again->size == checkpoint->size && again->root == checkpoint->root);
}

void read_proof(std::string_view text) {
  const auto file = parse_proof_file(text);
  if (!file) return;
  HUB_ASSERT(parse_proof_file(file->text()).ok());
  static const VerifierKey key = NoteSigner("hub.example/log", kSeed).verifier();
  HUB_ASSERT(!verify_proof_file(*file, "entry", key).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_notes(text);
  read_checkpoint(text);
  read_proof(text);
  if (const auto key = parse_verifier_key(text)) HUB_ASSERT(parse_verifier_key(key->text()).ok());
  if (const auto tile = parse_tile_path(text)) HUB_ASSERT(tile->path() == text);
  static_cast<void>(read_bundle(text));
  return 0;
}
