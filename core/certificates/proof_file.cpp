#include "core/certificates/proof_file.hpp"

#include <charconv>
#include <cstring>

#include "core/base/base64.hpp"

namespace hub::certificates {

namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kHashesMax = 64;  // a tree of 2^64 leaves

Error malformed(std::string_view what) {
  return invalid_error("malformed_proof", "the proof is malformed: " + std::string(what));
}

// Takes the first line off `text`; nothing when no line is left.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> parse_index(std::string_view digits) {
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  return index;
}

std::optional<Hash> parse_hash(std::string_view line) {
  const auto bytes = base64_decode(line);
  Hash hash;
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::memcpy(hash.data(), bytes->data(), hash.size());
  return hash;
}

}  // namespace

std::string ProofFile::text() const {
  std::string text(kFirstLine);
  text += "\nindex " + std::to_string(index) + '\n';
  for (const Hash& hash : proof)
    text += base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()}) + '\n';
  return text + '\n' + signed_checkpoint;
}

Result<ProofFile> parse_proof_file(std::string_view text) {
  if (take_line(text) != kFirstLine) return malformed("its first line");
  auto line = take_line(text);
  if (line && line->starts_with("extra ")) line = take_line(text);
  if (!line || !line->starts_with("index ")) return malformed("no index");
  const auto index = parse_index(line->substr(6));
  if (!index) return malformed("its index");
  ProofFile file{*index, {}, {}};
  for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
    const auto hash = parse_hash(*line);
    if (!hash || file.proof.size() == kHashesMax) return malformed("its hashes");
    file.proof.push_back(*hash);
  }
  if (!line) return malformed("no checkpoint");
  file.signed_checkpoint = text;
  return file;
}

Result<Checkpoint> verify_proof_file(const ProofFile& file, std::string_view entry, const VerifierKey& key) {
  const auto opened = open_note(file.signed_checkpoint, std::span(&key, 1));
  if (!opened.ok()) return opened.error();
  auto checkpoint = parse_checkpoint(opened->text);
  if (!checkpoint.ok()) return checkpoint.error();
  if (checkpoint->origin != key.name)
    return invalid_error("wrong_log", "the checkpoint is of another log than the key");
  if (!verify_inclusion(leaf_hash(entry), file.index, checkpoint->size, file.proof, checkpoint->root))
    return invalid_error("not_in_log", "the proof does not fit this certificate");
  return checkpoint;
}

}  // namespace hub::certificates
