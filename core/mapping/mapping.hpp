// A compiled mapping: turns a case into the records of one target. Immutable after compile(); one thread at a
// time may map() with it (scratch space is reused), several Mapping objects are independent.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/config/problem.hpp"
#include "core/mapping/case_classes.hpp"
#include "core/model/arena.hpp"
#include "core/model/data_class.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/model/record.hpp"
#include "core/redaction/profile.hpp"

namespace hub::mapping {

// What a mapping may know besides the case itself. Lives as long as the call.
struct MapContext {
  model::HashKey id_key;               // for record keys
  WallTime event_time;                 // 'now' in templates
  std::string_view time_zone = "UTC";  // unless the mapping names its own
  // `event.id`, `event.source`, `tenant.id` and `tenant.region` in templates; empty ones are absent.
  std::string_view event_id, event_source, tenant, region;
  // No field of a higher class leaves: "class_forbidden". The static check at publish should have caught it.
  std::optional<model::DataClass> max_class;
  const redaction::Profile* redaction = nullptr;  // null: only what the mapping says
  bool is_late = false;  // the data are news of a case that was delivered: only `late` records are made
  redaction::Counts* redacted = nullptr;  // adds up what is taken out; may be null
  const CaseClasses* classes = nullptr;   // with what the tenant declares; null: the table alone
  // What is of a higher class than max_class is not in the case that templates see.
  bool leaves_out = false;
};

// Reaching one is `invalid` "limit" with the limit's name.
struct MappingLimits {
  std::size_t records = 500;                     // of one case, parts included
  std::size_t items = 10'000;                    // of one $each, repeat or split
  std::size_t output_bytes = 16u * 1024 * 1024;  // of all text of one case
};

class Mapping {
 public:
  // Nothing when `problems` is not empty afterwards: every problem at once, with file, line, column and a
  // fix.
  static std::shared_ptr<const Mapping> compile(std::string_view yaml, const std::string& file,
                                                config::Problems& problems);
  virtual ~Mapping() = default;

  virtual const std::string& name() const = 0;
  // The connector it writes to: "salesforce".
  virtual const std::string& target_kind() const = 0;
  // Parents first; Record::shape points into these.
  virtual const std::vector<model::RecordShape>& shapes() const = 0;

  // Whether it has `late` records.
  virtual bool takes_late_news() const = 0;

  // `data` is the event's data object (domain.md 1.3), in `arena`; so are the records. Errors are `invalid`
  // with the record and field in `fields`, and never hold content.
  virtual Result<std::vector<model::Record>> map(const model::Value& data, const MapContext& context,
                                                 model::Arena& arena) const = 0;

 protected:
  Mapping() = default;
};

}  // namespace hub::mapping
