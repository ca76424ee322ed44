// Engine: what a tenant keeps of its cases, by their types. Terms are stored as they change; and where no
// more than metadata are kept, they take the place of a delivered case, under a key of their own.
#include <algorithm>

#include "core/delivery/engine_parts.hpp"
#include "core/mapping/metadata.hpp"

namespace hub::delivery {

namespace {

constexpr std::size_t kReducedAtOnce = 20;  // contents in memory meanwhile
constexpr const char* kOfTheTenant = "";    // among the terms of its targets

Result<void> know(const std::vector<store::StoredTerms>& stored, EngineTenant& tenant) {
  for (const store::StoredTerms& one : stored) {
    auto terms = policy::KeepTerms::parse(one.text);
    if (!terms.ok()) return std::move(terms).error();
    tenant.keeping.add(one.from, std::move(*terms), tenant.id_key());
  }
  return {};
}

bool are_known(const EngineTenant& tenant, const policy::KeepTerms& terms) {
  return !tenant.keeping.empty() && tenant.keeping.are_known(terms);
}

}  // namespace

Result<void> Engine::open_keeping(Tenant& tenant, policy::KeepTerms terms) {
  const auto stored = parts_.database.admin().terms(tenant.name, kOfTheTenant);
  if (!stored.ok()) return stored.error();
  if (auto known = know(*stored, tenant); !known.ok()) return known;
  if (are_known(tenant, terms)) return {};
  const WallTime now = parts_.clock.wall_now();
  const auto put = parts_.database.admin().put_terms({tenant.name, kOfTheTenant, now, terms.text()});
  if (put.ok()) tenant.keeping.add(now, std::move(terms), tenant.id_key());
  return put;
}

Task<Result<void>> Engine::follow_keeping(Tenant& tenant, policy::KeepTerms terms) {
  if (tenant.keeping.empty()) {
    auto read = [&tenant](store::Database& database) {
      return database.admin().terms(tenant.name, kOfTheTenant);
    };
    const auto stored = co_await parts_.outbox.read(read);
    if (!stored.ok()) co_return stored.error();
    if (auto known = know(*stored, tenant); !known.ok()) co_return known;
  }
  if (are_known(tenant, terms)) co_return Result<void>();
  const store::StoredTerms next{tenant.name, kOfTheTenant, parts_.clock.wall_now(), terms.text()};
  auto write = [&next](store::AdminStore& admin) { return admin.put_terms(next); };
  auto written = co_await parts_.outbox.administer(write);
  // What was accepted while it was written was accepted before.
  if (written.ok()) tenant.keeping.add(parts_.clock.wall_now(), std::move(terms), tenant.id_key());
  co_return written;
}

policy::KeepTerm Engine::term_of(const store::LiveCase& entry) const {
  const Tenant& tenant = *tenants_by_id_.at(entry.tenant);
  if (tenant.is_leaving) return {};
  return tenant.keeping.strictest(entry.type_ref, is_news(entry.kind), entry.received_at);
}

// That of the case, whatever news of it say or leave out.
model::KeyedHash Engine::type_of(const Tenant& tenant, const NewEvent& event, const EventRefs& refs) const {
  const model::KeyedHash own = type_ref_of(tenant.id_key(), event.case_type);
  const auto known = book_.find_case(refs.case_ref);
  const bool is_said = !event.is_update && !event.case_type.empty();
  if (!known || is_said) return own;
  for (const auto* rows : {&known->rows, &known->aside})
    for (const store::CaseRow row : *rows)
      if (book_.at(row).type_ref != model::KeyedHash()) return book_.at(row).type_ref;
  return own;
}

// What is here already is stored already: what belongs to it follows it.
bool Engine::passes_through(const Tenant& tenant, const NewEvent& event, const EventRefs& refs) const {
  if (tenant.max_hold.count() == 0) return true;
  if (event.is_refused) return false;
  if (tenant.keeping.now(refs.type_ref, event.is_update).what != policy::Kept::nothing) return false;
  const auto known = book_.find_case(refs.case_ref);
  const auto is_stored = [](store::CaseRow row) { return !passes(row); };
  const bool is_here =
      known && (std::ranges::any_of(known->rows, is_stored) || std::ranges::any_of(known->aside, is_stored));
  return !is_here;
}

// Metadata are kept of cases, not of news that follow one: these are part of it, or nothing.
bool Engine::begin_reduction(const store::LiveCase& entry, milliseconds period, Endings& endings) {
  if (entry.kind != store::CaseKind::closed) return false;
  WallTime delivered{};
  for (const store::LiveDelivery& delivery : entry.deliveries)
    delivered = std::max(delivered, delivery.confirmed_at());
  const WallTime kept_until = delivered + period;
  if (kept_until <= parts_.clock.wall_now()) return false;  // it was on hold all the time
  merging_.try_emplace(entry.row);
  store::Reduction& reduction = endings.reductions.emplace_back();
  reduction.row = entry.row;
  reduction.kept_until = kept_until;
  return true;
}

bool Engine::make_reduction(const store::SealedContent& content, store::Reduction& reduction) {
  const auto text = open_content(content);
  Buffer left;
  if (text) {
    const auto document = parser_.parse(*text, opened_);
    if (document.ok()) model::write_json(mapping::metadata_of(*document, opened_), left);
  }
  opened_.reset();
  if (left.empty()) return false;
  const store::LiveCase& entry = book_.at(content.row);
  auto sealed =
      parts_.vault.seal(left.view(), bound_to(tenants_by_id_.at(entry.tenant)->name, entry.case_ref));
  if (!sealed.ok()) return false;
  CaseCertificate certificate = certificate_of(entry, Outcome::delivered, parts_.clock.wall_now());
  certificate.metadata_until = reduction.kept_until;
  reduction.old_slot = entry.slot;
  reduction.sealed = std::move(*sealed);
  reduction.certificate = to_json(certificate);
  reduction.outcome = to_string(Outcome::delivered);
  if (parts_.source) reduction.source_tasks = parts_.source->tasks_of(entry.tenant, true);
  return true;
}

void Engine::end_reduction(const store::Reduction& reduction, std::int64_t certificate) {
  store::LiveCase& entry = *book_.find(reduction.row);
  entry.kind = store::CaseKind::metadata;
  entry.slot = reduction.sealed.key.slot;
  entry.retention.own().kept_until = reduction.kept_until;
  ++reduced_;
  if (const auto wait = waits_.find(entry.row); wait != waits_.end()) {
    wait->second->certificate = reduction.certificate;
    wait->second->done.set();
  }
  if (parts_.source)
    parts_.source->on_settled(entry.row, reduction.source_tasks, Outcome::delivered, certificate);
}

// What the store, or the key files, refuse for now is begun again by the next sweep, and so is what came
// under legal hold meanwhile: it stays whole.
Task<void> Engine::reduce(std::vector<store::Reduction> reductions) {
  for (std::size_t start = 0; start < reductions.size(); start += kReducedAtOnce) {
    const auto some =
        std::span(reductions).subspan(start, std::min(kReducedAtOnce, reductions.size() - start));
    std::vector<store::CaseRow> rows;
    for (const store::Reduction& one : some) rows.push_back(one.row);
    std::vector<store::CaseRow> wanted = rows;
    const auto contents = co_await parts_.outbox.load(std::move(wanted));
    std::vector<store::Reduction> ready;
    for (std::size_t i = 0; contents.ok() && i < contents->size(); ++i) {
      const store::SealedContent& content = (*contents)[i];
      store::Reduction& one = *std::ranges::find(some, content.row, &store::Reduction::row);
      if (!book_.at(one.row).retention->is_held() && make_reduction(content, one)) ready.push_back(one);
    }
    if (!ready.empty()) co_await store_reductions(std::move(ready));
    for (const store::CaseRow row : rows) {
      const auto came = merging_.extract(row);
      for (const store::LaneId lane : came.mapped()) lanes_.at(lane)->lane->push(row);
      set_aside(row);
    }
  }
}

Task<void> Engine::store_reductions(std::vector<store::Reduction> ready) {
  std::vector<store::Reduction> copy = ready;
  const auto reduced = co_await parts_.outbox.reduce(std::move(copy));
  if (!reduced.ok()) co_return;
  for (const store::Reduction& one : ready) {
    const auto certified = std::ranges::find(*reduced, one.row, &store::Certified::row);
    if (certified != reduced->end()) end_reduction(one, certified->certificate);
  }
}

}  // namespace hub::delivery
