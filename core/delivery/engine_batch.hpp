// Engine: what one batch holds while it is under way. Private to the engine. One loop's thread.
#pragma once

#include <utility>
#include <vector>

#include "core/delivery/batch_trace.hpp"
#include "core/delivery/engine_parts.hpp"
#include "core/delivery/existing_records.hpp"

namespace hub::delivery {

struct Engine::Batch {
  using OnDelivery = std::function<void(const DeliveryNews&)>;
  Batch(MatchClaims& lane_claims, const OnDelivery& listener) : claims(lane_claims), on_delivery(listener) {}

  void tell(const LaneParts& lane, const store::LiveCase& entry, const store::LiveDelivery& delivery,
            const Error* error = nullptr) const {
    if (!on_delivery) return;
    const auto trace = traces.find(entry.row);
    const std::string_view its = trace == traces.end() ? std::string_view() : trace->second;
    on_delivery({lane.tenant->name, lane.target, entry.case_ref, delivery.state, its, calls_trace, error});
  }

  model::Arena arena{256 * 1024};
  std::vector<store::CaseRow> rows;
  std::vector<vault::SlotNumber> slots;      // beside rows, up to claim(): what was mapped
  std::vector<CaseRecords> cases;            // beside rows
  std::vector<store::DeliveryState> states;  // beside rows: before this batch took them
  std::vector<std::pair<store::CaseRow, Error>> failed_early;
  CaseTraces traces;        // of the rows that came with one
  std::string calls_trace;  // what is sent for the batch carries it
  MatchClaims::Hold claims;
  std::size_t content_bytes = 0;
  std::vector<store::DeliveryChange> changes;
  Endings endings;
  const OnDelivery& on_delivery;
};

}  // namespace hub::delivery
