// The resources of the running hub: those of its folder, which change with its files and a reload, and those
// applied over the API, which live in the store and change while it runs. One loop's thread; the parts
// outlive it.
#pragma once

#include <functional>
#include <set>

#include "connectors/registry.hpp"
#include "core/admin/resource_book.hpp"
#include "core/base/flag.hpp"
#include "core/delivery/engine.hpp"
#include "core/policy/resource_document.hpp"
#include "core/store/outbox.hpp"
#include "tools/hubd/check.hpp"
#include "tools/hubd/tenant_setup.hpp"

namespace hub::hubd {

// The code of the error of a start that a person must help, for what stands in files or came over the API.
inline constexpr const char* kConfigurationRefused = "configuration_refused";

class LiveResources final : public admin::ResourceBook {
 public:
  struct Parts {
    const HubSettings& settings;
    const connectors::Registry& registry;
    store::Outbox& outbox;
    Clock& clock;
    // Who may send, and whose tenants are whose: reads `next`, and returns what puts it into force.
    std::function<Result<std::function<void()>>(const policy::Resources& next)> rewire;
    // A tenant that is new is to be this node's; empty: there is no other node.
    std::function<Task<Result<void>>(std::string tenant)> own{};
  };
  explicit LiveResources(Parts parts) : parts_(std::move(parts)) {}

  // Before the engine has its tenants; `folder`: what load_configuration() read. Fails with config
  // kConfigurationRefused: every problem, one a line.
  Result<void> load(store::Database& database, const policy::Resources& folder);
  // As they are now; at the same place as long as this lives.
  const policy::Resources& now() const { return resources_; }
  // Another node's tenants come, or this one's go, only while nothing changes, and the other way round.
  bool is_changing() const { return is_changing_; }
  [[nodiscard]] Flag keep_still() { return Flag(is_changing_); }
  // Before the first apply().
  void run_with(delivery::Engine& engine, TenantSetups& setups) {
    engine_ = &engine;
    setups_ = &setups;
  }

  // A tenant that is being taken out, with its targets: changed no more.
  void freeze(const std::string& tenant) { frozen_.insert(tenant); }
  void freeze_only(std::set<std::string> tenants) { frozen_ = std::move(tenants); }
  // Whether this, a tenant's targets with it, can go. Fails with invalid "removal_refused".
  Result<void> may_go(const policy::ResourceId& owner) const;
  // It is gone when `write` has taken it out of the store. Fails as may_go() and `write` do; transient "busy"
  // while another change is under way.
  Task<Result<void>> remove(policy::ResourceId owner, std::function<Result<void>(store::AdminStore&)> write);

  // What is in the store now, whichever node put it there, comes into force for what this node works for.
  // Fails as apply() does, and nothing has changed then; transient "busy" while something is changed here.
  Task<Result<void>> follow(std::vector<store::StoredResource> stored);

  // The folder as it is now comes into force, with the mappings and secrets that it names: all of it or
  // nothing. A resource that is gone from it stays until a restart. Fails as apply() does; transient "busy"
  // while something is changing here.
  Task<Result<void>> reload();

  Task<Result<admin::ResourceOutcome>> apply(admin::ResourceProposal proposal) override;
  std::vector<admin::ResourceView> list() const override;
  std::vector<admin::ConnectorView> connectors() const override;

 private:
  struct Kept {
    policy::ResourceDocument document;
    std::string file;              // of the folder; empty: over the API
    store::StoredResource stored;  // over the API
  };
  using Book = std::map<policy::ResourceId, Kept>;
  struct Plan;

  Result<std::pair<Book, policy::Resources>> without(const policy::ResourceId& owner) const;
  void check_reachers(const policy::Resources& resources, config::Problems& problems) const;
  static policy::Resources read(const Book& book, config::Problems& problems);
  void add_documents(const admin::ResourceProposal& proposal, Plan& plan) const;
  void check_one(const policy::ResourceDocument& document, const admin::ResourceProposal& proposal,
                 Plan& plan) const;
  void check_whole(const admin::ResourceProposal& proposal, Plan& plan) const;
  static bool touches_any(const policy::Tenant& tenant, const Plan& plan);
  Book read_folder(config::Problems& problems) const;
  // What a folder has, with these.
  static Book joined(Book folder, std::vector<store::StoredResource> stored, config::Problems& problems);
  // What `book_` has of the folder, and what it has over the API.
  Book folder() const;
  std::vector<store::StoredResource> stored() const;
  bool is_frozen(const policy::ResourceId& id) const;
  void note_differences(Plan& plan) const;
  void stage_tenant(const policy::Tenant& tenant, Plan& plan) const;
  void stage(Plan& plan) const;
  Task<Result<void>> put_into_force(Plan& plan);
  // What is stored already, or lies in files. Fails with config: every problem of the plan, one a line.
  Task<Result<void>> go_by(Plan& plan);
  // All but the book.
  Task<Result<void>> move_to(Plan& plan);
  Task<Result<void>> move_engine(Staged& staged);

  Parts parts_;
  delivery::Engine* engine_ = nullptr;
  TenantSetups* setups_ = nullptr;
  Book book_;
  policy::Resources resources_;
  std::set<std::string> frozen_;
  bool is_changing_ = false;
};

}  // namespace hub::hubd
