// One batch of cases, from records to proof: written in stages, ambiguous outcomes looked up, everything read
// back and compared. The heart of "never twice, never deleted before proof", free of storage and scheduling.
// One loop's thread.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/delivery/connector.hpp"
#include "core/delivery/footprint.hpp"
#include "core/model/confirmation.hpp"

namespace hub::delivery {

struct CaseRecords {
  std::vector<model::Record> records;
  // An earlier attempt may have reached the target: look before writing.
  bool look_up_first = false;
  bool needs_second_look_up = false;       // one that finds nothing is not enough to write again
  Footprint footprint{};                   // of the attempts so far
  std::vector<model::Record> leftovers{};  // parts of earlier attempts that this one does not have
  std::string redactions{};                // for store::Sending
};

struct CaseOutcome {
  std::optional<Error> error{};    // none: every record is confirmed
  std::vector<std::string> ids{};  // the target's ids, of the records that are stored
  bool was_sent = false;           // this attempt wrote records that the target has, or may have
  bool was_absent = false;         // failed only because it needs a second look-up that finds nothing
  Footprint footprint{};           // of this attempt and those before it
};

struct ConfirmSettings {
  std::uint32_t reads_max = 4;  // a read may be stale: read again before judging
  milliseconds first_pause{250};
  model::Confirmation level = model::Confirmation::read_back;
};

// What one record of the target is told from another by.
inline std::string_view identity_of(const model::Record* record) {
  return record->target_id.empty() ? record->key : record->target_id;
}

class BatchDelivery {
 public:
  // All references outlive the object; records and what is read back live in `arena`.
  BatchDelivery(Connector& connector, Clock& clock, model::Arena& arena, ConfirmSettings settings)
      : connector_(connector), clock_(clock), arena_(arena), settings_(settings) {}

  // One outcome per case, in order. A case's error is that of its first record that failed, or of the first
  // that can never pass where the others may.
  Task<std::vector<CaseOutcome>> run(std::vector<CaseRecords> cases);

 private:
  struct Item {
    const model::Record* record;
    std::size_t case_index;
    std::string id;
    bool is_stored = false;
    bool was_found = false;  // by a look-up, not written by this run
    bool is_confirmed = false;
    bool is_superseded = false;  // a later case of this batch writes to the same record
  };
  using Items = std::vector<Item*>;

  void gather(std::vector<CaseRecords>& cases);
  void link_to_parents(const Items& items);
  void mark_superseded();
  Task<void> settle_doubts(const std::vector<CaseRecords>& cases);
  void want_second_look_up(const Item& item);
  Task<void> write_stage(int stage);
  Task<void> write_chunk(Items chunk);
  Task<void> split_refused(Items chunk, Error refusal);
  Task<void> look_up(Items items, std::optional<Error> when_absent);
  Task<void> erase_leftovers(const std::vector<CaseRecords>& cases);
  Task<void> confirm();
  void expect_ids();
  Task<void> read_chunk(Items chunk, bool is_last_read);

  bool is_worth_another_write(const Item& item);
  bool is_open(const Item& item) const { return !outcomes_[item.case_index].error; }
  void fail(const Item& item, Error error);
  void judge(Item& item, const model::Value& stored, bool is_last_read);
  bool takes_whole_cases() const { return connector_.traits().whole_cases_max > 0; }

  // batch_calls.cpp
  std::vector<Items> chunks_of(const Items& items) const;
  std::vector<Items> chunks_of_cases(Items items) const;
  std::size_t half_of(const Items& chunk) const;

  Connector& connector_;
  Clock& clock_;
  model::Arena& arena_;
  ConfirmSettings settings_;
  std::vector<Item> items_;
  std::deque<model::Record> linked_;  // records that got the id of their parent
  std::vector<CaseOutcome> outcomes_;
};

}  // namespace hub::delivery
