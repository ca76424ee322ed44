// Engine: an erasure request for one case. What is here of it goes first, then what its targets have. Nothing
// is kept that could run it again later, for that would be the case's id: it is whole each time it is asked
// for, and asking again finishes what was left.
#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/delivery/engine_parts.hpp"
#include "core/delivery/record_search.hpp"
#include "core/delivery/session_trace.hpp"

namespace hub::delivery {

using store::DeliveryState;

namespace {

constexpr std::uint32_t kVersionsSearched = 50;
constexpr milliseconds kLookPause{250};
constexpr int kLooks = 120;  // half a minute: longer than most batches take

bool is_at_target(const store::LiveCase& entry) {
  return std::ranges::any_of(entry.deliveries, [](const store::LiveDelivery& delivery) {
    return delivery.state == DeliveryState::sent;
  });
}

void add_once(const std::string& name, std::vector<std::string>& names) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

bool may_be_of_others(const model::RecordShape& shape) {
  return shape.attach || shape.match;
}

// What was written into records that others made has no key of ours there, and what lies below them may only
// be found there.
void name_unsearched(const MappingHistory& mappings, const ConnectorTraits& traits,
                     const std::vector<SoughtRecord>& records, TargetErasure& target) {
  const auto was_found = [&records](const std::string& name) {
    return std::ranges::any_of(
        records, [&name](const SoughtRecord& one) { return one.is_there && one.record.shape->name == name; });
  };
  for (const auto& mapping : mappings) {
    const auto& shapes = mapping->shapes();
    for (const model::RecordShape& shape : shapes) {
      const bool is_below_others = traits.children_need_parent && shape.parent >= 0 &&
                                   may_be_of_others(shapes[static_cast<std::size_t>(shape.parent)]);
      const bool may_be_elsewhere = (shape.attach || is_below_others) && !was_found(shape.name);
      if (shape.key_field.empty() || may_be_elsewhere) add_once(shape.name, target.unsearched);
    }
  }
}

// Contacts and the like: another case of the same person may be theirs too.
void leave_shared(std::vector<SoughtRecord>& records, TargetErasure& target) {
  for (const SoughtRecord& one : records)
    if (one.record.shape->match && one.is_there) add_once(one.record.shape->name, target.shared);
  std::erase_if(records, [](const SoughtRecord& one) { return one.record.shape->match.has_value(); });
}

// The targets of one erasure, which work side by side.
struct Round {
  Round(ErasureRequest wanted, std::size_t targets, Executor executor)
      : request(std::move(wanted)), results(targets), open(targets), all_done(executor) {
    if (open == 0) all_done.set();
  }
  void end(std::size_t place, TargetErasure result) {
    results[place] = std::move(result);
    if (--open == 0) all_done.set();
  }
  ErasureRequest request;
  std::vector<TargetErasure> results;
  std::size_t open;
  Event all_done;
};

Task<void> run_one(std::shared_ptr<Round> round, std::size_t place, Task<TargetErasure> task) {
  TargetErasure result = co_await std::move(task);
  round->end(place, std::move(result));
}

Error may_still_arrive() {
  return transient_error(
      "in_doubt",
      "an attempt to deliver it was given up and may still arrive there: run this again in "
      "some minutes");
}

}  // namespace

Task<Result<CaseErasure>> Engine::erase_case(ErasureRequest request) {
  const auto case_ref = case_ref_of(request.tenant, request.case_id);
  if (!case_ref.ok()) co_return case_ref.error();
  CaseErasure erasure;
  erasure.case_ref = *case_ref;
  LaneIds doubtful;
  const auto here = co_await erase_here(*case_ref, request.is_dry_run, doubtful);
  if (!here.ok()) co_return here.error();
  erasure.rows = *here;
  const std::vector<store::LaneId> lanes = tenants_by_name_.find(request.tenant)->second->lanes;
  const auto round = std::make_shared<Round>(request, lanes.size(), parts_.executor);
  for (std::size_t i = 0; i < lanes.size(); ++i)
    spawn(parts_.executor, run_one(round, i, erase_there(*lanes_.at(lanes[i]), round->request)));
  co_await round->all_done.wait();
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    TargetErasure& target = erasure.targets.emplace_back(std::move(round->results[i]));
    if (!doubtful.contains(lanes[i]) || target.error) continue;
    target.error = may_still_arrive();
    target.state = erasure_state_of(target);
  }
  if (request.is_dry_run) co_return erasure;
  std::vector<std::string> entries{erasure_entry(request, erasure, parts_.clock.wall_now())};
  const auto certified = co_await parts_.outbox.certify(std::move(entries));
  if (!certified.ok()) co_return certified.error();
  co_return erasure;
}

