// Finds what a case left at a target from nothing but the case's id: its records have keys that come from the
// id, their names in the mapping and their part numbers. One loop's thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/delivery/record_erasure.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/keyed_hash.hpp"

namespace hub::delivery {

// Versions of one target's mapping, the latest first.
using MappingHistory = std::vector<std::shared_ptr<const mapping::Mapping>>;

class RecordSearch {
 public:
  // Everything outlives the object, and the records that it makes; their keys live in `arena`.
  RecordSearch(Connector& connector, model::HashKey id_key, std::string_view case_id, model::Arena& arena)
      : connector_(connector), id_key_(id_key), case_id_(case_id), arena_(arena) {}

  // Every record that one of these mappings could have made under a key of ours, parents first, and whether
  // the target has it. Of records in parts, as many as there are and some more: earlier attempts may have
  // made them. Fails as the connector's look-up does.
  Task<Result<std::vector<SoughtRecord>>> run(const MappingHistory& mappings);

 private:
  struct Wanted {
    const model::RecordShape* shape;
    std::string parent;  // its name in the mapping; empty: none
  };
  static std::vector<Wanted> wanted_of(const MappingHistory& mappings);
  // Below that parent; empty: below none.
  Task<Result<void>> look(const model::RecordShape& shape, std::string_view parent_key);
  SoughtRecord sought(const model::RecordShape& shape, std::string_view parent_key, std::uint32_t part) const;
  std::string_view key_of(std::string_view record_name, std::uint32_t part) const;

  Connector& connector_;
  model::HashKey id_key_;
  std::string_view case_id_;
  model::Arena& arena_;
  std::vector<SoughtRecord> records_;
  std::map<std::string_view, std::string_view> ids_;  // the target's, by key; of records without parts
};

}  // namespace hub::delivery
