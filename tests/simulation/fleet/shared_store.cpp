#include "tests/simulation/fleet/shared_store.hpp"

#include <algorithm>
#include <utility>

#include "core/store/sqlite/sqlite_database.hpp"

namespace hub::simulation {

namespace {

Error away() {
  return transient_error("database_away", "the store is away");
}

Error outcome_unknown() {
  Error error = config_error("whether the store has committed cannot be found out");
  error.code = "outcome_unknown";
  return error;
}

// How one node reaches the store: nothing of a call is done that is refused here.
struct Way {
  SharedStore& shared;
  StoreLink& link;
  testing::MemoryFleet fleet;

  bool is_away() const { return shared.is_away || link.is_cut; }
  std::optional<Error> refusal() const { return is_away() ? away() : fleet.refusal(); }
  template <class Call>
  std::invoke_result_t<Call> write(Call call) const {
    if (auto refused = refusal()) {
      if (refused->code == "node_buried") shared.tally.note(Happening::write_refused);
      return *std::move(refused);
    }
    return call();
  }
  template <class Call>
  std::invoke_result_t<Call, store::Database&> read(Call call) const {
    if (is_away()) return away();
    return call(shared.database());
  }
};

class NodeFleet final : public store::Fleet {
 public:
  explicit NodeFleet(Way& way) : way_(way) {}
  const std::string& self() const override { return way_.fleet.self(); }
  Result<store::FleetView> beat() override {
    return way_.write([&] { return way_.fleet.beat(); });
  }
  Result<bool> bury(const store::NodeView& node) override {
    auto buried = way_.write([&] { return way_.fleet.bury(node); });
    if (buried.ok() && *buried) way_.shared.tally.note(Happening::buried);
    return buried;
  }
  Result<std::vector<std::string>> claim(std::span<const std::string> tenants) override {
    auto claimed = way_.write([&] { return way_.fleet.claim(tenants); });
    if (!claimed.ok()) return claimed;
    for (const std::string& tenant : *claimed) way_.shared.note_owner(tenant, self(), Happening::taken_over);
    return claimed;
  }
  Result<bool> hand(const std::string& tenant, const std::string& to) override {
    auto handed = way_.write([&] { return way_.fleet.hand(tenant, to); });
    if (handed.ok() && *handed) way_.shared.note_owner(tenant, to, Happening::handed_on);
    return handed;
  }
  Result<void> announce_leaving() override {
    return way_.write([&] { return way_.fleet.announce_leaving(); });
  }
  Result<void> leave() override {
    return way_.write([&] { return way_.fleet.leave(); });
  }

 private:
  Way& way_;
};

class NodeEpochTable final : public vault::EpochTable {
 public:
  explicit NodeEpochTable(Way& way) : way_(way), keys_(way.shared.keys) {}
  Result<std::vector<vault::KnownEpoch>> epochs() override {
    return way_.write([&] { return keys_.epochs(); });
  }
  Result<void> begin(const vault::EpochId& epoch, const vault::KeyHolder& maker, WallTime now) override {
    return way_.write([&] { return keys_.begin(epoch, maker, now); });
  }
  Result<void> hold(const vault::EpochId& epoch, const vault::KeyHolder& holder) override {
    return way_.write([&] { return keys_.hold(epoch, holder); });
  }
  Result<std::vector<vault::EpochId>> end(std::span<const vault::EpochId> epochs, WallTime now) override {
    return way_.write([&] { return keys_.end(epochs, now); });
  }
  Result<void> let_go(std::span<const vault::EpochId> epochs, const vault::KeyHolder& holder) override {
    return way_.write([&] { return keys_.let_go(epochs, holder); });
  }
  Result<std::vector<vault::StoredKey>> keys_under(std::span<const vault::EpochId> epochs,
                                                   vault::StoredKeyPlace after,
                                                   std::uint32_t limit) override {
    return way_.write([&] { return keys_.keys_under(epochs, after, limit); });
  }
  Result<void> replace(std::span<const vault::ReplacedKey> keys) override {
    return way_.write([&] { return keys_.replace(keys); });
  }
  Result<std::vector<vault::SlotNumber>> slots_outside(std::span<const vault::EpochId> epochs) override {
    return way_.write([&] { return keys_.slots_outside(epochs); });
  }

