#include "core/store/postgres/postgres_database.hpp"

#include "core/store/postgres/admin_store.hpp"
#include "core/store/postgres/epoch_table.hpp"
#include "core/store/postgres/fleet.hpp"
#include "core/store/postgres/memory.hpp"
#include "core/store/postgres/schema.hpp"
#include "core/store/postgres/tracking_store.hpp"
#include "core/store/postgres/writer.hpp"

namespace hub::store {

namespace {

// No hub has it: whoever only looks is fenced off from the start.
constexpr std::int64_t kNoFence = -1;

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(const PostgresSettings& settings, Health& health)
      : writing_(settings, health), reading_(settings, health) {}

  Result<void> open(const model::KeyedHash& keys, PostgresUse use, const NodeSelf& self) {
    std::int64_t fence = kNoFence;
    if (use == PostgresUse::write) {
      auto prepared = postgres::prepare_schema(writing_, postgres::steps(), self.name);
      if (!prepared.ok()) return prepared;
      const auto claimed = postgres::claim(writing_, keys, self, postgres_schema_version());
      if (!claimed.ok()) return claimed.error();
      fence = *claimed;
    } else if (auto checked = postgres::check_keys(writing_, keys, postgres_schema_version());
               !checked.ok()) {
      return checked;
    }
    session_.emplace(writing_, self.name, fence);
    admin_.emplace(*session_, reader_);
    fleet_.emplace(*session_, self.name);
    epochs_.emplace(*session_);
    tracking_.emplace(*session_, reader_);
    return {};
  }

  Result<Committed> commit(const WriteGroup& group) override {
    Committed committed;
    const auto done = session_->run([&](postgres::Connection& connection) -> Result<void> {
      auto applied = postgres::apply(group, connection);
      if (!applied.ok()) return std::move(applied).error();
      committed = std::move(*applied);
      return {};
    });
    if (!done.ok()) return done.error();
    return committed;
  }
  Result<void> checkpoint() override { return {}; }
  Result<void> commit_source(const SourceChanges& changes) override {
    return session_->run(
        [&](postgres::Connection& connection) { return postgres::apply(changes, connection); });
  }

  Result<TenantId> tenant_id(const std::string& tenant) override { return reader_.tenant_id(tenant); }
  Result<LaneId> lane_id(const std::string& tenant, const std::string& target) override {
    return reader_.lane_id(tenant, target);
  }
  Result<std::string> mapping_text(MappingVersion version) override { return reader_.mapping_text(version); }
  Result<std::vector<Publication>> publications(const std::string& tenant, const std::string& target,
                                                std::uint32_t limit) override {
    return reader_.publications(tenant, target, limit);
  }
  Result<void> for_each_live(const std::function<void(const LiveCase&)>& visit) override {
    return reader_.for_each_live(visit);
  }
  Result<void> for_each_tombstone(std::int64_t oldest_day,
                                  const std::function<void(const Tombstone&)>& visit) override {
    return reader_.for_each_tombstone(oldest_day, visit);
  }
  Result<std::vector<SealedContent>> load(std::span<const CaseRow> rows) override {
    return reader_.load(rows);
  }
  Result<std::vector<DeliveryView>> list_deliveries(const DeliveryFilter& filter) override {
    return reader_.list_deliveries(filter);
  }
  Result<std::vector<DeliveryGroup>> group_deliveries(const DeliveryFilter& filter) override {
    return reader_.group_deliveries(filter);
  }
  Result<std::vector<DeliveryEvent>> delivery_history(DeliveryKey delivery) override {
    return reader_.delivery_history(delivery);
  }
  Result<std::vector<CertificateView>> certificates(std::int64_t after_index, std::uint32_t limit) override {
    return reader_.certificates(after_index, limit);
  }
  Result<std::int64_t> certificate_count() override { return reader_.certificate_count(); }
  Result<std::vector<std::vector<char>>> session_traces(TenantId tenant,
                                                        const model::KeyedHash& session_ref) override {
    return reader_.session_traces(tenant, session_ref);
  }
  Result<MemoryPage> memory(TenantId tenant, MemoryPlace place, std::uint32_t limit) override {
    return reader_.memory(tenant, place, limit);
  }
  Result<void> remember(TenantId tenant, const Memory& memory, bool instead) override {
    return session_->run([&](postgres::Connection& connection) {
      return postgres::remember(tenant, memory, instead, connection);
    });
  }
  Result<void> for_each_source(
      const std::function<void(const SourceCase&, std::vector<SourceJob>)>& visit) override {
    return reader_.for_each_source(visit);
  }
  Result<std::vector<SealedId>> load_ids(std::span<const CaseRow> rows) override {
    return reader_.load_ids(rows);
  }
  Result<void> back_up(const std::string&) override {
    return invalid_error("backup_elsewhere",
                         "the store is in PostgreSQL: back it up with PostgreSQL's own tools (pg_dump, "
                         "pg_basebackup), and copy keys/ids.keys, never the other key files");
  }
  AdminStore& admin() override { return *admin_; }
  Fleet* fleet() override { return &*fleet_; }
  vault::EpochTable* epoch_table() override { return &*epochs_; }
  TrackingStore& tracking() override { return *tracking_; }

 private:
  postgres::Link writing_, reading_;
  postgres::Reader reader_{reading_};
  std::optional<postgres::WriteSession> session_;
  std::optional<postgres::PostgresAdminStore> admin_;
  std::optional<postgres::PostgresFleet> fleet_;
  std::optional<postgres::PostgresEpochTable> epochs_;
  std::optional<postgres::PostgresTrackingStore> tracking_;
};

}  // namespace

std::int64_t postgres_schema_version() {
  return std::ssize(postgres::steps());
}

Result<std::unique_ptr<Database>> open_postgres(const PostgresSettings& settings,
                                                const model::KeyedHash& keys, PostgresUse use, Health& health,
                                                const NodeSelf& self) {
  auto database = std::make_unique<PostgresDatabase>(settings, health);
  if (auto opened = database->open(keys, use, self); !opened.ok()) return std::move(opened).error();
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace hub::store
