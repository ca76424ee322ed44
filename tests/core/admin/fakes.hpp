// A hub that answers the admin API from memory and notes what it was asked to do. One thread.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/admin/api.hpp"
#include "core/base/timestamp.hpp"
#include "tests/support/no_log.hpp"
#include "tests/support/virtual_clock.hpp"

namespace hub::admin::testing {

struct FakeControl final : Control {
  // Which tenants there are; empty: any but "nobody". What is asked of others is refused as the engine does.
  std::set<std::string> tenants;
  mutable std::set<std::string> asked_of;  // tenants that were named
  bool knows(const std::string& tenant) const {
    asked_of.insert(tenant);
    return tenants.empty() ? tenant != "nobody" : tenants.contains(tenant);
  }
  static Error unknown_lane() { return invalid_error("unknown_lane", "no such tenant and target"); }
  static Error unknown_tenant() { return invalid_error("unknown_tenant", "no such tenant"); }

  Status status() const override {
    ++looks;
    if (while_looking) while_looking();
    return now;
  }
  void refresh_figures() override { ++figures_refreshed; }
  Result<void> readiness() const override {
    if (not_ready.empty()) return {};
    return transient_error("not_ready", not_ready);
  }
  Task<Result<void>> set_lane_paused(std::string tenant, std::string target, bool paused) override {
    if (target == "unknown" || !knows(tenant)) co_return unknown_lane();
    if (target == "away") co_return transient_error("database_away", "PostgreSQL does not answer");
    paused_lanes.emplace_back(tenant + '/' + target, paused);
    co_return Result<void>();
  }
  Task<Result<std::size_t>> retry(std::vector<store::DeliveryKey> deliveries,
                                  std::optional<store::MappingVersion> version) override {
    retried_with = version;
    retried.insert(retried.end(), deliveries.begin(), deliveries.end());
    co_return deliveries.size();
  }
  Result<std::string> certificate_key(const std::string& tenant) const override {
    if (!knows(tenant)) return invalid_error("not_found", "there is no such tenant");
    return "key of " + tenant;
  }
  ProofSession proof_session() const override {
    return {"http://127.0.0.1:1", "hubk_key", "/data", 1, "boot/1/1"};
  }
  Task<Result<std::vector<delivery::CanaryErasure>>> erase_canary(delivery::NewEvent event) override {
    if (!knows(std::string(event.tenant))) co_return unknown_tenant();
    erased_canaries.emplace_back(event.case_id);
    co_return std::vector<delivery::CanaryErasure>{{"crm", 3, 3, 0, {}}};
  }
  std::vector<std::string> erased_canaries;
  Task<Result<void>> rotate_root() override {
    ++rotations;
    co_return rotation_error ? Result<void>(*rotation_error) : Result<void>();
  }
  Task<Result<store::Backup>> back_up() override {
    co_return store::Backup{"/backups/2026-11-30T00-15-00Z", WallTime{}, 4096};
  }
  Task<Result<std::size_t>> discard(std::vector<store::DeliveryKey> deliveries) override {
    discarded.insert(discarded.end(), deliveries.begin(), deliveries.end());
    co_return deliveries.size();
  }
  std::optional<store::DeliveryState> state_of(store::DeliveryKey delivery) const override {
    const auto found = states.find(delivery.row);
    return found == states.end() ? std::nullopt : std::optional(found->second);
  }

