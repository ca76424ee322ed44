#include "core/admin/audit.hpp"

namespace hub::admin {

// Each step is named before the co_await: GCC 12 would destroy a temporary closure too early.

Task<Result<std::int64_t>> OutboxAudit::note(store::AuditEntry entry) {
  auto write = [&entry](store::AdminStore& admin) { return admin.note(entry); };
  co_return co_await outbox_.administer(write);
}

Task<Result<void>> OutboxAudit::conclude(std::int64_t number, int result, std::string outcome) {
  auto write = [&](store::AdminStore& admin) { return admin.conclude(number, result, outcome); };
  co_return co_await outbox_.administer(write);
}

Task<Result<std::vector<store::AuditEntry>>> OutboxAudit::page(store::AuditFilter filter) {
  auto read = [&filter](store::Database& database) { return database.admin().audit(filter); };
  co_return co_await outbox_.read(read);
}

}  // namespace hub::admin
