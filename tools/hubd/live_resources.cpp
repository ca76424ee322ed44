#include "tools/hubd/live_resources.hpp"

#include <algorithm>
#include <filesystem>

#include "core/policy/declared_fields.hpp"
#include "tools/hubd/admin_key_settings.hpp"
#include "tools/hubd/sign_on_settings.hpp"

namespace hub::hubd {

namespace {

constexpr std::size_t kDocumentsMax = 10'000;

// The place of a member, or of the document when it is not written.
config::Problem at(const config::Node& node, std::string_view member, std::string message,
                   std::string fix = {}) {
  const config::Node* found = node.is_map() ? node.find(member) : nullptr;
  return (found != nullptr ? *found : node).problem(std::move(message), std::move(fix));
}

std::string file_name_of(const policy::ResourceId& id) {
  return "resource " + id.text();
}

bool is_same(const std::optional<config::Node>& a, const std::optional<config::Node>& b) {
  return a.has_value() == b.has_value() && (!a || config::same_content(*a, *b));
}

// `before`: null when it is new; `allowed`: what an administrator lets the proposer's targets see.
void check_no_wider(const policy::Target* before, const policy::Target& target, model::DataClass allowed,
                    config::Problems& problems) {
  const auto seen_before = before != nullptr ? before->max_class : model::DataClass::none;
  if (target.max_class > std::max(seen_before, allowed))
    problems.push_back(at(target.node, "max_class", "only an administrator lets a target see more",
                          "ask for it; until then leave max_class as it is"));
  if (before != nullptr && (before->place != target.place || before->hosts != target.hosts))
    problems.push_back(at(target.node, before->place != target.place ? "place" : "hosts",
                          "only an administrator says where a target stands"));
  if (before != nullptr && !is_same(before->redact, target.redact))
    problems.push_back(at(target.node, "redact", "only an administrator changes what is taken out"));
}

bool is_same(const config::Node* a, const config::Node* b) {
  return (a == nullptr) == (b == nullptr) && (a == nullptr || config::same_content(*a, *b));
}

// `before`: null when it is new; then it may say what it wants, but for what makes its data less personal.
void check_no_wider(const policy::Tenant* before, const policy::Tenant& tenant, config::Problems& problems) {
  const policy::Tenant nobody;
  const policy::Tenant& was = before != nullptr ? *before : nobody;
  if (policy::lowers_a_class(was.fields, tenant.fields))
    problems.push_back(at(tenant.node, "fields", "only an administrator makes a field less personal"));
  if (tenant.keeps_visitor_ip && !was.keeps_visitor_ip)
    problems.push_back(at(tenant.node, "visitor_ip", "only an administrator lets addresses be kept"));
  if (before == nullptr) return;
  if (!is_same(was.redaction, tenant.redaction))
    problems.push_back(at(tenant.node, "redaction", "only an administrator changes what is taken out"));
  if (!is_same(was.node.find("policy"), tenant.node.find("policy")))
    problems.push_back(at(tenant.node, "policy", "only an administrator changes a policy"));
}

model::DataClass class_allowed(const admin::Reach& reach, const policy::Resources& resources) {
  const policy::Partner* partner =
      reach.kind == admin::Reach::Kind::partner ? resources.find_partner(reach.name) : nullptr;
  return partner != nullptr ? partner->max_class : model::DataClass::none;
}

// `before`: null when it is new.
void check_owner(const policy::Tenant* before, const policy::Tenant& tenant, const admin::Reach& reach,
                 config::Problems& problems) {
  if (reach.is_everything()) return;
  if (before == nullptr && tenant.partner != reach.name)
    problems.push_back(
        at(tenant.node, "partner", "a partner's new tenant says whose it is", "partner: " + reach.name));
  if (before != nullptr && before->partner != tenant.partner)
    problems.push_back(at(tenant.node, "partner", "only a key that reaches everything changes whose it is"));
}

}  // namespace

// What a proposal comes to.
struct LiveResources::Plan {
  config::Problems problems;
  std::vector<admin::ResourceChange> changes;
  std::set<policy::ResourceId> added, changed;
  Book book;  // as it would be
  policy::Resources next;
  Staged staged;
  std::function<void()> rewire;
  bool is_made_here = true;  // else through another node