  Task<Result<std::size_t>> retry_platform(std::string tenant) override {
    if (!knows(tenant)) co_return unknown_tenant();
    platforms_retried.push_back(tenant);
    co_return std::size_t{3};
  }
  Result<delivery::Whereabouts> where_is(const std::string& tenant,
                                         const std::string& case_id) const override {
    if (!knows(tenant)) return unknown_tenant();
    const auto found = places.find(case_id);
    return found == places.end() ? delivery::Whereabouts{} : found->second;
  }
  Task<Result<delivery::HoldChange>> set_hold(std::string tenant, std::string case_id,
                                              bool is_held) override {
    if (!knows(tenant)) co_return unknown_tenant();
    if (case_id == "gone") co_return invalid_error("not_found", "the case is not here");
    holds.push_back(tenant + ' ' + case_id + (is_held ? " held" : " released"));
    co_return delivery::HoldChange{{}, 1};
  }
  // Of the case "stuck" one target is not done.
  Task<Result<delivery::CaseErasure>> erase_case(delivery::ErasureRequest request) override {
    if (!knows(request.tenant)) co_return unknown_tenant();
    if (request.case_id == "held") co_return invalid_error("held", "on legal hold since then");
    delivery::CaseErasure erasure;
    erasure.rows = 1;
    delivery::TargetErasure target;
    target.target = "crm";
    target.found = 2;
    target.terms = {"Records.", "Backups."};
    target.unsearched = {"case"};
    if (request.case_id == "stuck") target.error = transient_error("refused", "the connection was refused");
    target.state = request.is_dry_run ? delivery::ErasureState::present : erasure_state_of(target);
    erasure.targets.push_back(std::move(target));
    erasures.push_back(std::move(request));
    co_return erasure;
  }
  std::vector<delivery::ErasureRequest> erasures;
  Task<Result<std::vector<std::string>>> cases_of_session(std::string tenant,
                                                          std::string session_id) override {
    if (!knows(tenant)) co_return unknown_tenant();
    if (session_id == "forgotten") co_return invalid_error("not_searchable", "retention.session_days is 0");
    co_return session_id == "s1" ? std::vector<std::string>{"c1", "held", "c2"} : std::vector<std::string>();
  }
  std::vector<delivery::CaseView> cases(const delivery::CaseFilter& filter) const override {
    std::vector<delivery::CaseView> page;
    for (const delivery::CaseView& view : live)
      if (view.row > filter.after && page.size() < filter.limit &&
          (!filter.standing || view.standing == *filter.standing) &&
          (!filter.case_ref || view.case_ref == *filter.case_ref) &&
          (!filter.only_readable || view.is_readable) &&
          (!filter.received_from || view.received_at >= *filter.received_from) &&
          (!filter.received_before || view.received_at < *filter.received_before) &&
          (!filter.tenant || view.tenant == *filter.tenant))
        page.push_back(view);
    return page;
  }
  Result<model::KeyedHash> case_ref_of(const std::string& tenant, const std::string& case_id) const override {
    if (!knows(tenant)) return unknown_tenant();
    const auto found = refs.find(case_id);
    return found == refs.end() ? model::KeyedHash{} : found->second;
  }
  Task<Result<std::vector<delivery::CaseView>>> in_group(std::vector<delivery::CaseView> views,
                                                         std::string group) override {
    std::erase_if(views, [&](const delivery::CaseView& view) { return groups[view.row] != group; });
    co_return views;
  }
  Task<Result<delivery::KeptCase>> open_kept(std::string tenant, model::KeyedHash) override {
    if (!knows(tenant) || keeping_error) co_return keeping_error.value_or(not_kept());
    co_return delivery::KeptCase{WallTime{}, WallTime{}, Buffer(kept_document), keeps_metadata};
  }
  Task<Result<std::size_t>> delete_kept(std::string tenant, model::KeyedHash case_ref) override {
    if (!knows(tenant) || keeping_error) co_return keeping_error.value_or(not_kept());
    deleted_cases.push_back(tenant + ' ' + case_ref.text());
    co_return std::size_t{2};
  }
  static Error not_kept() { return invalid_error("not_found", "there is no such case"); }
  Task<Result<store::Publication>> publish(delivery::MappingProposal proposal) override {
    if (!knows(proposal.tenant)) co_return unknown_lane();
    if (refusal) co_return *refusal;
    proposed = proposal;
    store::Publication made;
    made.number = made.version = 7;
    made.author = proposal.author;
    co_return made;
  }
  config::Problems problems_found;  // by the next checks
  Task<Result<config::Problems>> check(delivery::MappingProposal proposal) override {
    if (!knows(proposal.tenant)) co_return unknown_lane();
    proposed = proposal;
    co_return problems_found;
  }
  Result<delivery::MappingSite> mapping_site(const std::string& tenant, const std::string&) override {
    if (!knows(tenant)) return unknown_lane();
    return site;
  }
  Task<Result<model::Schema>> describe(std::string, std::string, std::set<std::string> objects) override {
    described.insert(described.end(), objects.begin(), objects.end());
    co_return schema;
  }
  Task<Result<void>> probe(std::string, std::string) override {
    co_return probe_error ? Result<void>(*probe_error) : Result<void>();
  }
  Task<Result<store::Publication>> roll_back(std::string tenant, std::string target,
                                             store::MappingVersion version, std::string author) override {
    if (!knows(tenant)) co_return unknown_lane();
    proposed = {tenant, target, {}, {}, author};
    store::Publication made;
    made.number = 8;
    made.version = version;
    made.author = author;
    made.origin = store::PublicationOrigin::rolled_back;
    co_return made;
  }

