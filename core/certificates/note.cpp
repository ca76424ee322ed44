#include "core/certificates/note.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

#include "core/base/assert.hpp"
#include "core/base/base64.hpp"

namespace hub::certificates {

namespace {

constexpr char kEd25519 = 0x01;
constexpr char kCosignature = 0x04;
constexpr std::string_view kDash = "\xE2\x80\x94 ";  // em dash and a space begin a signature line
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kNoteBytesMax = 1 << 20;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* raw(const void* bytes) {
  return static_cast<const unsigned char*>(bytes);
}

std::uint32_t key_id(std::string_view name, char type, std::span<const std::byte, 32> key) {
  std::string message(name);
  message += '\n';
  message += type;
  message.append(reinterpret_cast<const char*>(key.data()), key.size());
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(raw(message.data()), message.size(), digest.data());
  return std::uint32_t(digest[0]) << 24 | digest[1] << 16 | digest[2] << 8 | digest[3];
}

std::string hex8(std::uint32_t id) {
  std::array<char, 9> text;
  std::snprintf(text.data(), text.size(), "%08x", id);
  return text.data();
}

std::string big_endian(std::uint32_t id) {
  return {char(id >> 24), char(id >> 16 & 0xff), char(id >> 8 & 0xff), char(id & 0xff)};
}

bool verifies(const VerifierKey& known, std::string_view message, std::string_view signature) {
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(known.key.data()), known.key.size()),
      EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature.data()), signature.size(), raw(message.data()),
                          message.size()) == 1;
}

Error bad_note(std::string_view why) {
  return invalid_error("bad_note", std::string(why));
}

bool is_clean_text(std::string_view text) {
  return text.ends_with('\n') &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

bool is_name(std::string_view name) {
  return !name.empty() && name.find_first_of(" +\n\t") == std::string_view::npos;
}

struct SignatureLine {
  std::string_view name;
  std::uint32_t id = 0;
  std::string signature;
};

std::optional<SignatureLine> parse_line(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_name(line.substr(0, space))) return std::nullopt;
  const auto bytes = base64_decode(line.substr(space + 1));
  if (!bytes || bytes->size() < 5) return std::nullopt;
  SignatureLine parsed;
  parsed.name = line.substr(0, space);
  for (int i = 0; i < 4; ++i) parsed.id = parsed.id << 8 | static_cast<unsigned char>((*bytes)[i]);
  parsed.signature.assign(bytes->begin() + 4, bytes->end());
  return parsed;
}

// A cosignature carries its time and signs it with the text.
std::optional<std::uint64_t> cosigned_at(const VerifierKey& known, std::string_view text,
                                         std::string_view signature) {
  if (signature.size() != 8 + kSignatureBytes) return std::nullopt;
  std::uint64_t time = 0;
  for (int i = 0; i < 8; ++i) time = time << 8 | static_cast<unsigned char>(signature[i]);
  const std::string message = "cosignature/v1\ntime " + std::to_string(time) + "\n" + std::string(text);
  return verifies(known, message, signature.substr(8)) ? std::optional(time) : std::nullopt;
}

bool accept_line(const SignatureLine& line, const VerifierKey& known, OpenedNote& opened) {
  if (known.is_witness) {
    const auto time = cosigned_at(known, opened.text, line.signature);
    if (time) opened.cosigned.emplace_back(known.name, *time);
    return time.has_value();
  }
  if (line.signature.size() != kSignatureBytes || !verifies(known, opened.text, line.signature)) return false;
  opened.signed_by.push_back(known.name);
  return true;
}

}  // namespace

