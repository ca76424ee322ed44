// The audit log of the API: what was done by whom, to what, when and how it ended; never content. Noted
// before it is done, so that nothing is done unnoticed. One loop's thread.
#pragma once

#include <string>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/result.hpp"
#include "core/store/outbox.hpp"

namespace hub::admin {

class Audit {
 public:
  virtual ~Audit() = default;
  // Durable when they return. The number of the entry.
  virtual Task<Result<std::int64_t>> note(store::AuditEntry entry) = 0;
  virtual Task<Result<void>> conclude(std::int64_t number, int result, std::string outcome) = 0;
  // The latest first.
  virtual Task<Result<std::vector<store::AuditEntry>>> page(store::AuditFilter filter) = 0;
};

// In the store; the outbox outlives it.
class OutboxAudit final : public Audit {
 public:
  explicit OutboxAudit(store::Outbox& outbox) : outbox_(outbox) {}
  Task<Result<std::int64_t>> note(store::AuditEntry entry) override;
  Task<Result<void>> conclude(std::int64_t number, int result, std::string outcome) override;
  Task<Result<std::vector<store::AuditEntry>>> page(store::AuditFilter filter) override;

 private:
  store::Outbox& outbox_;
};

}  // namespace hub::admin
