// A file of slots of one size, overwritten in place: its size never changes, nothing is journalled, so a
// zeroed slot leaves no copy behind. Every slot authenticates itself; the header says which store and root it
// belongs to.
//
// The file knows nothing of what the slots mean. Not synchronised: readers and the writer touch different
// slots.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/vault/crypto.hpp"
#include "core/vault/file.hpp"

namespace hub::vault {

inline constexpr std::size_t kSlotBytes = 96;
using SlotBytes = std::array<std::byte, kSlotBytes>;

struct SlotFileShape {
  std::uint32_t kind = 0;    // what the slots hold, part of the header
  std::uint32_t slots = 0;   // physical slots
  std::uint32_t stride = 0;  // bytes from slot to slot: divides a disk sector, so that no slot lies on two
};

// Joins the two files of one vault.
using FileSetId = std::array<std::byte, 16>;

class SlotFile {
 public:
  static Result<std::unique_ptr<SlotFile>> create(FileSystem& files, const std::string& path,
                                                  SlotFileShape shape);
  // config "key_files" when the size is not that of `shape`.
  static Result<std::unique_ptr<SlotFile>> open(FileSystem& files, const std::string& path,
                                                SlotFileShape shape);

  enum class HeaderState { valid, unusable, foreign_root, other_shape };
  // Nothing but `valid` sets `set_id`.
  Result<HeaderState> read_header(KeyView header_key, FileSetId& set_id);
  // Synced when it returns.
  Result<void> write_header(KeyView header_key, const FileSetId& set_id);

  Result<SlotBytes> read(std::uint32_t slot);
  Result<void> write(std::uint32_t slot, const SlotBytes& bytes);
  Result<void> zero(std::uint32_t slot);
  // Many at once, in any order; neighbours become one write, with the nothing that is between them.
  struct Numbered {
    std::uint32_t slot;
    SlotBytes bytes;
  };
  Result<void> write_many(std::vector<Numbered> slots);
  Result<void> sync() { return file_->sync(); }
  // Every slot that is not all zero, in order.
  Result<void> for_each_used(const std::function<void(std::uint32_t slot, const SlotBytes& bytes)>& visit);
  // Every byte, as a new file, synced.
  Result<void> copy_to(FileSystem& files, const std::string& path);
  const std::string& path() const { return path_; }

 private:
  SlotFile(std::string path, std::unique_ptr<File> file, SlotFileShape shape)
      : path_(std::move(path)), file_(std::move(file)), shape_(shape) {}
  std::uint64_t offset_of(std::uint32_t slot) const;

  std::string path_;
  std::unique_ptr<File> file_;
  SlotFileShape shape_;
};

// What the slots of a file with this beginning hold; nothing when it is no slot file, whatever its name is.
std::optional<std::uint32_t> slot_file_kind(std::string_view first_bytes);
inline constexpr std::size_t kKindEndsAt = 12;  // so many bytes tell

// An error about the key files: config "key_files".
Error key_files_error(std::string message);

}  // namespace hub::vault
