// The keys that were made over the API, in the store: their hashes. One loop's thread.
#pragma once

#include <vector>

#include "core/admin/keys.hpp"
#include "core/async/task.hpp"
#include "core/base/result.hpp"
#include "core/store/outbox.hpp"

namespace hub::admin {

class KeyStore {
 public:
  virtual ~KeyStore() = default;
  // Durable when they return. A key that is not there is removed already.
  virtual Task<Result<void>> put(AdminKey key, std::string made_by) = 0;
  virtual Task<Result<void>> remove(std::string id) = 0;
};

class OutboxKeys final : public KeyStore {
 public:
  // Both outlive it.
  OutboxKeys(store::Outbox& outbox, Clock& clock) : outbox_(outbox), clock_(clock) {}
  Task<Result<void>> put(AdminKey key, std::string made_by) override;
  Task<Result<void>> remove(std::string id) override;

 private:
  store::Outbox& outbox_;
  Clock& clock_;
};

// Without those whose tenant or partner is gone. Config when one has a role that nobody knows.
Result<std::vector<AdminKey>> keys_of(const std::vector<store::StoredKey>& stored,
                                      const policy::Resources& resources);
// The same, read from the store at start.
Result<std::vector<AdminKey>> stored_keys(store::Database& database, const policy::Resources& resources);

}  // namespace hub::admin