  // The audit log is to say so.
  void note_lowered(const std::string& tenant) {
    for (admin::ResourceChange& change : changes)
      if (change.id == policy::ResourceId{"tenant", {}, tenant}) change.lowers_a_class = true;
  }
  bool is_empty() const { return added.empty() && changed.empty(); }
  bool touches(const policy::ResourceId& id) const { return added.contains(id) || changed.contains(id); }
};

Result<void> LiveResources::load(store::Database& database, const policy::Resources& folder) {
  config::Problems problems;
  const auto stored = database.admin().resources();
  if (!stored.ok()) return stored.error();
  book_ = joined(read_folder(problems), *stored, problems);
  resources_ = folder;
  if (problems.empty() && !stored->empty()) resources_ = read(book_, problems);
  if (problems.empty() && !stored->empty())
    check_against_node(resources_, parts_.settings, parts_.registry, problems);
  if (problems.empty()) check_reachers(resources_, problems);
  if (problems.empty()) return {};
  Error refused = config_error(config::all_texts(problems));
  refused.code = kConfigurationRefused;
  return refused;
}

LiveResources::Book LiveResources::read_folder(config::Problems& problems) const {
  Book folder;
  for (const std::string& file : policy::resource_files(parts_.settings.resources_folder, problems))
    for (policy::ResourceDocument& document : policy::load_documents(file, problems)) {
      const auto other = folder.find(document.id);
      if (other != folder.end())
        problems.push_back(document.node.problem("this resource stands in " + other->second.file + " too"));
      policy::ResourceId id = document.id;
      folder[std::move(id)] = {std::move(document), file, {}};
    }
  return folder;
}

LiveResources::Book LiveResources::folder() const {
  Book folder;
  for (const auto& [id, kept] : book_)
    if (!kept.file.empty()) folder[id] = kept;
  return folder;
}

std::vector<store::StoredResource> LiveResources::stored() const {
  std::vector<store::StoredResource> stored;
  for (const auto& [id, kept] : book_)
    if (kept.file.empty()) stored.push_back(kept.stored);
  return stored;
}

LiveResources::Book LiveResources::joined(Book folder, std::vector<store::StoredResource> stored,
                                          config::Problems& problems) {
  Book book = std::move(folder);
  for (store::StoredResource& one : stored) {
    const policy::ResourceId id{one.kind, one.tenant, one.name};
    const auto other = book.find(id);
    if (other != book.end()) {
      problems.push_back(other->second.document.node.problem(
          id.text() + " was applied over the API too", "remove it from the folder, or give it another name"));
      continue;
    }
    for (policy::ResourceDocument& document : policy::read_documents(one.text, file_name_of(id), problems))
      book[id] = {std::move(document), {}, one};
  }
  return book;
}

// What keys and groups of hub.yaml reach must exist.
void LiveResources::check_reachers(const policy::Resources& resources, config::Problems& problems) const {
  check_admin_keys(parts_.settings.admin_keys, parts_.settings.file, resources, problems);
  if (parts_.settings.sign_on)
    check_group_roles(*parts_.settings.sign_on, parts_.settings.file, resources, problems);
}

policy::Resources LiveResources::read(const Book& book, config::Problems& problems) {
  std::vector<config::Node> nodes;
  for (const auto& [id, kept] : book) nodes.push_back(kept.document.node);
  return policy::read_resources(nodes, problems);
}

bool LiveResources::is_frozen(const policy::ResourceId& id) const {
  return id.kind != "partner" && frozen_.contains(id.kind == "target" ? id.tenant : id.name);
}

void LiveResources::check_one(const policy::ResourceDocument& document,
                              const admin::ResourceProposal& proposal, Plan& plan) const {
  // Of what the key does not reach it is told nothing, least of all whether it is there.
  if (!document.id.kind.empty() && !proposal.may_write(document.id))
    return plan.problems.push_back(document.node.problem("this key does not reach whose resource this is"));
  const auto here = book_.find(document.id);
  if (here != book_.end() && !here->second.file.empty())
    plan.problems.push_back(document.node.problem("this stands in a file of the hub's resources folder",
                                                  "change it there and reload the hub"));
  if (is_frozen(document.id)) plan.problems.push_back(document.node.problem("this tenant is being removed"));
  policy::refuse_host_references(document.node, plan.problems);
}

void LiveResources::add_documents(const admin::ResourceProposal& proposal, Plan& plan) const {
  for (const admin::ResourceFile& file : proposal.files) {
    for (policy::ResourceDocument& document : policy::read_documents(file.text, file.name, plan.problems)) {
      check_one(document, proposal, plan);
      const policy::ResourceId id = document.id;
      const bool is_twice = std::ranges::any_of(plan.changes, [&](const auto& one) { return one.id == id; });
      if (is_twice) plan.problems.push_back(document.node.problem("this resource stands here twice"));
      const auto here = book_.find(id);
      const bool is_new = here == book_.end();
      const bool is_same = !is_new && here->second.document.text == document.text;
      plan.changes.push_back({id, is_new ? "added" : is_same ? "unchanged" : "changed"});
      if (is_new) plan.added.insert(id);
      if (!is_new && !is_same) plan.changed.insert(id);
      store::StoredResource stored{id.kind,
                                   id.tenant,
                                   id.name,
                                   is_new ? 1 : here->second.stored.version + 1,
                                   document.text,
                                   proposal.author,
                                   parts_.clock.wall_now()};
      if (!is_same) plan.book[id] = {std::move(document), {}, std::move(stored)};
    }
  }
  if (plan.book.size() > kDocumentsMax)
    plan.problems.push_back(
        {proposal.files.front().name, 0, 0, {}, "the hub would have too many resources", {}});
}

// What no document shows alone.
void LiveResources::check_whole(const admin::ResourceProposal& proposal, Plan& plan) const {
  plan.next = read(plan.book, plan.problems);
  if (!plan.problems.empty()) return;
  policy::Resources touched;
  touched.tenants = plan.next.tenants;
  for (const policy::Tenant& tenant : plan.next.tenants) {
    const policy::Tenant* before = resources_.find_tenant(tenant.name);
    if (!proposal.may_widen) check_no_wider(before, tenant, plan.problems);
    if (before != nullptr && policy::lowers_a_class(before->fields, tenant.fields))
      plan.note_lowered(tenant.name);
    if (plan.touches({"tenant", {}, tenant.name})) check_owner(before, tenant, proposal.reach, plan.problems);
  }
  const model::DataClass allowed = class_allowed(proposal.reach, plan.next);
  for (const policy::Target& target : plan.next.targets) {
    const policy::ResourceId id{"target", target.tenant, target.name};
    const policy::Target* before = resources_.find_target(target.tenant, target.name);
    const bool is_touched = plan.touches(id);
    if (is_touched || plan.touches({"tenant", {}, target.tenant})) touched.targets.push_back(target);
    if (is_touched && !proposal.may_widen) check_no_wider(before, target, allowed, plan.problems);
    if (before != nullptr && before->connector != target.connector)
      plan.problems.push_back(
          at(target.node, "connector", "a target stays what it is", "add another target"));
  }
  if (plan.problems.empty()) check_against_node(touched, parts_.settings, parts_.registry, plan.problems);
}

bool LiveResources::touches_any(const policy::Tenant& tenant, const Plan& plan) {
  return plan.touches({"tenant", {}, tenant.name}) ||
         std::ranges::any_of(tenant.targets, [&](const std::string& name) {
           return plan.touches({"target", tenant.name, name});
         });
}

// By what the engine has, which may be more than what is stored: see put_into_force(). The targets of a new
// tenant come with it, and those of a changed one follow it.
void LiveResources::stage_tenant(const policy::Tenant& tenant, Plan& plan) const {
  const bool is_touched = plan.touches({"tenant", {}, tenant.name});
  const policy::Tenant* before = resources_.find_tenant(tenant.name);
  // One that came through another node is taken up by whoever gets it.
  if (is_touched && before == nullptr && !plan.is_made_here) return;
  if (is_touched && before == nullptr) return setups_->add(tenant, plan.next, plan.staged, plan.problems);
  const bool is_here = engine_->has_tenant(tenant.name);
  if (!is_here && touches_any(tenant, plan)) {
    Staged unused;  // another node has it: only to see whether it could
    return setups_->add(tenant, plan.next, unused, plan.problems);
  }
  if (is_touched) setups_->change(tenant, plan.staged, plan.problems);
  for (const std::string& name : tenant.targets) {
    if (!is_touched && !plan.touches({"target", tenant.name, name})) continue;
    const policy::Target& target = *plan.next.find_target(tenant.name, name);
    if (resources_.find_target(tenant.name, name) != nullptr)
      setups_->change(tenant, target, plan.staged, plan.problems);
    else
      setups_->add(tenant, target, plan.staged, plan.problems);
  }
}

void LiveResources::stage(Plan& plan) const {
  for (const policy::Tenant& tenant : plan.next.tenants) stage_tenant(tenant, plan);
  if (!plan.problems.empty()) return;
  auto rewire = parts_.rewire(plan.next);
  if (rewire.ok())
    plan.rewire = std::move(*rewire);
  else
    plan.problems.push_back({"resources", 0, 0, {}, rewire.error().message, {}});
}

Task<Result<admin::ResourceOutcome>> LiveResources::apply(admin::ResourceProposal proposal) {
  if (is_changing_) co_return transient_error("busy", "another change of resources is under way");
  const Flag changing(is_changing_);
  Plan plan;
  plan.book = book_;
  add_documents(proposal, plan);
  if (plan.problems.empty()) check_whole(proposal, plan);
  if (plan.problems.empty()) stage(plan);
  if (plan.problems.empty() && !proposal.dry_run && !plan.is_empty()) {
    auto putting = put_into_force(plan);
    if (const auto done = co_await std::move(putting); !done.ok()) co_return done.error();
  }
  if (!plan.problems.empty()) plan.changes.clear();
  co_return admin::ResourceOutcome{std::move(plan.problems), std::move(plan.changes)};
}

void LiveResources::note_differences(Plan& plan) const {
  for (const auto& [id, kept] : plan.book) {
    const auto before = book_.find(id);
    if (before == book_.end())
      plan.added.insert(id);
    else if (before->second.document.text != kept.document.text)
      plan.changed.insert(id);
  }
}

Task<Result<void>> LiveResources::follow(std::vector<store::StoredResource> stored) {
  if (is_changing_) co_return transient_error("busy", "a change of resources is under way");
  const Flag changing(is_changing_);
  Plan plan;
  plan.is_made_here = false;
  plan.book = joined(folder(), std::move(stored), plan.problems);
  note_differences(plan);
  if (plan.is_empty() && plan.book.size() == book_.size()) co_return Result<void>();
  plan.next = read(plan.book, plan.problems);
  auto going = go_by(plan);
  co_return co_await std::move(going);
}

// Every document of the folder counts as changed: the files and secrets that it names may be others now.
Task<Result<void>> LiveResources::reload() {
  if (is_changing_) co_return transient_error("busy", "a change of resources is under way");
  const Flag changing(is_changing_);
  Plan plan;
  plan.is_made_here = !parts_.own;
  Book next = read_folder(plan.problems);
  for (const auto& [id, kept] : next)
    if (!is_frozen(id)) (book_.contains(id) ? plan.changed : plan.added).insert(id);
  next.merge(folder());
  plan.book = joined(std::move(next), stored(), plan.problems);
  const admin::ResourceProposal by_the_machines_owner{};
  if (plan.problems.empty()) check_whole(by_the_machines_owner, plan);
  if (plan.problems.empty()) check_reachers(plan.next, plan.problems);
  auto going = go_by(plan);
  co_return co_await std::move(going);
}

// The engine has the last word; what it took is used, even when it could not be stored and is to be applied
// again.
Task<Result<void>> LiveResources::put_into_force(Plan& plan) {
  std::vector<store::StoredResource> stored;
  for (const auto* list : {&plan.added, &plan.changed})
    for (const policy::ResourceId& id : *list) stored.push_back(plan.book.at(id).stored);
  auto moving = move_to(plan);
  if (auto moved = co_await std::move(moving); !moved.ok()) co_return moved;
  auto write = [&stored](store::AdminStore& admin) { return admin.put_resources(stored); };
  auto written = co_await parts_.outbox.administer(write);
  if (written.ok()) book_ = std::move(plan.book);
  co_return written;
}

Task<Result<void>> LiveResources::go_by(Plan& plan) {
  if (plan.problems.empty()) stage(plan);
  if (!plan.problems.empty()) co_return config_error(config::all_texts(plan.problems));
  auto moving = move_to(plan);
  auto moved = co_await std::move(moving);
  if (moved.ok()) book_ = std::move(plan.book);
  co_return moved;
}

Task<Result<void>> LiveResources::move_to(Plan& plan) {
  auto moving = move_engine(plan.staged);
  if (auto moved = co_await std::move(moving); !moved.ok()) co_return moved;
  setups_->use(plan.staged);
  resources_ = std::move(plan.next);
  plan.rewire();
  co_return Result<void>();
}

// What may still be refused comes first.
Task<Result<void>> LiveResources::move_engine(Staged& staged) {
  for (auto& [tenant, lane] : staged.changed_targets) {
    auto changing = engine_->change_target(tenant, std::move(lane));
    if (auto changed = co_await std::move(changing); !changed.ok()) co_return changed;
  }
  for (const delivery::TenantSetup& setup : staged.changed_tenants) {
    auto changing = engine_->change_tenant(setup);
    if (auto changed = co_await std::move(changing); !changed.ok()) co_return changed;
  }
  for (auto& [tenant, lane] : staged.targets) {
    auto admitting = engine_->admit_target(tenant, std::move(lane));
    if (auto admitted = co_await std::move(admitting); !admitted.ok()) co_return admitted;
  }
  for (delivery::TenantSetup& setup : staged.tenants) {
    if (parts_.own) {
      auto owning = parts_.own(setup.name);
      if (auto owned = co_await std::move(owning); !owned.ok()) co_return owned;
    }
    auto admitting = engine_->admit_tenant(std::move(setup));
    if (auto admitted = co_await std::move(admitting); !admitted.ok()) co_return admitted;
  }
  co_return Result<void>();
}

std::vector<admin::ResourceView> LiveResources::list() const {
  std::vector<admin::ResourceView> views;
  for (const auto& [id, kept] : book_)
    views.push_back(
        {id, kept.document.text, kept.file, kept.stored.version, kept.stored.author, kept.stored.at});
  return views;
}

std::vector<admin::ConnectorView> LiveResources::connectors() const {
  std::map<std::string, std::vector<std::string>> mappings;
  const std::filesystem::path folder(parts_.settings.mappings_folder);
  config::Problems ignored;
  for (const std::string& file : policy::resource_files(folder.string(), ignored))
    for (const config::Node& node : config::load_yaml(file, ignored))
      if (const config::Node* kind = node.is_map() ? node.find("target") : nullptr)
        mappings[kind->text].push_back(std::filesystem::path(file).lexically_relative(folder).string());
  std::vector<admin::ConnectorView> views;
  for (const connectors::ConnectorKind& kind : parts_.registry.kinds())
    views.push_back({kind.spec, mappings[kind.spec.name]});
  return views;
}

}  // namespace hub::hubd
