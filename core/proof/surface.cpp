#include "core/proof/surface.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "core/proof/inflating_reader.hpp"

namespace hub::proof {

namespace {

constexpr std::size_t kDetailsMax = 8;
namespace fs = std::filesystem;

}  // namespace

std::string_view to_string(Surface::State state) {
  switch (state) {
    case Surface::State::clean:
      return "clean";
    case Surface::State::found:
      return "FOUND";
    case Surface::State::not_scanned:
      break;
  }
  return "not scanned";
}

Surface::State Surface::state() const {
  if (hits_ > 0) return State::found;
  return is_complete_ && anything_ ? State::clean : State::not_scanned;
}

void Surface::note(std::string text) {
  if (details_.size() < kDetailsMax) details_.push_back(std::move(text));
}

void Surface::note_hit(const Hit& hit, std::string_view place) {
  ++hits_;
  const Markers::Planted planted = markers_.planted(hit.id);
  const std::string what = std::string(planted.field) + " as " + std::string(planted.encoding);
  const std::string inside = hit.inside.empty() ? std::string() : ", inside " + std::string(hit.inside);
  if (found_.size() < kFoundMax) found_.insert(what + inside);
  note(what + " in " + std::string(place) + " at " + std::to_string(hit.offset) + inside);
}

void Surface::scan_bytes(std::string_view bytes, std::string_view place) {
  anything_ = true;
  bytes_ += bytes.size();
  scan(bytes, markers_.patterns(), [&](const Hit& hit) { note_hit(hit, place); });
}

void Surface::scan_stream(const ReadPiece& read, std::string_view place) {
  anything_ = true;
  const ReadPiece counted = [&](char* into, std::size_t size) {
    auto count = read(into, size);
    if (count.ok()) bytes_ += *count;
    return count;
  };
  const auto scanned =
      proof::scan_stream(counted, markers_.patterns(), [&](const Hit& hit) { note_hit(hit, place); });
  if (!scanned.ok()) not_scanned(scanned.error().message);
}

void Surface::scan_file(const std::string& path) {
  scan_opened(path, O_NOFOLLOW, path);
}

void Surface::scan_link(const std::string& path, std::string_view place) {
  scan_opened(path, 0, place);
}

void Surface::scan_opened(const std::string& path, int flags, std::string_view place) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  if (descriptor < 0 && errno == ENOENT) {
    anything_ = true;
    return;
  }
  if (descriptor < 0) return not_scanned("cannot read " + std::string(place));
  scan_stream(pieces_of(descriptor, std::string(place)), place);
  scan_whole_stream(descriptor, place);
  ::close(descriptor);
}

// A stream is looked into where it begins, as far as one piece goes; a compressed file is read to its end.
void Surface::scan_whole_stream(int descriptor, std::string_view place) {
  std::array<char, 4> first{};
  const ssize_t count = ::pread(descriptor, first.data(), first.size(), 0);
  const std::string_view format =
      compressed_as({first.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))});
  if (format.empty() || ::lseek(descriptor, 0, SEEK_SET) != 0) return;
  const auto scanned = proof::scan_stream(inflating(pieces_of(descriptor, std::string(place)), format),
                                          markers_.patterns(), [&](const Hit& hit) {
                                            note_hit({hit.id, hit.offset, format}, place);
                                          });
  if (!scanned.ok()) not_scanned(scanned.error().message);
}

void Surface::scan_folder(const std::string& folder) {
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  if (error) return not_scanned("cannot read " + folder);
  anything_ = true;
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code gone;
    if (entry->symlink_status(gone).type() == fs::file_type::regular) scan_file(entry->path().string());
  }
  if (error) not_scanned("cannot read all of " + folder);
}

void Surface::require(bool holds, std::string_view otherwise) {
  anything_ = true;
  if (!holds) not_scanned(otherwise);
}

void Surface::not_scanned(std::string_view why) {
  is_complete_ = false;
  note(std::string(why));
}

}  // namespace hub::proof
