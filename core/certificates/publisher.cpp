#include "core/certificates/publisher.hpp"

#include <algorithm>

#include "core/base/crash_point.hpp"
#include "core/certificates/log_files.hpp"
#include "core/certificates/witnessing.hpp"

namespace hub::certificates {

namespace {

constexpr std::uint32_t kEntriesAtOnce = 4096;

// Hands out entries one by one in rising order, reading them in runs.
class EntryRun {
 public:
  explicit EntryRun(const ReadEntries& read) : read_(read) {}
  Result<std::string> at(std::uint64_t index) {
    if (index < first_ || index >= first_ + entries_.size()) {
      auto entries = read_(index, kEntriesAtOnce);
      if (!entries.ok()) return entries.error();
      if (entries->empty()) return config_error("the database has fewer certificates than it counted");
      first_ = index;
      entries_ = std::move(*entries);
    }
    return entries_[index - first_];
  }

 private:
  const ReadEntries& read_;
  std::uint64_t first_ = 0;
  std::vector<std::string> entries_;
};

Error forked() {
  Error error = config_error("the published checkpoint does not belong to these tiles and this key");
  error.code = "log_forked";
  return error;
}

}  // namespace

Result<std::unique_ptr<Publisher>> Publisher::open(PublisherSettings settings, const NoteSigner& signer) {
  if (auto made = make_folder(settings.directory); !made.ok()) return made.error();
  std::unique_ptr<Publisher> publisher(new Publisher(std::move(settings), signer));
  publisher->checkpoint_ = {publisher->settings_.origin, 0, empty_root()};
  if (!file_exists(publisher->settings_.directory + "/checkpoint")) return publisher;
  if (auto loaded = publisher->load_checkpoint(); !loaded.ok()) return loaded.error();
  return publisher;
}

Result<void> Publisher::load_checkpoint() {
  const auto note = read_file("checkpoint");
  if (!note.ok()) return note.error();
  const VerifierKey key = signer_.verifier();
  const auto opened = open_note(*note, std::span(&key, 1));
  const auto checkpoint = opened.ok() ? parse_checkpoint(opened->text) : Result<Checkpoint>(opened.error());
  if (!checkpoint.ok() || checkpoint->origin != settings_.origin) return forked();
  const auto root = root_at(checkpoint->size);
  if (!root.ok() || *root != checkpoint->root) return forked();
  checkpoint_ = *checkpoint;
  return {};
}

Result<void> Publisher::publish(std::uint64_t size, const ReadEntries& read) {
  if (size < checkpoint_.size) {
    Error error = config_error("the database has fewer certificates than were published: it was rolled back");
    error.code = "log_rolled_back";
    return error;
  }
  if (size == checkpoint_.size && file_exists(settings_.directory + "/checkpoint")) return {};
  if (auto written = write_tiles(size, read); !written.ok()) return written;
  crash_point("publish.tiles_synced");
  remove_partial_tiles(size);
  const auto root = root_at(size);
  if (!root.ok()) return root.error();
  Checkpoint next{settings_.origin, size, *root};
  // One log never signs two checkpoints that contradict each other.
  std::optional<Error> failure;
  const auto subtree = subtree_from_tiles(
      size, [this](const TileName& name) { return tile(name); }, failure);
  const Proof proof = consistency_proof(checkpoint_.size, size, subtree);
  if (failure) return *failure;
  if (!verify_consistency(checkpoint_.size, checkpoint_.root, size, next.root, proof)) return forked();
  auto written = write_file(settings_.directory, "checkpoint", signer_.sign(next.text()));
  if (written.ok()) checkpoint_ = std::move(next);
  return written;
}

Result<void> Publisher::write_tiles(std::uint64_t size, const ReadEntries& read) {
  EntryRun bundles(read), leaves(read);
  FolderSync folders(settings_.directory);
  for (const TileName& name : tiles_between(checkpoint_.size, size)) {
    EntryRun& run = name.level ? leaves : bundles;
    const TileSource source{[&run](std::uint64_t index) { return run.at(index); },
                            [this](const TileName& below) { return tile(below); }};
    const auto bytes = make_tile(name, source, known_part(name));
    if (!bytes.ok()) return bytes.error();
    if (auto written = folders.write_file(name.path(), *bytes); !written.ok()) return written;
  }
  return folders.sync();
}

void Publisher::remove_partial_tiles(std::uint64_t size) const {
  for (const TileName& name : tiles_between(checkpoint_.size, size)) {
    if (name.width == kTileWidth) remove_folder(settings_.directory + '/' + name.partial_folder());
  }
}

// Without it each publication would make a tile of the second level again, out of up to 65,536 hashes below
// it. A known part that is not what was published shows when the new checkpoint is compared with the old one.
std::string Publisher::known_part(const TileName& name) const {
  const auto before = part_before(name, checkpoint_.size);
  auto bytes = before ? tile(*before) : Result<std::string>(std::string());
  const bool is_whole = bytes.ok() && before && bytes->size() == before->width * sizeof(Hash);
  return is_whole ? std::move(*bytes) : std::string();
}

Result<std::string> Publisher::read_file(std::string_view path) const {
  if (path != "checkpoint" && !parse_tile_path(path))
    return invalid_error("not_found", "no such file in the log");
  return load_file(settings_.directory + '/' + std::string(path));
}

Result<std::string> Publisher::tile(const TileName& name) const {
  return read_tile([this](const std::string& path) { return read_file(path); }, name);
}

Result<Hash> Publisher::root_at(std::uint64_t size) const {
  std::optional<Error> failure;
  const Hash root = root_of(size, subtree_from_tiles(
                                      size, [this](const TileName& name) { return tile(name); }, failure));
  if (failure) return *failure;
  return root;
}

Result<Proof> Publisher::prove_inclusion(std::uint64_t index) const {
  if (index >= checkpoint_.size)
    return invalid_error("not_published", "the certificate is not published yet");
  std::optional<Error> failure;
  const Proof proof =
      inclusion_proof(index, checkpoint_.size,
                      subtree_from_tiles(
                          checkpoint_.size, [this](const TileName& name) { return tile(name); }, failure));
  if (failure) return *failure;
  return proof;
}

Result<Proof> Publisher::prove_consistency(std::uint64_t old_size) const {
  if (old_size > checkpoint_.size) return invalid_error("not_published", "the log was never that large");
  std::optional<Error> failure;
  const Proof proof =
      consistency_proof(old_size, checkpoint_.size,
                        subtree_from_tiles(
                            checkpoint_.size, [this](const TileName& name) { return tile(name); }, failure));
  if (failure) return *failure;
  return proof;
}

Result<bool> Publisher::add_cosignature(std::string_view signed_checkpoint, std::string_view line,
                                        const VerifierKey& witness) {
  const auto published = read_file("checkpoint");
  if (!published.ok()) return published.error();
  const auto text_of = [](std::string_view note) { return note.substr(0, note.rfind("\n\n")); };
  if (text_of(*published) != text_of(signed_checkpoint)) return false;
  const std::string note = with_cosignature(*published, line, witness);
  if (auto written = write_file(settings_.directory, "checkpoint", note); !written.ok())
    return written.error();
  return true;
}

}  // namespace hub::certificates
