#include "core/store/sqlite/sqlite_database.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "core/store/sqlite/admin_store.hpp"
#include "core/store/sqlite/new_file.hpp"
#include "core/store/sqlite/reader.hpp"
#include "core/store/sqlite/reserve_file.hpp"
#include "core/store/sqlite/schema.hpp"
#include "core/store/sqlite/tracking_store.hpp"
#include "core/store/sqlite/writer.hpp"

namespace hub::store {

namespace {

using sqlite::Connection;

constexpr int kJournalPagesMax = 1000;
constexpr const char* kReturnFreePages = "PRAGMA incremental_vacuum(4096)";

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::unique_ptr<Connection> writing, std::unique_ptr<Connection> reading,
                 sqlite::ReserveFile reserve)
      : writing_(std::move(writing)),
        reading_(std::move(reading)),
        reserve_(std::move(reserve)),
        writer_(*writing_),
        reader_(reading_ ? *reading_ : *writing_),
        admin_(*writing_, reading_ ? *reading_ : *writing_, [this] { return reserve_.give_back(); }),
        tracking_(*writing_, reading_ ? *reading_ : *writing_, [this] { return reserve_.hold(); }) {
    reserve_.hold();
  }

  Result<Committed> commit(const WriteGroup& group) override;
  Result<void> checkpoint() override;

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
  Result<void> for_each_source(
      const std::function<void(const SourceCase&, std::vector<SourceJob>)>& visit) override {
    return reader_.for_each_source(visit);
  }
  Result<std::vector<SealedId>> load_ids(std::span<const CaseRow> rows) override {
    return reader_.load_ids(rows);
  }
  Result<void> commit_source(const SourceChanges& changes) override {
    return keep([&] { return writer_.apply(changes); });
  }
  Result<void> remember(TenantId tenant, const Memory& memory, bool instead) override {
    return keep([&] { return writer_.remember(tenant, memory, instead); });
  }
  Result<void> back_up(const std::string& path) override;
  AdminStore& admin() override { return admin_; }
  TrackingStore& tracking() override { return tracking_; }

 private:
  Result<Committed> apply(const WriteGroup& group);
  // What is beside the hot path.
  Result<void> keep(const std::function<Result<void>()>& write);
  Result<void> truncate_journal();
  Result<void> leave_tracking_out(const std::string& path);

  std::unique_ptr<Connection> writing_, reading_;
  sqlite::ReserveFile reserve_;
  sqlite::Writer writer_;
  sqlite::Reader reader_;
  sqlite::SqliteAdminStore admin_;
  sqlite::SqliteTrackingStore tracking_;
  std::optional<Error> failure_;  // durability is gone: nothing more is written
};

// While the reserve is not held the disk is full or was a moment ago: only what makes room is written.
Result<Committed> SqliteDatabase::commit(const WriteGroup& group) {
  if (failure_) return *failure_;
  const bool brings_content = !group.accepts.empty() || !group.merges.empty();
  if (brings_content && !reserve_.hold()) {
    return transient_error("disk_full", "the disk is full: no new case is taken");
  }
  auto committed = apply(group);
  if (!committed.ok() && sqlite::is_disk_full(committed.error())) {
    reserve_.give_back();
    if (!brings_content && truncate_journal().ok()) committed = apply(group);
  }
  if (!committed.ok() && sqlite::is_disk_failure(committed.error())) failure_ = committed.error();
  return committed;
}

Result<void> SqliteDatabase::keep(const std::function<Result<void>()>& write) {
  if (failure_) return *failure_;
  auto done = write();
  if (!done.ok() && sqlite::is_disk_full(done.error())) reserve_.give_back();
  if (!done.ok() && sqlite::is_disk_failure(done.error())) failure_ = done.error();
  return done;
}

Result<Committed> SqliteDatabase::apply(const WriteGroup& group) {
  auto committed = writer_.apply(group);
  if (!committed.ok() || writing_->journal_pages() < kJournalPagesMax) return committed;
  // The group is durable whatever becomes of this: only a failed disk takes that back.
  const auto moved = writing_->checkpoint(Connection::Checkpoint::passive);
  if (!moved.ok() && sqlite::is_disk_failure(moved.error())) return moved.error();
  return committed;
}