Task<Result<std::vector<std::string>>> Engine::cases_of_session(std::string tenant, std::string session_id) {
  const auto found = tenants_by_name_.find(tenant);
  if (found == tenants_by_name_.end()) co_return invalid_error("unknown_tenant", "no such tenant");
  const Tenant& owner = *found->second;
  if (owner.session_days == 0)
    co_return invalid_error("not_searchable",
                            "the tenant's retention.session_days is 0: cases are not found by their session");
  const auto ref = session_ref_of(owner.id_key(), session_id);
  auto read = [&](store::Database& database) { return database.session_traces(owner.id, ref); };
  const auto traces = co_await parts_.outbox.read(read);
  if (!traces.ok()) co_return traces.error();
  std::vector<std::string> ids;
  for (const std::vector<char>& sealed : *traces)
    if (const auto id = open_trace(owner.id_key(), session_id, sealed)) add_once(*id, ids);
  co_return ids;
}

// A hold wins over an erasure. What is at a target right now is waited for: its outcome decides what there is
// to erase.
Task<Result<std::size_t>> Engine::erase_here(model::KeyedHash case_ref, bool is_dry_run, LaneIds& doubtful) {
  const auto turn = co_await turns_.take(case_ref);
  for (int look = 0; look < kLooks; ++look) {
    const auto rows = rows_of(case_ref);
    if (!rows.ok()) co_return std::size_t{0};
    if (const WallTime since = held_since(case_ref); since != WallTime{})
      co_return invalid_error("held", "the case is on legal hold since " + format_timestamp(since) +
                                          ": nothing of it is erased until it is released");
    if (is_dry_run) co_return rows->size();
    const bool is_under_way = std::ranges::any_of(*rows, [this](store::CaseRow row) {
      return passes(row) || merging_.contains(row) || is_at_target(book_.at(row));
    });
    if (!is_under_way) co_return co_await settle_erased(*rows, doubtful);
    co_await sleep_for(parts_.clock, kLookPause);
  }
  co_return transient_error("under_way", "the case is at a target right now: run this again in a minute");
}

Task<Result<std::size_t>> Engine::settle_erased(const std::vector<store::CaseRow>& rows, LaneIds& doubtful) {
  std::vector<store::Settlement> settlements;
  for (const store::CaseRow row : rows) {
    store::LiveCase& entry = *book_.find(row);
    for (const store::LiveDelivery& delivery : entry.deliveries) {
      const bool is_in_doubt =
          delivery.state == DeliveryState::unknown || lanes_.at(delivery.lane)->doubts->is_open(row);
      if (is_in_doubt) doubtful.insert(delivery.lane);
    }
    settlements.push_back(begin_settlement(entry, Outcome::erased));
  }
  const bool is_settled = co_await settle(std::move(settlements));
  if (!is_settled) co_return transient_error("busy", "the store takes nothing now: run this again");
  co_return rows.size();
}

// With the versions of the mapping that any case of this lane can have had.
Task<Result<MappingHistory>> Engine::history_of(LaneParts& lane, TargetErasure& target) {
  auto read = [&lane](store::Database& database) {
    return database.publications(lane.tenant->name, lane.target, kVersionsSearched);
  };
  const auto published = co_await parts_.outbox.read(read);
  if (!published.ok()) co_return published.error();
  MappingHistory history;
  for (const store::Publication& one : *published) {
    const auto known = co_await fetch_version(lane, one.version);
    if (!known.ok())
      add_once("mapping version " + std::to_string(one.version), target.unsearched);
    else
      history.push_back(lane.mappings.at(one.version));
  }
  co_return history;
}

Task<TargetErasure> Engine::erase_there(LaneParts& lane, const ErasureRequest& request) {
  TargetErasure target;
  target.target = lane.target;
  target.terms = lane.connector->traits().erasure;
  const auto history = co_await history_of(lane, target);
  if (!history.ok()) {
    target.error = history.error();
  } else {
    model::Arena arena;
    RecordSearch search(*lane.connector, lane.tenant->id_key(), request.case_id, arena);
    auto records = co_await search.run(*history);
    if (records.ok()) {
      name_unsearched(*history, lane.connector->traits(), *records, target);
      if (!request.with_shared) leave_shared(*records, target);
      target.found = target.left = count_there(*records);
      if (!request.is_dry_run) {
        ErasedRecords erased =
            co_await erase_records(*lane.connector, parts_.clock, settings_.confirm, *records);
        target.left = erased.left;
        target.error = std::move(erased.error);
      }
    } else {
      target.error = records.error();
    }
  }
  target.state = erasure_state_of(target);
  if (request.is_dry_run && !target.error && target.found > 0) target.state = ErasureState::present;
  co_return target;
}

}  // namespace hub::delivery
