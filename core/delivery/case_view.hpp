// Live cases as operators list them: opaque references and states, never content; and one that is opened.
// Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

enum class CaseStanding : std::uint8_t {
  waiting,      // to be delivered
  dead_letter,  // a delivery needs a person
  kept,         // delivered; its tenant keeps delivered cases for a time
  held,         // on legal hold, delivered or not
};
std::string_view to_string(CaseStanding standing);
std::optional<CaseStanding> parse_case_standing(std::string_view word);

struct CaseView {
  store::CaseRow row = 0;
  std::string tenant;
  model::KeyedHash case_ref;
  bool is_update = false;  // news of a case, not the case
  CaseStanding standing = CaseStanding::waiting;
  WallTime received_at{};
  std::optional<WallTime> ends_at;  // deleted then at the latest; nothing while it is held
  std::optional<WallTime> held_from;
  bool is_readable = false;     // its tenant keeps it, and it may be opened
  bool is_of_metadata = false;  // no more than its metadata is here
};

// What a legal hold, or its release, came to.
struct HoldChange {
  model::KeyedHash case_ref;
  std::size_t rows = 0;  // the case and late news of it that were concerned
};

struct CaseFilter {
  std::optional<std::string> tenant;
  std::optional<CaseStanding> standing;
  store::CaseRow after = 0;  // keyset paging
  std::uint32_t limit = 100;
  std::optional<model::KeyedHash> case_ref{};
  std::optional<WallTime> received_from{}, received_before{};
  bool only_readable = false;
};

// A delivered case that its tenant keeps, opened for a person who may read it.
struct KeptCase {
  WallTime received_at{}, kept_until{};
  Buffer document;              // in the clear, see case_document.hpp
  bool is_of_metadata = false;  // no more than mapping::metadata_of() is in it
};

}  // namespace hub::delivery