Result<void> SqliteDatabase::truncate_journal() {
  auto truncated = writing_->checkpoint(Connection::Checkpoint::truncate);
  if (!truncated.ok() && sqlite::is_disk_full(truncated.error()) && reserve_.give_back()) {
    truncated = writing_->checkpoint(Connection::Checkpoint::truncate);
  }
  return truncated;
}

Result<void> SqliteDatabase::checkpoint() {
  if (failure_) return *failure_;
  auto done = truncate_journal();
  if (done.ok() && !reserve_.is_held() && !reserve_.hold()) {
    // The file itself may be what fills the disk: give back what the settles have freed in it.
    done = writing_->execute(kReturnFreePages);
    if (done.ok()) done = truncate_journal();
    reserve_.hold();
  }
  if (!done.ok() && sqlite::is_disk_failure(done.error())) failure_ = done.error();
  return done;
}

// The copy is made of what is in use only: the pages of deleted rows are not in it.
// Without a journal of its own: whatever becomes of it, an unfinished copy is thrown away.
Result<void> SqliteDatabase::leave_tracking_out(const std::string& path) {
  Connection& connection = reading_ ? *reading_ : *writing_;
  sqlite::Statement attach(connection.handle(), "ATTACH DATABASE ? AS copy");
  if (auto attached = attach.bind_text(1, path).run(); !attached.ok()) return attached;
  auto left_out = connection.execute(
      "PRAGMA copy.journal_mode=OFF; PRAGMA copy.secure_delete=ON; DELETE FROM copy.tracking_events;"
      " DELETE FROM copy.tracking_days; PRAGMA copy.incremental_vacuum");
  const auto detached = connection.execute("DETACH DATABASE copy");
  return left_out.ok() ? detached : left_out;
}

Result<void> SqliteDatabase::back_up(const std::string& path) {
  sqlite::NewFile copy(path);
  if (!copy.is_made()) return transient_error("backup_failed", "the backup cannot be written: " + path);
  {
    sqlite::Statement into((reading_ ? *reading_ : *writing_).handle(), "VACUUM INTO ?");
    auto copied = into.bind_text(1, path).run();
    if (copied.ok()) copied = leave_tracking_out(path);
    // Whatever its disk reports says nothing about the store's own.
    if (!copied.ok())
      return transient_error("backup_failed", "the backup cannot be written: " + copied.error().message);
  }
  if (!copy.sync()) return transient_error("backup_failed", "the backup cannot be synced: " + path);
  return {};
}

Error store_path_error(const std::string& path) {
  Error error = config_error("the store " + path + " cannot be created");
  error.code = "store_path";
  return error;
}

// SQLite would create the file for everybody to read, and leave its name in the directory unsynced.
Result<void> create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return store_path_error(path);
  ::close(file);
  const auto slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int handle = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = handle >= 0 && ::fsync(handle) == 0;
  if (handle >= 0) ::close(handle);
  if (!synced) return store_path_error(path);
  return {};
}

}  // namespace

std::int64_t sqlite_schema_version() {
  return sqlite::schema_version();
}

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const SqliteSettings& settings) {
  const bool on_real_disk = settings.vfs.empty();
  if (on_real_disk) {
    if (auto created = create_private(path); !created.ok()) return std::move(created).error();
  }
  auto writing = Connection::open(path, settings.vfs, settings.exclusive);
  if (!writing.ok()) return std::move(writing).error();
  if (auto prepared = sqlite::prepare_schema(**writing); !prepared.ok()) return std::move(prepared).error();
  std::unique_ptr<Connection> reading;
  if (!settings.exclusive) {
    auto opened = Connection::open(path, settings.vfs, false);
    if (!opened.ok()) return std::move(opened).error();
    reading = std::move(*opened);
  }
  sqlite::ReserveFile reserve(path + ".reserve", on_real_disk ? settings.reserve_bytes : 0);
  return std::unique_ptr<Database>(
      std::make_unique<SqliteDatabase>(std::move(*writing), std::move(reading), std::move(reserve)));
}

}  // namespace hub::store
