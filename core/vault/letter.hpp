// A text that one hub seals for another with which it shares no key: whoever has the reader's seed opens it,
// and nobody else, not even who sealed it. X25519 (RFC 7748) with a key pair made for this one text,
// HKDF-SHA256, AES-256-GCM. A hub's pair comes from its seed: it is the same on all its nodes, and for ever.
// Any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/vault/vault.hpp"

namespace hub::vault {

// The public half of a hub's pair.
using CellKey = std::array<std::byte, 32>;

CellKey cell_key_of(const Vault& vault);
// "hubcell_" and 48 characters, some of which tell a slip.
std::string text_of(const CellKey& key);
std::optional<CellKey> parse_cell_key(std::string_view text);

// Fails with invalid "bad_cell_key" when it is nobody's.
Result<std::vector<char>> seal_letter(const CellKey& reader, std::string_view text, Random& random);
// Fails with invalid "bad_letter" when it was sealed for another hub, or is damaged.
Result<Buffer> open_letter(const Vault& reader, std::string_view letter);

}  // namespace hub::vault
