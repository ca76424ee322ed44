#include "core/certificates/merkle.hpp"

#include <bit>

#include "core/base/assert.hpp"
#include "core/base/sha256.hpp"

namespace hub::certificates {

namespace {

std::string_view text_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// The largest power of two smaller than `size`: where RFC 6962 splits a tree.
std::uint64_t split_of(std::uint64_t size) {
  return std::bit_floor(size - 1);
}

// The root of any run of leaves that starts at a multiple of a power of two not below its size.
Hash range_root(std::uint64_t start, std::uint64_t size, const SubtreeRoot& subtree) {
  if (std::has_single_bit(size)) return subtree(start, size);
  const std::uint64_t left = split_of(size);
  return node_hash(subtree(start, left), range_root(start + left, size - left, subtree));
}

void prove_inclusion(std::uint64_t index, std::uint64_t start, std::uint64_t size, const SubtreeRoot& subtree,
                     Proof& proof) {
  if (size == 1) return;
  const std::uint64_t left = split_of(size);
  if (index < left) {
    prove_inclusion(index, start, left, subtree, proof);
    proof.push_back(range_root(start + left, size - left, subtree));
  } else {
    prove_inclusion(index - left, start + left, size - left, subtree, proof);
    proof.push_back(subtree(start, left));
  }
}

// `known`: the old tree is this whole subtree, whose root the verifier has.
void prove_consistency(std::uint64_t old_size, std::uint64_t start, std::uint64_t size, bool known,
                       const SubtreeRoot& subtree, Proof& proof) {
  if (old_size == size) {
    if (!known) proof.push_back(range_root(start, size, subtree));
    return;
  }
  const std::uint64_t left = split_of(size);
  if (old_size <= left) {
    prove_consistency(old_size, start, left, known, subtree, proof);
    proof.push_back(range_root(start + left, size - left, subtree));
  } else {
    prove_consistency(old_size - left, start + left, size - left, false, subtree, proof);
    proof.push_back(subtree(start, left));
  }
}

}  // namespace

Hash leaf_hash(std::string_view entry) {
  return sha256({std::string_view("\0", 1), entry});
}
Hash node_hash(const Hash& left, const Hash& right) {
  return sha256({"\1", text_of(left), text_of(right)});
}
Hash empty_root() {
  return sha256({});
}

Hash root_of(std::uint64_t size, const SubtreeRoot& subtree) {
  return size == 0 ? empty_root() : range_root(0, size, subtree);
}

Proof inclusion_proof(std::uint64_t index, std::uint64_t size, const SubtreeRoot& subtree) {
  HUB_ASSERT(index < size);
  Proof proof;
  prove_inclusion(index, 0, size, subtree, proof);
  return proof;
}

Proof consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const SubtreeRoot& subtree) {
  HUB_ASSERT(old_size <= new_size);
  Proof proof;
  if (old_size != 0 && old_size != new_size) prove_consistency(old_size, 0, new_size, true, subtree, proof);
  return proof;
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
                      const Hash& root) {
  if (index >= size) return false;
  std::uint64_t node = index, last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1) == 1 || node == last) {
      hash = node_hash(sibling, hash);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, const Proof& proof) {
  if (old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  if (old_size == 0) return proof.empty() && old_root == empty_root();
  Proof path = proof;
  if (std::has_single_bit(old_size)) path.insert(path.begin(), old_root);
  if (path.empty()) return false;
  std::uint64_t node = old_size - 1, last = new_size - 1;
  while ((node & 1) == 1) node >>= 1, last >>= 1;
  Hash old_hash = path.front(), new_hash = path.front();
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (last == 0) return false;
    if ((node & 1) == 1 || node == last) {
      old_hash = node_hash(path[i], old_hash);
      new_hash = node_hash(path[i], new_hash);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      new_hash = node_hash(new_hash, path[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace hub::certificates
