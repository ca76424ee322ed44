// Tenants that move between cells: what goes is read from the store and the resources and sealed for the
// other cell, what comes is put in their places, in an order in which the tenant takes events last. One
// loop's thread; the parts outlive it.
#pragma once

#include "core/admin/moves.hpp"
#include "core/admin/secret_keeper.hpp"
#include "core/delivery/engine.hpp"
#include "core/log/log.hpp"
#include "core/store/outbox.hpp"
#include "tools/hubd/live_resources.hpp"
#include "tools/hubd/move_parts.hpp"
#include "tools/hubd/tenant_removals.hpp"

namespace hub::hubd {

class TenantMoves final : public admin::Moves {
 public:
  struct Parts {
    delivery::Engine& engine;
    LiveResources& resources;
    admin::SecretKeeper& secrets;
    TenantRemovals& removals;
    store::Outbox& outbox;
    vault::Vault& vault;
    Random& random;
    log::Log& log;
  };
  explicit TenantMoves(Parts parts) : parts_(parts) {}

  std::string cell_key() const override;
  Task<Result<admin::MovePart>> give(std::string tenant, std::string cell_key, std::string from) override;
  Task<Result<admin::MovedTenant>> take(std::string sealed, std::string by) override;

 private:
  Task<Result<void>> check_empty(std::string tenant);
  Task<Result<MovingTenant>> all_of(std::string tenant);
  Task<Result<std::vector<MovingMapping>>> mappings_of(std::string tenant);
  Task<Result<void>> take_memory(MoveHead head, store::Memory memory);
  Task<Result<void>> take_tenant(MoveHead head, MovingTenant moving, std::string by);
  Task<Result<void>> take_mappings(std::string tenant, std::vector<MovingMapping> mappings);

  Parts parts_;
  std::string bundle_;      // that is coming
  std::int64_t taken_ = 0;  // parts of it
  bool is_taking_ = false;
};

}  // namespace hub::hubd