 private:
  Way& way_;
  testing::MemoryEpochTable& keys_;
};

class NodeStore final : public store::Database {
 public:
  NodeStore(SharedStore& shared, StoreLink& link, const std::string& name)
      : way_{shared, link, testing::MemoryFleet(shared.fleet, name)} {}

  Result<store::Committed> commit(const store::WriteGroup& group) override {
    return way_.write([&] { return commit_fenced(group); });
  }
  Result<void> checkpoint() override {
    return way_.read([](store::Database& database) { return database.checkpoint(); });
  }
  Result<void> commit_source(const store::SourceChanges& changes) override {
    return way_.write([&] { return way_.shared.database().commit_source(changes); });
  }

  Result<store::TenantId> tenant_id(const std::string& tenant) override {
    return way_.read([&](store::Database& database) { return database.tenant_id(tenant); });
  }
  Result<store::LaneId> lane_id(const std::string& tenant, const std::string& target) override {
    return way_.read([&](store::Database& database) { return database.lane_id(tenant, target); });
  }
  Result<std::string> mapping_text(store::MappingVersion version) override {
    return way_.read([&](store::Database& database) { return database.mapping_text(version); });
  }
  Result<std::vector<store::Publication>> publications(const std::string& tenant, const std::string& target,
                                                       std::uint32_t limit) override {
    return way_.read([&](store::Database& database) { return database.publications(tenant, target, limit); });
  }
  Result<void> for_each_live(const std::function<void(const store::LiveCase&)>& visit) override {
    return way_.read([&](store::Database& database) { return database.for_each_live(visit); });
  }
  Result<void> for_each_tombstone(std::int64_t oldest_day,
                                  const std::function<void(const store::Tombstone&)>& visit) override {
    return way_.read(
        [&](store::Database& database) { return database.for_each_tombstone(oldest_day, visit); });
  }
  Result<std::vector<store::SealedContent>> load(std::span<const store::CaseRow> rows) override;
  Result<std::vector<store::DeliveryView>> list_deliveries(const store::DeliveryFilter& filter) override {
    return way_.read([&](store::Database& database) { return database.list_deliveries(filter); });
  }
  Result<std::vector<store::DeliveryGroup>> group_deliveries(const store::DeliveryFilter& filter) override {
    return way_.read([&](store::Database& database) { return database.group_deliveries(filter); });
  }
  Result<std::vector<store::DeliveryEvent>> delivery_history(store::DeliveryKey delivery) override {
    return way_.read([&](store::Database& database) { return database.delivery_history(delivery); });
  }
  Result<std::vector<store::CertificateView>> certificates(std::int64_t after_index,
                                                           std::uint32_t limit) override {
    return way_.read([&](store::Database& database) { return database.certificates(after_index, limit); });
  }
  Result<std::int64_t> certificate_count() override {
    return way_.read([](store::Database& database) { return database.certificate_count(); });
  }
  Result<void> back_up(const std::string& path) override {
    return way_.read([&](store::Database& database) { return database.back_up(path); });
  }
  Result<std::vector<std::vector<char>>> session_traces(store::TenantId tenant,
                                                        const model::KeyedHash& session_ref) override {
    return way_.read([&](store::Database& database) { return database.session_traces(tenant, session_ref); });
  }
  Result<store::MemoryPage> memory(store::TenantId tenant, store::MemoryPlace place,
                                   std::uint32_t limit) override {
    return way_.read([&](store::Database& database) { return database.memory(tenant, place, limit); });
  }
  Result<void> remember(store::TenantId tenant, const store::Memory& memory, bool instead) override {
    return way_.write([&] { return way_.shared.database().remember(tenant, memory, instead); });
  }
  Result<void> for_each_source(
      const std::function<void(const store::SourceCase&, std::vector<store::SourceJob>)>& visit) override {
    return way_.read([&](store::Database& database) { return database.for_each_source(visit); });
  }
  Result<std::vector<store::SealedId>> load_ids(std::span<const store::CaseRow> rows) override {
    return way_.read([&](store::Database& database) { return database.load_ids(rows); });
  }
  store::AdminStore& admin() override { return way_.shared.database().admin(); }
  store::Fleet* fleet() override { return &fleet_; }
  vault::EpochTable* epoch_table() override { return &epochs_; }
  store::TrackingStore& tracking() override { return way_.shared.database().tracking(); }

