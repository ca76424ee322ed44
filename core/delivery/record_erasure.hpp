// Looks for records at one target, takes them back, and looks whether they are gone. Children before parents,
// because a target may refuse to delete what others belong to. One loop's thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/delivery/batch_delivery.hpp"
#include "core/delivery/connector.hpp"

namespace hub::delivery {

struct SoughtRecord {
  model::Record record;
  bool is_there = false;
  std::string id{};  // the target's, where it told one
};

struct ErasedRecords {
  std::size_t found = 0;  // by a look-up before
  std::size_t left = 0;   // by a look-up afterwards
  std::optional<Error>
      error{};  // the first one; where nothing could be looked up after it, `left` is `found`
};

// How many are looked for, and taken back, in one call.
std::size_t records_at_once(const Connector& connector);

// How many there are: a record that is sought below two parents counts once.
std::size_t count_there(std::span<const SoughtRecord> records);

// At most records_at_once(), of one shape and parent.
Task<Result<void>> find_chunk(Connector& connector, std::span<SoughtRecord> chunk);
// Records of any shapes, parents before their children.
Task<Result<void>> find_records(Connector& connector, std::span<SoughtRecord> records);

// Precondition: they were looked for. What fails for the moment is tried again, and a look-up that still
// shows something is repeated, as often and as far apart as `reads` says.
Task<ErasedRecords> erase_records(Connector& connector, Clock& clock, ConfirmSettings reads,
                                  std::span<SoughtRecord> records);

}  // namespace hub::delivery
