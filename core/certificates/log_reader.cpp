#include "core/certificates/log_reader.hpp"

#include <algorithm>

namespace hub::certificates {

namespace {

std::uint64_t width_of(std::uint64_t index, std::uint64_t size) {
  return std::min(kTileWidth, size - index * kTileWidth);
}

// The root of leaves that come one after the other; keeps one hash for each complete subtree.
class GrowingTree {
 public:
  void add(Hash leaf) {
    std::uint64_t leaves = 1;
    while (!complete_.empty() && complete_.back().leaves == leaves) {
      leaf = node_hash(complete_.back().root, leaf);
      leaves *= 2;
      complete_.pop_back();
    }
    complete_.push_back({leaf, leaves});
  }
  Hash root() const {
    if (complete_.empty()) return empty_root();
    Hash root = complete_.back().root;
    for (std::size_t i = complete_.size() - 1; i-- > 0;) root = node_hash(complete_[i].root, root);
    return root;
  }

 private:
  struct Subtree {
    Hash root;
    std::uint64_t leaves;
  };
  std::vector<Subtree> complete_;
};

Error tampered(const std::string& path) {
  return invalid_error("log_tampered", path + " does not belong to the signed checkpoint");
}

}  // namespace

Result<LogReader> LogReader::open(ReadLogFile read, const VerifierKey& key) {
  auto note = read("checkpoint");
  if (!note.ok()) return note.error();
  const auto opened = open_note(*note, std::span(&key, 1));
  if (!opened.ok()) return opened.error();
  auto checkpoint = parse_checkpoint(opened->text);
  if (!checkpoint.ok()) return checkpoint.error();
  if (checkpoint->origin != key.name)
    return invalid_error("wrong_log", "the checkpoint is of another log than the key");
  return LogReader(std::move(read), std::move(*checkpoint), std::move(*note));
}

Result<std::vector<std::string>> LogReader::bundle(std::uint64_t index) const {
  const TileName name{std::nullopt, index, width_of(index, checkpoint_.size)};
  const auto bytes = read_tile(read_, name);
  if (!bytes.ok()) return bytes.error();
  auto entries = read_bundle(*bytes);
  if (!entries.ok()) return entries.error();
  if (entries->size() < name.width) return tampered(name.path());
  entries->resize(name.width);
  return entries;
}

SubtreeRoot LogReader::subtree(std::optional<Error>& failure) const {
  return subtree_from_tiles(
      checkpoint_.size, [this](const TileName& name) { return read_tile(read_, name); }, failure);
}

Result<std::string> LogReader::entry(std::uint64_t index) const {
  if (index >= checkpoint_.size)
    return invalid_error("not_published", "the log has no such certificate, or not yet");
  auto entries = bundle(index / kTileWidth);
  if (!entries.ok()) return entries.error();
  return std::move((*entries)[index % kTileWidth]);
}

Result<Proof> LogReader::prove(std::uint64_t index, std::string_view entry) const {
  if (index >= checkpoint_.size)
    return invalid_error("not_published", "the log has no such certificate, or not yet");
  std::optional<Error> failure;
  Proof proof = inclusion_proof(index, checkpoint_.size, subtree(failure));
  if (failure) return *failure;
  if (!verify_inclusion(leaf_hash(entry), index, checkpoint_.size, proof, checkpoint_.root))
    return invalid_error("not_in_log", "the log does not prove this certificate");
  return proof;
}

Result<void> LogReader::check_follows(const Checkpoint& earlier) const {
  if (earlier.size > checkpoint_.size)
    return invalid_error("log_rolled_back", "the log had " + std::to_string(earlier.size) +
                                                " certificates and now has " +
                                                std::to_string(checkpoint_.size));
  std::optional<Error> failure;
  const Proof proof = consistency_proof(earlier.size, checkpoint_.size, subtree(failure));
  if (failure) return *failure;
  if (!verify_consistency(earlier.size, earlier.root, checkpoint_.size, checkpoint_.root, proof))
    return invalid_error("log_forked", "the log does not go on from the checkpoint of size " +
                                           std::to_string(earlier.size) + ": there are two histories");
  return {};
}

Result<void> LogReader::check_entries(
    const std::function<void(std::uint64_t index, std::string_view entry)>& visit) const {
  GrowingTree tree;
  for (std::uint64_t index = 0; index * kTileWidth < checkpoint_.size; ++index) {
    const auto entries = bundle(index);
    if (!entries.ok()) return entries.error();
    const TileName hashes{0, index, entries->size()};
    const auto published = read_tile(read_, hashes);
    if (!published.ok()) return published.error();
    std::string leaves;
    for (const std::string& entry : *entries) {
      const Hash leaf = leaf_hash(entry);
      leaves.append(reinterpret_cast<const char*>(leaf.data()), leaf.size());
      tree.add(leaf);
    }
    if (!published->starts_with(leaves))
      return tampered(TileName{std::nullopt, index, entries->size()}.path());
    for (std::size_t i = 0; i < entries->size(); ++i) visit(index * kTileWidth + i, (*entries)[i]);
  }
  if (tree.root() != checkpoint_.root) return tampered("the tree of all certificates");
  return {};
}

}  // namespace hub::certificates
