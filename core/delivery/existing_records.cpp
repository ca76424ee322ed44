#include "core/delivery/existing_records.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/delivery/result_count.hpp"

namespace hub::delivery {

using model::Record;
using model::Resolution;
using Place = Footprint::Place;

namespace {

bool is_attached(const Record& record) {
  return record.shape->attach && !record.attach_id.empty();
}

Error refused(const Record& record, const char* code) {
  static const std::unordered_map<std::string_view, const char*> kReasons = {
      {"attach_missing", "the record that the case names does not exist at the target"},
      {"attach_closed", "the record that the case names is closed at the target"},
      {"attach_several", "several records at the target have the id that the case names"},
      {"match_none", "no record at the target matches"},
      {"match_one", "a record at the target matches already"},
      {"match_many", "several records at the target match"},
  };
  Error error = invalid_error(code, kReasons.at(code));
  error.fields = {record.shape->name};
  return error;
}

}  // namespace

Task<std::vector<std::optional<Error>>> ExistingRecords::resolve(std::vector<CaseRecords>& cases) {
  errors_.assign(cases.size(), std::nullopt);
  open_verdicts(cases);
  if (!verdicts_.empty()) {
    co_await ask(cases);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (!errors_[i]) rewrite(cases[i], i);
    }
  }
  for (CaseRecords& one : cases) {
    for (const Record& record : one.records) one.footprint.add_part(record);
  }
  co_return std::move(errors_);
}

void ExistingRecords::open_verdicts(std::vector<CaseRecords>& cases) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    for (Record& record : cases[i].records) {
      if (!is_attached(record) && !record.shape->match) continue;
      Verdict verdict{&record, i, record.key};
      open_verdict(cases[i], verdict);
      verdicts_.push_back(verdict);
    }
  }
}

void ExistingRecords::open_verdict(CaseRecords& one, Verdict& verdict) {
  Record& record = *verdict.record;
  const Footprint::Choice* earlier = one.footprint.choice_of(record);
  if (earlier && earlier->place == Place::own) return;
  if (earlier && earlier->place == Place::shared) {
    record.key = arena_.copy(earlier->key);
    return;
  }
  verdict.is_open = is_attached(record) || record.match.is_object();
  if (!verdict.is_open) settle(one, verdict, {});
}

// One call for as many records as the target takes at once, records of one shape and one way of asking
// together.
Task<void> ExistingRecords::ask(std::vector<CaseRecords>& cases) {
  std::vector<Verdict*> open;
  for (Verdict& verdict : verdicts_) {
    if (verdict.is_open) open.push_back(&verdict);
  }
  const auto goes_with = [](const Verdict* a, const Verdict* b) {
    return a->record->shape == b->record->shape && is_attached(*a->record) == is_attached(*b->record);
  };
  while (!open.empty()) {
    std::vector<Verdict*> asked, later;
    std::vector<Record> batch;
    const Verdict* first = open.front();
    for (Verdict* verdict : open) {
      const bool fits = batch.size() < connector_.traits().batch_records_max && goes_with(first, verdict);
      (fits ? asked : later).push_back(verdict);
      if (fits) batch.push_back(*verdict->record);
    }
    auto answers = co_await connector_.find_existing(batch);
    expect_one_result_each(answers, batch.size(), ErrorKind::transient);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      Verdict& verdict = *asked[i];
      if (answers[i].ok()) {
        settle(cases[verdict.case_index], verdict, *answers[i]);
      } else if (auto& error = errors_[verdict.case_index]; !error) {
        error = std::move(answers[i]).error();
      }
    }
    open = std::move(later);
  }
}

void ExistingRecords::settle(CaseRecords& one, Verdict& verdict, const std::vector<ExistingRecord>& found) {
  const Record& record = *verdict.record;
  const std::string_view id = found.empty() ? std::string_view() : arena_.copy(found.front().id);
  if (!is_attached(record)) {
    const model::MatchRule& rule = *record.shape->match;
    if (found.empty()) return apply(one, verdict, rule.none, {}, "match_none");
    const bool is_one = found.size() == 1;
    return apply(one, verdict, is_one ? rule.one : rule.many, id, is_one ? "match_one" : "match_many");
  }
  const model::AttachRule& rule = *record.shape->attach;
  if (found.empty()) return apply(one, verdict, rule.missing, {}, "attach_missing");
  if (found.size() > 1) return apply(one, verdict, Resolution::refuse, {}, "attach_several");
  // What an earlier attempt wrote may be what closed it: then it is still the record to write to.
  const Footprint::Choice* earlier = one.footprint.choice_of(record);
  const bool was_ours = earlier && earlier->place == Place::attached;
  const bool is_refused = found.front().is_closed && !was_ours;
  apply(one, verdict, is_refused ? rule.closed : Resolution::use, id, "attach_closed");
}

void ExistingRecords::apply(CaseRecords& one, Verdict& verdict, Resolution resolution,
                            std::string_view found_id, const char* refusal) {
  Record& record = *verdict.record;
  switch (resolution) {
    case Resolution::create: {
      const bool is_claimed = !is_attached(record) && record.match.is_object();
      const std::string key = is_claimed ? claims_.key_for(record) : std::string(record.key);
      if (key == record.key) return one.footprint.choose(record, {Place::own, {}});
      record.key = arena_.copy(key);
      return one.footprint.choose(record, {Place::shared, key});
    }
    case Resolution::use:
      record.target_id = verdict.exists_as = found_id;
      if (is_attached(record)) one.footprint.choose(record, {Place::attached, {}});
      return;
    case Resolution::link:
      verdict.exists_as = found_id;
      verdict.is_written = false;
      return;
    case Resolution::skip:
      verdict.is_written = false;
      return;
    case Resolution::refuse:
      if (auto& error = errors_[verdict.case_index]; !error) error = refused(record, refusal);
      return;
  }
}

// Links children to what was decided about their parents, and leaves out what is not to be written. Parents
// stand before their children.
void ExistingRecords::rewrite(CaseRecords& one, std::size_t case_index) const {
  struct Parent {
    std::string_view key, id;
    bool is_gone = false;
  };
  std::unordered_map<std::string_view, Parent> parents;
  std::unordered_map<const Record*, const Verdict*> verdicts;
  for (const Verdict& verdict : verdicts_) {
    if (verdict.case_index == case_index) verdicts[verdict.record] = &verdict;
  }
  if (verdicts.empty()) return;
  std::vector<Record> kept;
  for (Record& record : one.records) {
    const auto verdict = verdicts.find(&record);
    const std::string_view own_key = verdict == verdicts.end() ? record.key : verdict->second->own_key;
    const auto parent = parents.find(record.parent_key);
    bool is_written = verdict == verdicts.end() || verdict->second->is_written;
    if (parent != parents.end()) {
      record.parent_id = parent->second.id;
      record.parent_key = parent->second.key;
      is_written = is_written && (!parent->second.is_gone || record.shape->parent_optional);
    }
    const std::string_view id = verdict == verdicts.end() ? std::string_view() : verdict->second->exists_as;
    const bool is_gone = !is_written && id.empty();
    parents[own_key] = {id.empty() && !is_gone ? record.key : std::string_view(), id, is_gone};
    if (is_written) kept.push_back(record);
  }
  one.records = std::move(kept);
}

}  // namespace hub::delivery
