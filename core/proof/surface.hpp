// One surface of domain.md 5.6 under examination: what was read, what was found, and what could not be read.
// A surface that was not read completely is never clean. One thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/proof/markers.hpp"
#include "core/proof/scanner.hpp"

namespace hub::proof {

class Surface {
 public:
  enum class State : std::uint8_t { clean, found, not_scanned };

  // `id` is "S1" to "S12", `name` what an operator calls it.
  Surface(std::string id, std::string name, const Markers& markers)
      : id_(std::move(id)), name_(std::move(name)), markers_(markers) {}

  // Of bytes that are all there; `place` names where they came from.
  void scan_bytes(std::string_view bytes, std::string_view place);
  // What cannot be read makes the surface `not_scanned`; a file that is gone meanwhile holds nothing.
  void scan_file(const std::string& path);
  // What a link leads to, such as an open file that has no other name left; `place` is what to call it.
  void scan_link(const std::string& path, std::string_view place);
  // Every file below it; links are not followed.
  void scan_folder(const std::string& folder);
  // Read in pieces, as proof::scan_stream() does.
  void scan_stream(const ReadPiece& read, std::string_view place);
  // A property that must hold, such as "no core is written".
  void require(bool holds, std::string_view otherwise);
  void not_scanned(std::string_view why);

  State state() const;
  const std::string& id() const { return id_; }
  const std::string& name() const { return name_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t hits() const { return hits_; }
  // The first few, in words: "visitor.email as base64 in hub.log at 1234".
  const std::vector<std::string>& details() const { return details_; }
  // What was found at least once, wherever: "visitor.email as hex, inside gzip"; the first kFoundMax of them.
  const std::set<std::string>& found() const { return found_; }
  static constexpr std::size_t kFoundMax = 1000;

 private:
  void scan_opened(const std::string& path, int flags, std::string_view place);
  void scan_whole_stream(int descriptor, std::string_view place);
  void note_hit(const Hit& hit, std::string_view place);
  void note(std::string text);

  std::string id_, name_;
  const Markers& markers_;
  std::uint64_t bytes_ = 0, hits_ = 0;
  bool is_complete_ = true, anything_ = false;
  std::vector<std::string> details_;
  std::set<std::string> found_;
};

std::string_view to_string(Surface::State state);

}  // namespace hub::proof
