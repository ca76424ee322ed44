#include "core/vault/key_files.hpp"

namespace hub::vault {

namespace {

using HeaderState = SlotFile::HeaderState;

// The header of the case file is the last thing written: with it, the pair is complete.
Result<void> initialise(KeyFiles& pair, const RootRing& ring, Random& random) {
  random.fill(pair.set_id);
  const RootDerivedKey header_key = ring.header_key(pair.root);
  if (auto written = pair.epochs->write_header(header_key.view(), pair.set_id); !written.ok()) return written;
  return pair.cases->write_header(header_key.view(), pair.set_id);
}

Result<bool> holds_keys(SlotFile& file) {
  bool any = false;
  auto read = file.for_each_used([&](std::uint32_t, const SlotBytes&) { any = true; });
  if (!read.ok()) return std::move(read).error();
  return any;
}

// What the header is under the first root that made it.
Result<HeaderState> read_header(SlotFile& file, const RootRing& ring, OpenedHeader& header) {
  for (RootRing::Place root = 0;; ++root) {
    const RootDerivedKey key = ring.header_key(root);
    const auto state = file.read_header(key.view(), header.set_id);
    header.root = root;
    if (!state.ok() || *state != HeaderState::foreign_root || root + 1 == ring.size()) return state;
  }
}

// Creation was cut short by a crash: the last header is not there and no key was ever stored.
Result<bool> is_unfinished(KeyFiles& pair, const RootRing& ring) {
  OpenedHeader ignored;
  const auto state = read_header(*pair.cases, ring, ignored);
  if (!state.ok()) return state.error();
  if (*state != HeaderState::unusable) return false;
  const auto cases = holds_keys(*pair.cases);
  if (!cases.ok()) return cases.error();
  if (*cases || !pair.epochs) return !*cases;
  const auto epochs = holds_keys(*pair.epochs);
  if (!epochs.ok()) return epochs.error();
  return !*epochs;
}

Result<void> match_headers(KeyFiles& pair, const RootRing& ring) {
  const auto cases = checked_header(*pair.cases, ring);
  if (!cases.ok()) return cases.error();
  const auto epochs = checked_header(*pair.epochs, ring);
  if (!epochs.ok()) return epochs.error();
  if (cases->set_id != epochs->set_id) {
    return key_files_error(pair.cases->path() + " and " + pair.epochs->path() + " do not belong together");
  }
  pair.set_id = cases->set_id;
  pair.root = cases->root;
  return {};
}

// Creation was cut short before the header, the last thing that it writes.
Result<bool> is_blank(SlotFile& file, const RootRing& ring) {
  OpenedHeader ignored;
  const auto state = read_header(file, ring, ignored);
  if (!state.ok()) return state.error();
  if (*state != HeaderState::unusable) return false;
  const auto keys = holds_keys(file);
  if (!keys.ok()) return keys.error();
  return !*keys;
}

}  // namespace

Result<OpenedHeader> checked_header(SlotFile& file, const RootRing& ring) {
  OpenedHeader header;
  const auto state = read_header(file, ring, header);
  if (!state.ok()) return state.error();
  switch (*state) {
    case HeaderState::valid:
      return header;
    case HeaderState::unusable:
      return key_files_error(file.path() + " is damaged: its header cannot be read");
    case HeaderState::foreign_root:
      return key_files_error(file.path() + " was made under another root key");
    case HeaderState::other_shape:
      return key_files_error(file.path() + " is of another kind, format or number of slots");
  }
  return key_files_error(file.path() + " cannot be read");
}

Result<KeyFiles> open_key_files(FileSystem& files, const std::string& directory, SlotFileShape case_shape,
                                SlotFileShape epoch_shape, const RootRing& ring, Random& random) {
  const std::string cases_path = directory + "/cases.keys", epochs_path = directory + "/epochs.keys";
  const bool has_cases = files.exists(cases_path), has_epochs = files.exists(epochs_path);
  if (has_epochs && !has_cases) return key_files_error(cases_path + " is missing");

  KeyFiles pair;
  auto cases = has_cases ? SlotFile::open(files, cases_path, case_shape)
                         : SlotFile::create(files, cases_path, case_shape);
  if (!cases.ok()) return std::move(cases).error();
  pair.cases = std::move(*cases);
  if (has_epochs) {
    auto epochs = SlotFile::open(files, epochs_path, epoch_shape);
    if (!epochs.ok()) return std::move(epochs).error();
    pair.epochs = std::move(*epochs);
  }

  const auto unfinished = is_unfinished(pair, ring);
  if (!unfinished.ok()) return unfinished.error();
  if (!*unfinished && !has_epochs) return key_files_error(epochs_path + " is missing");
  if (!has_epochs) {
    auto epochs = SlotFile::create(files, epochs_path, epoch_shape);
    if (!epochs.ok()) return std::move(epochs).error();
    pair.epochs = std::move(*epochs);
  }
  const auto ready = *unfinished ? initialise(pair, ring, random) : match_headers(pair, ring);
  if (!ready.ok()) return ready.error();
  return pair;
}

Result<EpochFile> open_epoch_file(FileSystem& files, const std::string& directory, SlotFileShape shape,
                                  const RootRing& ring, Random& random) {
  const std::string cases_path = directory + "/cases.keys", path = directory + "/epochs.keys";
  if (files.exists(cases_path))
    return key_files_error(
        cases_path + " belongs to a store in SQLite: a hub on PostgreSQL needs a data folder of its own");
  const bool exists = files.exists(path);
  auto file = exists ? SlotFile::open(files, path, shape) : SlotFile::create(files, path, shape);
  if (!file.ok()) return std::move(file).error();
  EpochFile opened{std::move(*file)};
  const auto blank = is_blank(*opened.file, ring);
  if (!blank.ok()) return blank.error();
  if (*blank) {
    random.fill(opened.set_id);
    const auto made = opened.file->write_header(ring.header_key(0).view(), opened.set_id);
    if (!made.ok()) return made.error();
    return opened;
  }
  const auto header = checked_header(*opened.file, ring);
  if (!header.ok()) return header.error();
  opened.set_id = header->set_id;
  opened.root = header->root;
  return opened;
}

}  // namespace hub::vault
