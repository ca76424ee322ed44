// A vault and a database that keep nothing but a diary of what was asked of them, and fail on demand. One
// thread.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "core/store/database.hpp"

namespace hub::testing {

struct Diary {
  std::vector<std::string> lines;
  std::size_t count(std::string_view start) const {
    std::size_t found = 0;
    for (const std::string& line : lines) found += line.starts_with(start) ? 1 : 0;
    return found;
  }
};

class RecordingVault final : public vault::Vault {
 public:
  explicit RecordingVault(Diary& diary) : diary_(diary) {}
  Result<vault::SealedCase> seal(std::string_view, std::string_view) override {
    vault::SealedCase sealed;
    sealed.key.slot = next_slot_++;
    return sealed;
  }
  void release(vault::SlotNumber) override { diary_.lines.push_back("release"); }
  Result<std::string_view> open_sealed(const vault::WrappedKey&, std::string_view, std::string_view,
                                       model::Arena&) override {
    return std::string_view();
  }
  Result<void> write_keys(std::span<const vault::WrappedKey> keys) override {
    if (!keys.empty()) diary_.lines.push_back("write_keys " + std::to_string(keys.size()));
    return write_error ? Result<void>(*write_error) : Result<void>();
  }
  Result<void> destroy_keys(std::span<const vault::SlotNumber> slots) override {
    diary_.lines.push_back("destroy_keys " + std::to_string(slots.size()));
    return destroy_error ? Result<void>(*destroy_error) : Result<void>();
  }
  Result<vault::KeyAudit> reconcile(std::span<const vault::SlotNumber>) override { return vault::KeyAudit{}; }
  vault::SlotUse slot_use() const override { return {}; }
  Result<void> turn_epochs() override { return turn_error ? Result<void>(*turn_error) : Result<void>(); }
  Result<void> back_up_ids(const std::string&) override { return {}; }
  Result<void> rotate_root() override { return turn_error ? Result<void>(*turn_error) : Result<void>(); }
  std::array<std::byte, 32> derive_key(std::string_view) const override { return {}; }

  std::optional<Error> write_error, destroy_error, turn_error;