  delivery::MappingSite site;
  model::Schema schema;
  std::vector<std::string> described;  // objects that were asked for
  std::optional<Error> probe_error;
  Status now;
  std::vector<std::string> holds;  // set and released
  std::vector<delivery::CaseView> live;
  std::map<std::string, model::KeyedHash> refs;  // by case id; any other has that of nothing
  std::map<store::CaseRow, std::string> groups;  // of agents
  std::string kept_document = R"({"data":{}})";  // of every kept case
  bool keeps_metadata = false;                   // and no more than these is in it
  std::vector<std::string> deleted_cases;        // "tenant reference"
  std::optional<Error> keeping_error;            // of the next openings and deletions
  mutable int looks = 0;                         // how often the status was asked for
  std::function<void()> while_looking;
  std::vector<std::string> platforms_retried;
  std::map<std::string, delivery::Whereabouts> places;  // of cases that are known
  std::string not_ready;
  std::vector<std::pair<std::string, bool>> paused_lanes;  // in the order of the calls
  int rotations = 0;
  std::optional<Error> rotation_error;
  int figures_refreshed = 0;
  std::vector<store::DeliveryKey> retried, discarded;
  std::map<store::CaseRow, store::DeliveryState> states;  // of cases that are not gone
  std::optional<store::MappingVersion> retried_with;
  delivery::MappingProposal proposed;  // the last one
  std::optional<Error> refusal;        // of the next publications
};

struct FakePlatform final : Platform {
  std::set<std::string> tenants;  // that have one; empty: all
  Task<Result<ListedPage>> closed_cases(std::string tenant, WallTime from, WallTime to,
                                        std::string after) override {
    asked.push_back(tenant + ' ' + format_timestamp(from) + ' ' + format_timestamp(to) + ' ' + after);
    if (pages.empty()) co_return invalid_error("no_list", "this tenant's platform has no list");
    co_return pages[after.empty() ? 0 : std::stoul(after)];
  }
  Task<FetchedCase> fetch(std::string tenant, ListedCase listed) override {
    if (!tenants.empty() && !tenants.contains(tenant)) co_return FetchedCase{"refused", "unknown_tenant"};
    fetched.push_back(listed);
    co_return FetchedCase{listed.id == "bad" ? "refused" : "accepted",
                          listed.id == "bad" ? "invalid-case" : ""};
  }

  std::vector<std::string> asked;
  std::vector<ListedPage> pages;
  std::vector<ListedCase> fetched;
};

struct FakeViews final : Views {
  Task<Result<std::vector<store::DeliveryView>>> deliveries(store::DeliveryFilter filter) override {
    std::vector<store::DeliveryView> page;
    for (const store::DeliveryView& view : all) {
      if (page.size() == filter.limit) break;
      if (view.delivery.row <= filter.after) continue;
      if (filter.state && view.state != *filter.state) continue;
      if (filter.tenant && view.tenant != *filter.tenant) continue;
      if (filter.received_before && view.received_at >= *filter.received_before) continue;
      if (filter.changed_before && view.changed_at >= *filter.changed_before) continue;
      page.push_back(view);
    }
    co_return page;
  }
  Task<Result<std::vector<store::DeliveryGroup>>> groups(store::DeliveryFilter filter) override {
    group_filter = filter;
    co_return grouped;
  }
  Task<Result<std::vector<store::DeliveryEvent>>> history(store::DeliveryKey) override { co_return events; }
  Task<Result<std::vector<store::CertificateView>>> certificates(std::int64_t after,
                                                                 std::uint32_t limit) override {
    std::vector<store::CertificateView> page;
    for (std::int64_t i = after + 1; i < certificate_total && page.size() < limit; ++i)
      page.push_back({i, i < std::ssize(entries) ? entries[static_cast<std::size_t>(i)]
                                                 : std::string(R"({"outcome":"delivered"})")});
    co_return page;
  }
  Task<Result<std::int64_t>> certificate_count() override { co_return certificate_total; }

