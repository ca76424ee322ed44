// The port that alerts leave by. One loop's thread.
#pragma once

#include "core/alerts/alert.hpp"
#include "core/async/task.hpp"
#include "core/base/result.hpp"

namespace hub::alerts {

class Notifier {
 public:
  virtual ~Notifier() = default;
  virtual std::string_view name() const = 0;  // "webhook"
  // One attempt.
  virtual Task<Result<void>> notify(Alert alert) = 0;
};

}  // namespace hub::alerts
