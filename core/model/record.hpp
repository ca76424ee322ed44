// What a mapping makes of a case for one target: records to write, in stages (parents before children).
// Shapes come from the mapping and outlive their records; contents live in the case's arena.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/value.hpp"

namespace hub::model {

// How a field is compared when it is read back.
enum class Compare : std::uint8_t { exact, present, ignore };

// What becomes of a record once the target has been asked about what exists there.
enum class Resolution : std::uint8_t {
  create,  // a new record under our own key
  use,     // the existing one (the oldest of many) is written to, and children are linked to it
  link,    // the existing one stays as it is, and children are linked to it
  skip,    // no record is written; children that may stand alone are written without this link
  refuse,  // the delivery fails with invalid
};

// The case may carry the id of a record that exists (Record::attach_id): it is written to instead of one of
// our own. Without an id the record is made under our key.
struct AttachRule {
  std::string field;  // at the target, holds the id that the case carries; empty: the target's own id
  Resolution missing = Resolution::refuse;
  std::string closed_field;  // at the target; empty: every state is fine
  Value closed_value;        // the record counts as closed when closed_field has it
  Resolution closed = Resolution::refuse;
};

// The record may exist already, made by someone else: it is looked for by Record::match. A record without
// match values counts as not found.
struct MatchRule {
  Resolution none = Resolution::create;
  Resolution one = Resolution::use;
  Resolution many = Resolution::refuse;
};

struct RecordShape {
  std::string name;              // within the mapping: "case", "transcript"
  std::string object;            // at the target: "Case", "Chat_Transcript__c", "ticket"
  std::string key_field;         // where our key goes: "Hub_Key__c", "external_id"; may be empty
  int stage = 0;                 // parents have a lower one
  int parent = -1;               // index of the parent's shape in the mapping, or -1
  std::string parent_field;      // the child's link: "Case__c"
  std::string parent_key_field;  // the parent's key_field, for links by external id
  bool parent_optional = false;  // is written without the link when there is no parent
  bool parts = false;            // several records of this shape may come from one case, numbered from 1
  std::vector<std::pair<std::string, Compare>> compare;  // fields without an entry are `exact`

  std::optional<AttachRule> attach;
  std::optional<MatchRule> match;

  Compare compare_of(std::string_view field) const;
};

struct Record {
  const RecordShape* shape = nullptr;
  std::string_view key;         // ours, opaque: see record_key()
  std::string_view parent_key;  // the parent record's key, or empty
  std::uint32_t part = 0;       // 0, or the part number of a split record, from 1
  std::string_view attach_id;   // see AttachRule; may be empty
  Value match;                  // see MatchRule: an object, field name to value, or null
  Value fields;                 // an object; the key and the parent link are not in it

  // Set when the target was asked what exists; see AttachRule and MatchRule. Empty in what a mapping makes.
  std::string_view target_id;  // this record of the target is written to, none is made under `key`
  std::string_view parent_id;  // the link goes to this record of the target instead of to parent_key
};

// The same record with its contents in `arena`.
Record copy(const Record& record, Arena& arena);

}  // namespace hub::model