  Task<Result<std::vector<store::CertificateView>>> certificates_at(
      std::vector<std::int64_t> indexes) override {
    std::vector<store::CertificateView> found;
    for (const std::int64_t index : indexes)
      if (index < certificate_total) found.push_back({index, R"({"outcome":"delivered"})"});
    co_return found;
  }
  Task<Result<std::vector<store::Publication>>> publications(std::string tenant,
                                                             std::string target) override {
    const auto own = published_of.find(tenant);
    if (own != published_of.end()) co_return own->second;
    co_return target == "crm" ? published : std::vector<store::Publication>();
  }
  Task<Result<std::string>> mapping_text(store::MappingVersion version) override {
    const auto found = mapping_texts.find(version);
    if (found == mapping_texts.end()) co_return invalid_error("no_such_mapping", "there is none");
    co_return found->second;
  }

  std::vector<store::DeliveryView> all;
  std::vector<store::DeliveryGroup> grouped;
  store::DeliveryFilter group_filter;                                   // of the last question
  std::vector<store::Publication> published;                            // for the target crm
  std::map<std::string, std::vector<store::Publication>> published_of;  // instead, of these tenants
  std::map<store::MappingVersion, std::string> mapping_texts;
  std::vector<store::DeliveryEvent> events;
  std::int64_t certificate_total = 0;
  std::vector<std::string> entries;  // of the first certificates; the others are alike
};

struct FakeAudit final : Audit {
  Task<Result<std::int64_t>> note(store::AuditEntry entry) override {
    if (refuses) co_return transient_error("disk_full", "the disk is full");
    entry.number = std::ssize(entries) + 1;
    entries.push_back(std::move(entry));
    co_return entries.back().number;
  }
  Task<Result<void>> conclude(std::int64_t number, int result, std::string outcome) override {
    store::AuditEntry& entry = entries.at(static_cast<std::size_t>(number - 1));
    entry.result = result;
    entry.outcome = std::move(outcome);
    co_return Result<void>();
  }
  Task<Result<std::vector<store::AuditEntry>>> page(store::AuditFilter filter) override {
    std::vector<store::AuditEntry> page;
    for (auto entry = entries.rbegin(); entry != entries.rend() && page.size() < filter.limit; ++entry)
      if (entry->number < filter.before && (!filter.tenant || entry->tenant == *filter.tenant))
        page.push_back(*entry);
    co_return page;
  }

  bool refuses = false;                    // to note anything
  std::vector<store::AuditEntry> entries;  // in their order
};

struct FakeSecrets final : Secrets {
  std::vector<SecretView> list() const override {
    std::vector<SecretView> views;
    for (const auto& [key, secret] : kept)
      views.push_back({key.first, key.second, secret.second, {}, "anna", {"target crm"}});
    return views;
  }
  Task<Result<std::int64_t>> set(NewSecret secret) override {
    const auto [place, is_new] =
        kept.try_emplace({secret.tenant, secret.name}, std::string(secret.value.view()), 1);
    if (!is_new && !keeps_every_name_free) co_return invalid_error("secret_exists", "there is one");
    place->second.first = secret.value.view();
    co_return std::int64_t{1};
  }
  Task<Result<std::int64_t>> rotate(NewSecret secret) override {
    const auto found = kept.find({secret.tenant, secret.name});
    if (found == kept.end()) co_return invalid_error("no_such_secret", "there is none");
    found->second.first = secret.value.view();
    co_return ++found->second.second;
  }
  Task<Result<void>> remove(std::string tenant, std::string name) override {
    if (!kept.contains({tenant, name})) co_return invalid_error("no_such_secret", "there is none");
    if (!keeps_every_name_free) kept.erase({tenant, name});
    co_return Result<void>();
  }