 private:
  Diary& diary_;
  vault::SlotNumber next_slot_ = 0;
};

class NoAdminStore final : public store::AdminStore {
 public:
  Result<std::int64_t> note(const store::AuditEntry&) override { return std::int64_t{1}; }
  Result<void> conclude(std::int64_t, int, const std::string&) override { return {}; }
  Result<std::vector<store::AuditEntry>> audit(const store::AuditFilter&) override {
    return std::vector<store::AuditEntry>();
  }
  Result<void> put_secret(const store::SealedSecret&) override { return {}; }
  Result<void> remove_secret(const std::string&, const std::string&) override { return {}; }
  Result<std::vector<store::SealedSecret>> secrets() override { return std::vector<store::SealedSecret>(); }
  Result<void> put_resources(std::span<const store::StoredResource>) override { return {}; }
  Result<std::vector<store::StoredResource>> resources() override {
    return std::vector<store::StoredResource>();
  }
  Result<void> put_key(const store::StoredKey&) override { return {}; }
  Result<void> remove_key(const std::string&) override { return {}; }
  Result<std::vector<store::StoredKey>> keys() override { return std::vector<store::StoredKey>(); }
  Result<void> put_removal(const store::TenantRemoval&) override { return {}; }
  Result<std::vector<store::TenantRemoval>> removals() override {
    return std::vector<store::TenantRemoval>();
  }
  Result<void> remove_tenant(const std::string&, const std::string&) override { return {}; }
  Result<void> remove_partner(const std::string&) override { return {}; }
  Result<void> put_terms(const store::StoredTerms&) override { return {}; }
  Result<std::vector<store::StoredTerms>> terms(const std::string&, const std::string&) override {
    return std::vector<store::StoredTerms>();
  }
  Result<void> set_lane_paused(const std::string&, const std::string&, bool) override { return {}; }
  Result<bool> is_lane_paused(const std::string&, const std::string&) override { return false; }
};

class NoTrackingStore final : public store::TrackingStore {
 public:
  Result<store::TrackingDayId> add_day(const store::TrackingDay&) override { return store::TrackingDayId{1}; }
  Result<std::vector<bool>> add_events(std::span<const store::TrackingEvent> events) override {
    return std::vector<bool>(events.size(), true);
  }
  Result<void> begin_purge(store::TrackingDayId, const std::string&) override { return {}; }
  Result<bool> go_on_purging(store::TrackingDayId) override { return false; }
  Result<std::vector<store::ErasedTracking>> erase(std::span<const store::TrackedSession>,
                                                   const std::string&) override {
    return std::vector<store::ErasedTracking>();
  }
  Result<std::vector<store::TrackingDay>> days() override { return std::vector<store::TrackingDay>(); }
  Result<std::int64_t> count(std::span<const store::TrackedSession>) override { return std::int64_t{0}; }
  Result<std::vector<store::TrackingEvent>> events(store::TrackingDayId) override {
    return std::vector<store::TrackingEvent>();
  }
};

class RecordingDatabase : public store::Database {
 public:
  explicit RecordingDatabase(Diary& diary) : diary_(diary) {}
  Result<store::Committed> commit(const store::WriteGroup& group) override {
    diary_.lines.push_back("commit accepts=" + std::to_string(group.accepts.size()) +
                           " deleting=" + std::to_string(group.deleting.size()) +
                           " finished=" + std::to_string(group.finished.size()));
    largest_group = std::max(largest_group, group.accepts.size());
    if (!commit_errors.empty()) {
      const Error error = commit_errors.front();
      commit_errors.pop_front();
      return error;
    }
    store::Committed committed;
    for (std::size_t i = 0; i < group.accepts.size(); ++i) committed.rows.push_back(++last_row_);
    for (const auto& publication : group.publications) {
      auto& made = committed.publications.emplace_back();
      made.version = ++last_version_;
      made.author = publication.author;
    }
    for (const auto& settlement : group.deleting) committed.deleting.push_back({settlement.row, 0});
    return committed;
  }
  Result<void> checkpoint() override {
    diary_.lines.push_back("checkpoint");
    return {};
  }
  Result<store::TenantId> tenant_id(const std::string&) override { return store::TenantId{1}; }
  Result<store::LaneId> lane_id(const std::string&, const std::string&) override { return store::LaneId{1}; }
  Result<std::string> mapping_text(store::MappingVersion) override { return std::string(); }
  Result<std::vector<store::Publication>> publications(const std::string&, const std::string&,
                                                       std::uint32_t) override {
    return std::vector<store::Publication>();
  }
  Result<void> for_each_live(const std::function<void(const store::LiveCase&)>&) override { return {}; }
  Result<void> for_each_tombstone(std::int64_t,
                                  const std::function<void(const store::Tombstone&)>&) override {
    return {};
  }
  Result<std::vector<store::SealedContent>> load(std::span<const store::CaseRow>) override {
    return std::vector<store::SealedContent>();
  }
  Result<std::vector<store::DeliveryView>> list_deliveries(const store::DeliveryFilter&) override {
    return std::vector<store::DeliveryView>();
  }
  Result<std::vector<store::DeliveryGroup>> group_deliveries(const store::DeliveryFilter&) override {
    return std::vector<store::DeliveryGroup>();
  }
  Result<std::vector<store::DeliveryEvent>> delivery_history(store::DeliveryKey) override {
    return std::vector<store::DeliveryEvent>();
  }
  Result<std::vector<store::CertificateView>> certificates(std::int64_t, std::uint32_t) override {
    return std::vector<store::CertificateView>();
  }
  Result<std::int64_t> certificate_count() override { return std::int64_t{42}; }
  Result<void> for_each_source(
      const std::function<void(const store::SourceCase&, std::vector<store::SourceJob>)>&) override {
    return {};
  }
  Result<std::vector<std::vector<char>>> session_traces(store::TenantId, const model::KeyedHash&) override {
    return std::vector<std::vector<char>>();
  }
  Result<store::MemoryPage> memory(store::TenantId, store::MemoryPlace, std::uint32_t) override {
    return store::MemoryPage();
  }
  Result<void> remember(store::TenantId, const store::Memory&, bool) override { return {}; }
  Result<std::vector<store::SealedId>> load_ids(std::span<const store::CaseRow>) override {
    return std::vector<store::SealedId>();
  }
  Result<void> back_up(const std::string&) override { return {}; }
  Result<void> commit_source(const store::SourceChanges& changes) override {
    diary_.lines.push_back("commit source done=" + std::to_string(changes.done.size()) +
                           " finished=" + std::to_string(changes.finished.size()));
    return {};
  }

  store::AdminStore& admin() override { return admin_; }
  store::Fleet* fleet() override { return nodes; }
  store::TrackingStore& tracking() override { return tracking_; }

  std::deque<Error> commit_errors;  // of the next commits
  store::Fleet* nodes = nullptr;    // none: the store is not shared
  std::size_t largest_group = 0;

 private:
  Diary& diary_;
  NoAdminStore admin_;
  NoTrackingStore tracking_;
  store::CaseRow last_row_ = 0;
  store::MappingVersion last_version_ = 0;
};

}  // namespace hub::testing