 private:
  Result<store::Committed> commit_fenced(const store::WriteGroup& group);
  bool may_seal(const store::WriteGroup& group) const;
  void keep_keys(const store::WriteGroup& group, const store::Committed& committed);

  Way way_;
  NodeFleet fleet_{way_};
  NodeEpochTable epochs_{way_};
};

Result<store::Committed> NodeStore::commit_fenced(const store::WriteGroup& group) {
  const auto doubt = std::exchange(way_.link.doubt, StoreLink::Doubt::none);
  if (doubt == StoreLink::Doubt::commit_lost) return outcome_unknown();
  if (!may_seal(group)) return transient_error("epoch_over", "the epoch of a key has ended meanwhile");
  auto committed = way_.shared.database().commit(group);
  if (!committed.ok()) return committed;
  keep_keys(group, *committed);
  if (!committed->deleting.empty() || !committed->reduced.empty()) ++way_.shared.certifying;
  if (doubt == StoreLink::Doubt::answer_lost) return outcome_unknown();
  return committed;
}

bool NodeStore::may_seal(const store::WriteGroup& group) const {
  const auto is_alive = [&](const auto& one) {
    return way_.shared.keys.is_alive(vault::epoch_of(one.sealed.key));
  };
  return std::ranges::all_of(group.accepts, is_alive) && std::ranges::all_of(group.merges, is_alive) &&
         std::ranges::all_of(group.reductions, is_alive);
}

void NodeStore::keep_keys(const store::WriteGroup& group, const store::Committed& committed) {
  testing::MemoryEpochTable& keys = way_.shared.keys;
  for (std::size_t at = 0; at < group.accepts.size(); ++at)
    keys.store(committed.rows[at], group.accepts[at].sealed.key);
  for (const store::Merge& merge : group.merges) keys.store(merge.row, merge.sealed.key);
  for (const store::Reduction& one : group.reductions)
    if (std::ranges::count(committed.reduced, one.row, &store::Certified::row) > 0)
      keys.store(one.row, one.sealed.key);
  for (const store::Certified& one : committed.deleting) keys.keys.erase({one.row, 0});
}

Result<std::vector<store::SealedContent>> NodeStore::load(std::span<const store::CaseRow> rows) {
  auto loaded = way_.read([&](store::Database& database) { return database.load(rows); });
  if (!loaded.ok()) return loaded;
  for (store::SealedContent& one : *loaded) {
    const auto stored = way_.shared.keys.keys.find({one.row, 0});
    if (stored != way_.shared.keys.keys.end()) one.key.bytes = stored->second.key.bytes;
  }
  return loaded;
}

}  // namespace

Result<void> SharedStore::open() {
  store::SqliteSettings sqlite;
  sqlite.vfs = vfs_.name();
  sqlite.exclusive = true;
  sqlite.reserve_bytes = 0;
  auto opened = store::open_sqlite("/data/hub.db", sqlite);
  if (!opened.ok()) return opened.error();
  database_ = std::move(*opened);
  return {};
}

void SharedStore::note_owner(const std::string& tenant, const std::string& node, Happening how) {
  std::string& last = last_owners_[tenant];
  if (!last.empty() && last != node) tally.note(how);
  last = node;
}

std::unique_ptr<store::Database> enter(SharedStore& shared, StoreLink& link, const std::string& name) {
  return std::make_unique<NodeStore>(shared, link, name);
}

}  // namespace hub::simulation
