// Engine: on which terms cases are delivered, and what becomes of those that a tenant's policy refuses.
#include <array>

#include "core/delivery/engine_parts.hpp"
#include "core/delivery/policy_refusal.hpp"

namespace hub::delivery {

namespace {

constexpr std::array kOnTheNode = {policy::Operation::accept, policy::Operation::store,
                                   policy::Operation::process};

Result<void> know(const std::vector<store::StoredTerms>& stored, policy::TermsHistory& history) {
  for (const store::StoredTerms& one : stored) {
    auto terms = policy::Terms::parse(one.text);
    if (!terms.ok()) return terms.error();
    history.add(one.from, std::move(*terms));
  }
  return {};
}

bool are_known(const policy::TermsHistory& history, const policy::Terms& terms) {
  return !history.empty() && history.now().text() == terms.text();
}

}  // namespace

Result<void> Engine::open_terms(LaneParts& lane, std::shared_ptr<const policy::Terms> terms) {
  if (!terms) return {};
  const auto stored = parts_.database.admin().terms(lane.tenant->name, lane.target);
  if (!stored.ok()) return stored.error();
  if (auto known = know(*stored, lane.terms); !known.ok()) return known;
  if (are_known(lane.terms, *terms)) return {};
  const WallTime now = parts_.clock.wall_now();
  const auto put = parts_.database.admin().put_terms({lane.tenant->name, lane.target, now, terms->text()});
  if (put.ok()) lane.terms.add(now, std::move(terms));
  return put;
}

Task<Result<void>> Engine::follow_terms(LaneParts& lane, std::shared_ptr<const policy::Terms> terms) {
  if (!terms) co_return Result<void>();
  if (lane.terms.empty()) {
    auto read = [&lane](store::Database& database) {
      return database.admin().terms(lane.tenant->name, lane.target);
    };
    const auto stored = co_await parts_.outbox.read(read);
    if (!stored.ok()) co_return stored.error();
    if (auto known = know(*stored, lane.terms); !known.ok()) co_return known;
  }
  if (are_known(lane.terms, *terms)) co_return Result<void>();
  const store::StoredTerms next{lane.tenant->name, lane.target, parts_.clock.wall_now(), terms->text()};
  auto write = [&next](store::AdminStore& admin) { return admin.put_terms(next); };
  auto written = co_await parts_.outbox.administer(write);
  // What was accepted while it was written was accepted before.
  if (written.ok()) lane.terms.add(parts_.clock.wall_now(), std::move(terms));
  co_return written;
}

policy::Limit Engine::limit_of(const LaneParts& lane, WallTime received_at) const {
  if (lane.terms.empty()) return lane.max_class.value_or(model::DataClass::free_text);
  return lane.terms.delivery_limit(received_at, parts_.clock.wall_now());
}

// It never becomes a case: an empty document takes its place, so that its end is certified as every other is.
Task<Result<Accepted>> Engine::refuse(const Tenant& tenant, const NewEvent& event, const EventRefs& refs) {
  if (book_.find_case(refs.case_ref)) {
    ++duplicates_;
    co_return Accepted{true, 0};
  }
  NewEvent empty = event;
  empty.data = "{}";
  auto taken = co_await take(tenant, empty, store::CaseKind::closed, refs);
  if (!taken.ok()) co_return taken;
  store::LiveCase* entry = book_.find(taken->row);
  if (!entry || entry->state != store::CaseState::live) co_return taken;
  Endings endings;
  finish(*entry, Outcome::refused, endings);
  co_await end(std::move(endings));
  co_return taken;
}

void Engine::name_rules(const store::LiveCase& entry, CaseCertificate& certificate) const {
  for (std::size_t i = 0; i < entry.deliveries.size(); ++i) {
    const store::LiveDelivery& delivery = entry.deliveries[i];
    const policy::TermsHistory& terms = lanes_.at(delivery.lane)->terms;
    if (terms.empty()) continue;
    if (certificate.allowed.empty()) {
      const policy::Terms& accepted = terms.when(entry.received_at);
      for (const policy::Operation operation : kOnTheNode)
        if (const policy::Limit limit = accepted.limit(operation, entry.received_at))
          certificate.allowed.emplace_back(to_string(operation),
                                           accepted.rules(operation, *limit, entry.received_at));
    }
    if (delivery.state != store::DeliveryState::confirmed) continue;
    // A rule may have ended between the sending and its proof; what it allowed, it allowed.
    TargetCertificate& target = certificate.targets[i];
    for (const WallTime at : {target.at, entry.received_at}) {
      const policy::Terms& strictest = terms.strictest(entry.received_at, at);
      if (const policy::Limit limit = strictest.delivery_limit(at); limit && target.rules.empty())
        target.rules = strictest.rules(policy::Operation::deliver, *limit, at);
    }
  }
}

}  // namespace hub::delivery