  bool keeps_every_name_free =
      false;  // nothing is there already, and nothing goes: for calls again and again
  std::map<std::pair<std::string, std::string>, std::pair<std::string, std::int64_t>> kept;  // value, version
};

struct FakeBook final : ResourceBook {
  Task<Result<ResourceOutcome>> apply(ResourceProposal proposal) override {
    ResourceOutcome outcome;
    for (const ResourceFile& file : proposal.files) {
      for (const policy::ResourceDocument& document :
           policy::read_documents(file.text, file.name, outcome.problems)) {
        if (!proposal.may_write(document.id))
          outcome.problems.push_back(document.node.problem("this key does not reach it"));
        outcome.changes.push_back({document.id, "added"});
      }
    }
    if (!outcome.problems.empty()) outcome.changes.clear();
    applied.push_back(std::move(proposal));
    co_return outcome;
  }
  std::vector<ResourceView> list() const override { return views; }
  std::vector<ConnectorView> connectors() const override { return kinds; }

  std::vector<ResourceProposal> applied;  // in the order of the calls, refused ones too
  std::vector<ResourceView> views;
  std::vector<ConnectorView> kinds;
};

struct FakeKeys final : KeyStore {
  Task<Result<void>> put(AdminKey key, std::string made_by) override {
    kept[key.id] = std::move(made_by);
    last = std::move(key);
    co_return Result<void>();
  }
  Task<Result<void>> remove(std::string id) override {
    kept.erase(id);
    co_return Result<void>();
  }

  std::map<std::string, std::string> kept;  // by whom, by id
  AdminKey last;
};

struct FakeRemovals final : Removals {
  Task<Result<RemovalView>> begin(std::string tenant, RemovalMode mode, std::string by) override {
    if (!tenants.contains(tenant)) co_return invalid_error("unknown_tenant", "there is no such tenant");
    RemovalView& view = begun[tenant];
    view.tenant = tenant;
    view.mode = mode;
    view.begun_by = std::move(by);
    co_return view;
  }
  Task<Result<RemovalView>> show(std::string tenant) override {
    const auto found = begun.find(tenant);
    if (found == begun.end()) co_return invalid_error("no_removal", "none has begun");
    co_return found->second;
  }
  Task<Result<void>> finish(std::string tenant) override {
    const auto found = begun.find(tenant);
    if (found == begun.end()) co_return invalid_error("no_removal", "none has begun");
    if (!found->second.is_empty()) co_return invalid_error("not_empty", "something is still here");
    co_return Result<void>();
  }
  Task<Result<void>> remove_partner(std::string partner) override {
    if (partners.contains(partner)) co_return Result<void>();
    co_return invalid_error("unknown_partner", "there is no such partner");
  }

  std::set<std::string> tenants, partners;
  std::map<std::string, RemovalView> begun;
};

// Gives three parts, each for one cell, and takes them in that order.
struct FakeMoves final : Moves {
  std::string cell_key() const override { return "hubcell_this"; }
  Task<Result<MovePart>> give(std::string tenant, std::string cell_key, std::string from) override {
    if (!moving.contains(tenant)) co_return invalid_error("no_move", "none has begun");
    if (cell_key != other) co_return invalid_error("bad_cell_key", "no hub has this cell key");
    const std::size_t number = from.empty() ? 1 : std::stoul(from);
    co_return MovePart{tenant + '-' + std::to_string(number), number < 3 ? std::to_string(number + 1) : ""};
  }
  Task<Result<MovedTenant>> take(std::string sealed, std::string by) override {
    if (sealed.find('-') == sealed.npos) co_return invalid_error("bad_letter", "it is damaged");
    taken.push_back(sealed + " by " + by);
    if (taken.size() > 3) co_return invalid_error("tenant_exists", "it is here already");
    co_return MovedTenant{sealed.substr(0, sealed.find('-')), taken.size() == 3};
  }

  std::string other = "hubcell_other";  // whose key is known
  std::set<std::string> moving;
  std::vector<std::string> taken;
};

using hub::testing::NoLog;

}  // namespace hub::admin::testing
