#include "core/store/deletion_replay.hpp"

#include <deque>
#include <map>
#include <tuple>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::store {

namespace {

constexpr std::size_t kAddedAtOnce = 256;

Error log_error(std::string code, std::string message) {
  Error error = config_error(std::move(message));
  error.code = std::move(code);
  return error;
}

// Of which tenant, which case, and whether it is news of it.
using Subject = std::tuple<TenantId, std::string, bool>;

class Replay {
 public:
  Replay(const certificates::LogReader& log, Database& database, const TombstoneDays& days)
      : log_(log), database_(database), days_(days) {}

  Result<Replayed> run();

 private:
  Result<void> check_common_end(std::uint64_t count);
  Result<void> read_live();
  Result<void> add(const std::string& entry);
  // Entries of which nothing is here but their text.
  Result<void> store_added();
  Result<std::deque<LiveCase>*> rows_of(const model::Value& entry);
  Settlement settlement_of(const LiveCase& row, const model::Value& entry, const std::string& text) const;

  const certificates::LogReader& log_;
  Database& database_;
  const TombstoneDays& days_;
  std::map<Subject, std::deque<LiveCase>> live_;  // the oldest first
  std::vector<std::string> added_;
  model::JsonParser parser_;
  Replayed replayed_;
};

Result<Replayed> Replay::run() {
  const auto count = database_.certificate_count();
  if (!count.ok()) return count.error();
  const auto known = static_cast<std::uint64_t>(*count);
  if (known >= log_.checkpoint().size) return replayed_;
  if (auto same = check_common_end(known); !same.ok()) return same.error();
  if (auto read = read_live(); !read.ok()) return read.error();
  for (std::uint64_t index = known; index < log_.checkpoint().size; ++index) {
    const auto entry = log_.entry(index);
    if (!entry.ok()) return log_error("log_tampered", entry.error().message);
    if (const auto proof = log_.prove(index, *entry); !proof.ok())
      return log_error("log_tampered", proof.error().message);
    if (auto done = add(*entry); !done.ok()) return done.error();
    ++replayed_.certificates;
  }
  if (auto stored = store_added(); !stored.ok()) return stored.error();
  return replayed_;
}

Result<void> Replay::check_common_end(std::uint64_t count) {
  if (count == 0) return {};
  const auto ours = database_.certificates(static_cast<std::int64_t>(count) - 2, 1);
  if (!ours.ok()) return ours.error();
  const auto theirs = log_.entry(count - 1);
  if (theirs.ok() && ours->size() == 1 && ours->front().entry == *theirs) return {};
  return log_error("log_forked", "the database and the published certificate log do not belong together");
}

Result<void> Replay::read_live() {
  return database_.for_each_live([this](const LiveCase& row) {
    if (row.state == CaseState::deleting) return;  // its certificate is in the database
    live_[{row.tenant, row.case_ref.text(), is_news(row.kind)}].push_back(row);
  });
}

Result<std::deque<LiveCase>*> Replay::rows_of(const model::Value& entry) {
  const auto tenant = database_.tenant_id(std::string(entry.text_at("tenant")));
  if (!tenant.ok()) return tenant.error();
  const auto found =
      live_.find({*tenant, std::string(entry.text_at("case")), entry.find("update") != nullptr});
  return found == live_.end() || found->second.empty() ? nullptr : &found->second;
}

Settlement Replay::settlement_of(const LiveCase& row, const model::Value& entry,
                                 const std::string& text) const {
  Settlement settlement;
  settlement.row = row.row;
  settlement.slot = row.slot;
  settlement.case_ref = row.case_ref;
  settlement.event_ref = row.event_ref;
  settlement.fingerprint = row.fingerprint;
  settlement.merged.assign(row.merged.begin(), row.merged.end());
  settlement.tenant = row.tenant;
  const auto settled = parse_timestamp(entry.text_at("settled"));
  const auto day = std::chrono::floor<std::chrono::days>(settled.value_or(WallTime{}));
  settlement.day = day.time_since_epoch().count() + days_(std::string(entry.text_at("tenant")));
  settlement.certificate = text;
  settlement.outcome = entry.text_at("outcome");
  return settlement;
}

// An addendum, and the deletion of a case that came after the backup, leave nothing to delete.
Result<void> Replay::add(const std::string& text) {
  model::Arena arena;
  const auto entry = parser_.parse(text, arena);
  const bool is_deletion = entry.ok() && entry->is_object() && !entry->text_at("case").empty() &&
                           !entry->text_at("outcome").empty();
  std::deque<LiveCase>* rows = nullptr;
  if (is_deletion) {
    const auto found = rows_of(*entry);
    if (!found.ok()) return found.error();
    rows = *found;
  }
  if (rows == nullptr) {
    added_.push_back(text);
    return added_.size() < kAddedAtOnce ? Result<void>() : store_added();
  }
  if (auto stored = store_added(); !stored.ok()) return stored;  // the log has an order
  WriteGroup group;
  group.deleting.push_back(settlement_of(rows->front(), *entry, text));
  const auto committed = database_.commit(group);
  if (!committed.ok()) return committed.error();
  rows->pop_front();
  ++replayed_.cases;
  return {};
}

Result<void> Replay::store_added() {
  if (added_.empty()) return {};
  SourceChanges changes;
  changes.addenda = std::move(added_);
  added_.clear();
  return database_.commit_source(changes);
}

}  // namespace

Result<Replayed> replay_deletions(const certificates::LogReader& log, Database& database,
                                  const TombstoneDays& tombstone_days) {
  return Replay(log, database, tombstone_days).run();
}

}  // namespace hub::store
