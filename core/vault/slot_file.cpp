#include "core/vault/slot_file.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/base/assert.hpp"

namespace hub::vault {

namespace {

constexpr std::size_t kHeaderBytes = 4096;
constexpr std::size_t kReadChunkBytes = 1 << 20;
constexpr std::uint32_t kFileFormat = 1;
constexpr std::array<char, 8> kFileMagic = {'H', 'U', 'B', 'K', 'E', 'Y', 'S', '1'};

// As it lies on disk, little-endian like every machine the hub is built for.
struct Header {
  std::array<char, 8> magic;
  std::uint32_t kind, format, slots, stride;
  FileSetId set_id;
  std::array<std::byte, 32> mac;       // of what is above, under a key derived from the root
  std::array<std::byte, 32> checksum;  // of what is above: tells damage from a foreign root
};
static_assert(sizeof(Header) == 104 && offsetof(Header, kind) + sizeof(Header::kind) == kKindEndsAt);
constexpr std::size_t kMacAt = offsetof(Header, mac), kChecksumAt = offsetof(Header, checksum);

std::span<const std::byte> first_bytes(const Header& header, std::size_t count) {
  return std::as_bytes(std::span(&header, 1)).first(count);
}

std::uint64_t size_of(const SlotFileShape& shape) {
  return kHeaderBytes + std::uint64_t{shape.slots} * shape.stride;
}

bool is_zero(std::span<const std::byte> bytes) {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

}  // namespace

Error key_files_error(std::string message) {
  Error error = config_error(std::move(message));
  error.code = "key_files";
  return error;
}

std::optional<std::uint32_t> slot_file_kind(std::string_view first_bytes) {
  if (first_bytes.size() < kKindEndsAt ||
      !std::ranges::equal(first_bytes.substr(0, kFileMagic.size()), kFileMagic))
    return std::nullopt;
  std::uint32_t kind = 0;
  std::memcpy(&kind, first_bytes.data() + kFileMagic.size(), sizeof kind);
  return kind;
}

Result<std::unique_ptr<SlotFile>> SlotFile::create(FileSystem& files, const std::string& path,
                                                   SlotFileShape shape) {
  auto file = files.create(path, size_of(shape));
  if (!file.ok()) return std::move(file).error();
  return std::unique_ptr<SlotFile>(new SlotFile(path, std::move(*file), shape));
}

Result<std::unique_ptr<SlotFile>> SlotFile::open(FileSystem& files, const std::string& path,
                                                 SlotFileShape shape) {
  auto file = files.open(path);
  if (!file.ok()) return std::move(file).error();
  if ((*file)->size() != size_of(shape)) {
    return key_files_error(path + " has " + std::to_string((*file)->size()) + " bytes instead of " +
                           std::to_string(size_of(shape)) +
                           ": it is damaged, or the configured number of slots was changed");
  }
  return std::unique_ptr<SlotFile>(new SlotFile(path, std::move(*file), shape));
}

Result<SlotFile::HeaderState> SlotFile::read_header(KeyView header_key, FileSetId& set_id) {
  Header header;
  if (auto read = file_->read(0, std::as_writable_bytes(std::span(&header, 1))); !read.ok())
    return read.error();
  if (header.magic != kFileMagic || header.checksum != sha256(first_bytes(header, kChecksumAt))) {
    return HeaderState::unusable;
  }
  if (header.mac != hmac_sha256(header_key, first_bytes(header, kMacAt))) return HeaderState::foreign_root;
  if (header.kind != shape_.kind || header.format != kFileFormat || header.slots != shape_.slots ||
      header.stride != shape_.stride) {
    return HeaderState::other_shape;
  }
  set_id = header.set_id;
  return HeaderState::valid;
}

Result<void> SlotFile::write_header(KeyView header_key, const FileSetId& set_id) {
  Header header{kFileMagic, shape_.kind, kFileFormat, shape_.slots, shape_.stride, set_id, {}, {}};
  header.mac = hmac_sha256(header_key, first_bytes(header, kMacAt));
  header.checksum = sha256(first_bytes(header, kChecksumAt));
  if (auto written = file_->write(0, first_bytes(header, sizeof header)); !written.ok()) return written;
  return file_->sync();
}

std::uint64_t SlotFile::offset_of(std::uint32_t slot) const {
  HUB_ASSERT(slot < shape_.slots);
  return kHeaderBytes + std::uint64_t{slot} * shape_.stride;
}

Result<SlotBytes> SlotFile::read(std::uint32_t slot) {
  SlotBytes bytes;
  if (auto read = file_->read(offset_of(slot), bytes); !read.ok()) return read.error();
  return bytes;
}

Result<void> SlotFile::write(std::uint32_t slot, const SlotBytes& bytes) {
  return file_->write(offset_of(slot), bytes);
}

Result<void> SlotFile::zero(std::uint32_t slot) {
  static constexpr SlotBytes kZero{};
  return file_->write(offset_of(slot), kZero);
}

Result<void> SlotFile::copy_to(FileSystem& files, const std::string& path) {
  std::vector<std::byte> bytes(file_->size());
  if (auto read = file_->read(0, bytes); !read.ok()) return read;
  auto copy = files.create(path, bytes.size());
  if (!copy.ok()) return std::move(copy).error();
  if (auto written = (*copy)->write(0, bytes); !written.ok()) return written;
  return (*copy)->sync();
}

Result<void> SlotFile::write_many(std::vector<Numbered> slots) {
  std::ranges::sort(slots, {}, &Numbered::slot);
  std::vector<std::byte> run;
  for (std::size_t first = 0, end = 0; first < slots.size(); first = end) {
    run.clear();
    for (end = first; end < slots.size() && slots[end].slot - slots[first].slot == end - first; ++end) {
      run.resize((end - first) * shape_.stride);
      run.insert(run.end(), slots[end].bytes.begin(), slots[end].bytes.end());
    }
    if (auto written = file_->write(offset_of(slots[first].slot), run); !written.ok()) return written;
  }
  return {};
}

Result<void> SlotFile::for_each_used(
    const std::function<void(std::uint32_t slot, const SlotBytes& bytes)>& visit) {
  const auto slots_at_once = static_cast<std::uint32_t>(kReadChunkBytes / shape_.stride);
  std::vector<std::byte> chunk;
  for (std::uint32_t first = 0; first < shape_.slots; first += slots_at_once) {
    const std::uint32_t count = std::min(slots_at_once, shape_.slots - first);
    chunk.resize(std::size_t{count} * shape_.stride);
    if (auto read = file_->read(offset_of(first), chunk); !read.ok()) return read;
    for (std::uint32_t i = 0; i < count; ++i) {
      SlotBytes bytes;
      std::memcpy(bytes.data(), chunk.data() + std::size_t{i} * shape_.stride, bytes.size());
      if (!is_zero(bytes)) visit(first + i, bytes);
    }
  }
  return {};
}

}  // namespace hub::vault
