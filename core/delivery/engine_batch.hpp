// Engine: what one batch holds while it is under way. Private to the engine. One loop's thread.
#pragma once

#include <utility>
#include <vector>

#include "core/delivery/engine_parts.hpp"
#include "core/delivery/existing_records.hpp"

namespace hub::delivery {

struct Engine::Batch {
  explicit Batch(MatchClaims& lane_claims) : claims(lane_claims) {}

  model::Arena arena{256 * 1024};
  std::vector<store::CaseRow> rows;
  std::vector<vault::SlotNumber> slots;      // beside rows, up to claim(): what was mapped
  std::vector<CaseRecords> cases;            // beside rows
  std::vector<store::DeliveryState> states;  // beside rows: before this batch took them
  std::vector<std::pair<store::CaseRow, Error>> failed_early;
  MatchClaims::Hold claims;
  std::size_t content_bytes = 0;
  std::vector<store::DeliveryChange> changes;
  Endings endings;
};

}  // namespace hub::delivery
