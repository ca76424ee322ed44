// What a connector plugs into the contract suite: itself before a simulator, the names its target uses, and
// the faults that simulator can make. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/delivery/connector.hpp"

namespace hub::contract {

enum class Fault {
  lost_after_commit,   // the write happens, its answer does not arrive
  lost_before_commit,  // the connection ends before anything happened
  silent,              // accepted, then no answer within the connector's timeout
  unavailable,         // the vendor's own "not now"
  unavailable_html,    // a page of some proxy instead
  garbled_answer,      // 200 whose body ends in the middle
  budget_used_up,
  wait_seconds,  // Retry-After: 2
  wait_date,     // Retry-After: a date in the future
  wait_nonsense,
  wait_unsaid,
  token_expired,   // the next call is refused, a new login helps
  token_revoked,   // every call and every login is refused
  record_locked,   // one record of the next write is refused for the moment
  text_shortened,  // the target cuts the long text of what it stores
  update_lost,     // the next write to a record that exists happens, its answer does not arrive
  read_stale,      // the next read does not show what was written
};

// How the target calls things.
struct Names {
  model::RecordShape record;  // stands alone
  model::RecordShape part;    // a transcript part below it; without an object where the target has none
  std::string short_field;    // of the record: a line of text
  std::string long_field;     // of the record: many lines
  std::string part_field;     // of the part
  std::string closed_field;   // of the record, for AttachRule; its value when the record is closed
  model::Value closed_value;
  bool can_attach = true;         // a record that somebody else made is written to, not only linked to
  bool can_match = true;          // the record is found by its short field
  std::size_t long_max = 30'000;  // characters that surely fit
  std::size_t part_max = 100'000;

  // The part hangs below the record: by this field of its own, and the record's key.
  void link_part_by(std::string_view field) {
    part.stage = 1;
    part.parent = 0;
    part.parent_field = field;
    part.parent_key_field = record.key_field;
  }
};

class Harness {
 public:
  virtual ~Harness() = default;
  virtual IoContext& io() = 0;
  virtual Clock& clock() = 0;
  virtual delivery::Connector& connector() = 0;
  virtual const Names& names() const = 0;

  // A value of the short field that the target refuses, for that record alone.
  virtual std::string poison() const = 0;

  // Makes the fault for the next call that it concerns; revoked and unavailable last until heal(). False when
  // this vendor cannot do that.
  virtual bool inject(Fault fault) = 0;
  virtual void heal() = 0;

  // Records of that key which a user of the target would see.
  virtual std::size_t count(std::string_view key) = 0;
  // Behind the connector's back, a record that somebody else made; its id. Empty when this connector cannot
  // find records that exist.
  virtual std::string add_foreign(std::string_view /*line*/, bool /*is_closed*/) { return {}; }
  // What its short field holds; nothing when it is gone.
  virtual std::optional<std::string> line_of(std::string_view /*id*/) { return std::nullopt; }
  // Of all live records that a user would see, parts not counted.
  virtual std::size_t records() { return 0; }

  // Behind the connector's back, a second record of that key. False when the target cannot have two.
  virtual bool duplicate(std::string_view key) = 0;
};

using MakeHarness = std::unique_ptr<Harness> (*)();

// Adds the whole suite to this test program under the connector's name. Returns true, to be called while the
// program's statics are made.
bool add_suite(const char* connector, MakeHarness make);

}  // namespace hub::contract
