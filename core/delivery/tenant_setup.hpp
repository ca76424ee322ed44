// What the engine is told of a tenant and its targets. Values; handed over once.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/wipe.hpp"
#include "core/delivery/connector.hpp"
#include "core/delivery/source_platform.hpp"
#include "core/mapping/case_classes.hpp"
#include "core/model/confirmation.hpp"
#include "core/model/data_class.hpp"
#include "core/policy/keep_terms.hpp"
#include "core/policy/refusal.hpp"
#include "core/policy/terms.hpp"
#include "core/redaction/profile.hpp"

namespace hub::delivery {

struct LaneSetup {
  std::string target;
  std::unique_ptr<Connector> connector;
  // Published at start when the file is not what the configuration published last.
  std::string mapping_file;  // for messages
  std::string mapping_text;
  bool required = true;
  std::optional<model::DataClass> max_class;  // nothing more personal leaves
  std::optional<model::Confirmation>
      confirmation;  // absent: read_back where the target can be read, else stored
  std::shared_ptr<const redaction::Profile> redaction{};  // null: only what mappings say
  // What the tenant's policy allows, for cases accepted from now on; null: whatever max_class lets through.
  std::shared_ptr<const policy::Terms> terms{};
  policy::Refusal refusal{};                              // what becomes of the rest
  std::shared_ptr<const mapping::CaseClasses> classes{};  // null: the tenant declares no fields
};

struct TenantSetup {
  std::string name;
  std::chrono::milliseconds max_hold{std::chrono::hours(72)};  // 0: its cases pass through
  std::int64_t tombstone_days = 30;  // after deletion, an event that comes again is known for so long
  std::int64_t session_days = 30;    // so long cases are found by their session; 0: never
  milliseconds settle_window{0};     // so long a case waits for late news before it is delivered
  bool allows_updates = false;       // news after delivery are delivered too, else they count as duplicates
  policy::KeepTerms keep;            // of delivered cases, by their types
  // 32 bytes, of a tenant that came from another cell: what the store remembers of it is known by this key.
  // Nothing: its key comes from the vault.
  std::optional<WipedBytes> id_key{};
  std::unique_ptr<SourcePlatform> platform{};  // null: nothing is owed to it
  std::vector<LaneSetup> lanes;
};

}  // namespace hub::delivery