std::string VerifierKey::text() const {
  std::string bytes(1, is_witness ? kCosignature : kEd25519);
  bytes.append(reinterpret_cast<const char*>(key.data()), key.size());
  return name + '+' + hex8(id) + '+' + base64_encode(bytes);
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const Error malformed = invalid_error("malformed_key", "this is not a verifier key: name+id+key");
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return malformed;
  const auto bytes = base64_decode(text.substr(second + 1));
  if (!bytes || bytes->size() != 33 || ((*bytes)[0] != kEd25519 && (*bytes)[0] != kCosignature))
    return malformed;
  VerifierKey key;
  key.name = text.substr(0, first);
  key.is_witness = (*bytes)[0] == kCosignature;
  std::memcpy(key.key.data(), bytes->data() + 1, key.key.size());
  key.id = key_id(key.name, (*bytes)[0], key.key);
  if (!is_name(key.name) || hex8(key.id) != text.substr(first + 1, second - first - 1)) return malformed;
  return key;
}

NoteSigner::NoteSigner(std::string name, std::span<const std::byte, 32> seed) : name_(std::move(name)) {
  std::ranges::copy(seed, seed_.bytes().begin());
}

VerifierKey NoteSigner::verifier() const {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed_.bytes().data()),
                                             seed_.bytes().size()),
                EVP_PKEY_free);
  VerifierKey verifier;
  verifier.name = name_;
  std::size_t size = verifier.key.size();
  HUB_ASSERT(EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(verifier.key.data()),
                                         &size) == 1);
  verifier.id = key_id(name_, kEd25519, verifier.key);
  return verifier;
}

std::string NoteSigner::sign(std::string_view text) const {
  HUB_ASSERT(is_clean_text(text));
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed_.bytes().data()),
                                             seed_.bytes().size()),
                EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  HUB_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  HUB_ASSERT(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                            raw(text.data()), text.size()) == 1);
  return std::string(text) + "\n" + std::string(kDash) + name_ + ' ' +
         base64_encode(big_endian(verifier().id) + signature) + '\n';
}

Result<OpenedNote> open_note(std::string_view note, std::span<const VerifierKey> known) {
  if (note.size() > kNoteBytesMax) return bad_note("the note is too large");
  const std::size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos || !is_clean_text(note)) return bad_note("this is not a signed note");
  OpenedNote opened;
  opened.text = note.substr(0, blank + 1);
  std::string_view lines = note.substr(blank + 2);
  std::vector<const VerifierKey*> seen;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const auto line = parse_line(lines.substr(0, end));
    lines.remove_prefix(end + 1);
    if (!line) return bad_note("a signature line is malformed");
    const auto key = std::ranges::find_if(
        known, [&](const VerifierKey& one) { return one.name == line->name && one.id == line->id; });
    if (key == known.end()) continue;
    if (std::ranges::find(seen, &*key) != seen.end()) return bad_note("a known key signed twice");
    seen.push_back(&*key);
    if (!accept_line(*line, *key, opened)) return bad_note("the signature of a known key is wrong");
  }
  if (opened.signed_by.empty()) return bad_note("no known key signed this note");
  return opened;
}

std::string Checkpoint::text() const {
  const std::string_view bytes(reinterpret_cast<const char*>(root.data()), root.size());
  return origin + '\n' + std::to_string(size) + '\n' + base64_encode(bytes) + '\n';
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const Error malformed = invalid_error("malformed_checkpoint", "this is not a checkpoint");
  const std::size_t first = text.find('\n');
  const std::size_t second = first == std::string_view::npos ? first : text.find('\n', first + 1);
  if (second == std::string_view::npos || !text.ends_with('\n')) return malformed;
  Checkpoint checkpoint;
  checkpoint.origin = text.substr(0, first);
  const std::string_view number = text.substr(first + 1, second - first - 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), checkpoint.size);
  const bool canonical = error == std::errc() && end == number.data() + number.size() &&
                         std::to_string(checkpoint.size) == number;
  const auto root = base64_decode(text.substr(second + 1, text.size() - second - 2));
  if (!canonical || checkpoint.origin.empty() || !root || root->size() != checkpoint.root.size())
    return malformed;
  std::memcpy(checkpoint.root.data(), root->data(), root->size());
  return checkpoint;
}

}  // namespace hub::certificates
