// What a mapping makes of a case for one target: records to write, in stages (parents before children).
// Shapes come from the mapping and outlive their records; contents live in the case's arena.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/value.hpp"

namespace hub::model {

// How a field is compared when it is read back.
enum class Compare : std::uint8_t { exact, present, ignore };

struct RecordShape {
  std::string name;              // within the mapping: "case", "transcript"
  std::string object;            // at the target: "Case", "Chat_Transcript__c", "ticket"
  std::string key_field;         // where our key goes: "Hub_Key__c", "external_id"; may be empty
  int stage = 0;                 // parents have a lower one
  int parent = -1;               // index of the parent's shape in the mapping, or -1
  std::string parent_field;      // the child's link: "Case__c"
  std::string parent_key_field;  // the parent's key_field, for links by external id
  std::vector<std::pair<std::string, Compare>> compare;  // fields without an entry are `exact`

  Compare compare_of(std::string_view field) const;
};

struct Record {
  const RecordShape* shape = nullptr;
  std::string_view key;         // ours, opaque: see record_key()
  std::string_view parent_key;  // the parent record's key, or empty
  std::uint32_t part = 0;       // 0, or the part number of a split record, from 1
  Value fields;                 // an object; the key and the parent link are not in it
};

}  // namespace hub::model
