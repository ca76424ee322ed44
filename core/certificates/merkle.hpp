// The Merkle tree of the certificate log (RFC 6962): hashes, proofs and their verification. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace hub::certificates {

using Hash = std::array<std::byte, 32>;

Hash leaf_hash(std::string_view entry);
Hash node_hash(const Hash& left, const Hash& right);
// Of the tree without leaves.
Hash empty_root();

// The root of the complete subtree of leaves [start, start + size); size is a power of two that divides
// start. Proofs and roots are made of these, so whoever can give them (tiles, memory) can prove.
using SubtreeRoot = std::function<Hash(std::uint64_t start, std::uint64_t size)>;

Hash root_of(std::uint64_t size, const SubtreeRoot& subtree);

using Proof = std::vector<Hash>;

// That leaf `index` is in the tree of `size` leaves; the leaf's sibling first. Precondition: index < size.
Proof inclusion_proof(std::uint64_t index, std::uint64_t size, const SubtreeRoot& subtree);
// That the tree of `new_size` leaves begins with that of `old_size`. Precondition: old_size <= new_size.
Proof consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const SubtreeRoot& subtree);

// By the rules of RFC 9162 2.1.3.2 and 2.1.4.2: never proofs that are too long, too short or out of range.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
                      const Hash& root);
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, const Proof& proof);

}  // namespace hub::certificates
