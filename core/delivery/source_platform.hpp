// The port to the platform that cases come from: deleting its own copy, and telling it what became of a case.
// The engine decides when and how often; an implementation makes one call and classifies its failure. One
// loop's thread.
#pragma once

#include <cstdint>
#include <string>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace hub::delivery {

// One thing the platform is told. Repeated until it is acknowledged, under the same id.
struct SourceMessage {
  std::string id;    // opaque, without "."
  std::string type;  // "case.deleted"
  std::string tenant, case_id;
  std::string outcome;            // "delivered"
  std::int64_t certificate = -1;  // its index in the log; -1: there is none yet
  WallTime at;
};

class SourcePlatform {
 public:
  virtual ~SourcePlatform() = default;
  virtual bool purges() const = 0;  // its own copy is to be deleted after delivery
  virtual bool tells() const = 0;   // it wants to know

  // Deletes its copy; one that is gone already counts as deleted.
  virtual Task<Result<void>> purge(std::string message_id, std::string case_id) = 0;
  // Reads the copy back: is it absent?
  virtual Task<Result<bool>> is_absent(std::string case_id) = 0;
  virtual Task<Result<void>> tell(SourceMessage message) = 0;
};

}  // namespace hub::delivery
