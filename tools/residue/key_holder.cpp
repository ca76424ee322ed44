#include "tools/residue/key_holder.hpp"

#include <map>

#include "core/async/system_clock.hpp"
#include "core/base/random.hpp"
#include "core/delivery/engine.hpp"
#include "core/policy/resources.hpp"
#include "core/tracking/book.hpp"
#include "tools/hubd/hub_settings.hpp"
#include "tools/hubd/open_database.hpp"
#include "tools/hubd/open_vault.hpp"
#include "tools/hubd/proof_tenant.hpp"

namespace hub::residue {
namespace {

using TenantNames = std::map<store::TenantId, std::string>;

Result<TenantNames> tenant_names(const policy::Resources& resources, store::Database& database) {
  TenantNames names;
  std::vector<std::string> tenants = {hubd::kProofTenant};  // every hub has it
  for (const policy::Tenant& tenant : resources.tenants) tenants.push_back(tenant.name);
  const auto applied = database.admin().resources();
  if (!applied) return applied.error();
  for (const store::StoredResource& resource : *applied)
    if (resource.kind == "tenant") tenants.push_back(resource.name);
  for (const std::string& tenant : tenants) {
    const auto id = database.tenant_id(tenant);
    if (!id) return id.error();
    names[*id] = tenant;
  }
  return names;
}

void scan_case(const store::LiveCase& entry, const TenantNames& tenants, store::Database& database,
               vault::Vault& vault, const Scanner& scanner, KeyHolderScan& scan) {
  const std::vector<store::CaseRow> rows{entry.row};
  const auto content = database.load(rows);
  const auto tenant = tenants.find(entry.tenant);
  if (!content || content->empty() || tenant == tenants.end()) return;
  model::Arena arena;
  const std::vector<char>& bytes = content->front().bytes;
  const auto plaintext = vault.open_sealed(content->front().key, std::string_view(bytes.data(), bytes.size()),
                                           delivery::bound_to(tenant->second, entry.case_ref), arena);
  if (!plaintext) return;
  ++scan.opened;
  scan.hits += scanner.scan(*plaintext, [](std::size_t) {});
}

std::string_view view_of(const std::vector<char>& bytes) {
  return {bytes.data(), bytes.size()};
}

Result<void> scan_day(const store::TrackingDay& day, store::Database& database, vault::Vault& vault,
                      const Scanner& scanner, KeyHolderScan& scan) {
  const auto events = database.tracking().events(day.id);
  if (!events) return events.error();
  scan.rows += events->size();
  if (!day.key) return {};
  model::Arena arena;
  const auto bytes =
      vault.open_sealed(*day.key, view_of(day.sealed_key), tracking::bound_to(day.tenant, day.day), arena);
  const auto key = bytes ? tracking::DayKey::from(*bytes) : std::nullopt;
  if (!key) return {};
  for (const store::TrackingEvent& event : *events) {
    const auto content = key->open(view_of(event.sealed), event.event_ref);
    if (!content) continue;
    ++scan.opened;
    scan.hits += scanner.scan(content->view(), [](std::size_t) {});
  }
  return {};
}

}  // namespace

Result<KeyHolderScan> scan_as_key_holder(const std::string& hub_yaml, const Scanner& scanner) {
  config::Problems problems;
  const hubd::HubSettings settings = hubd::load_hub_settings(hub_yaml, problems);
  policy::Resources resources;
  if (problems.empty()) resources = policy::load_resources(settings.resources_folder, problems);
  if (!problems.empty()) return config_error(problems.front().text());

  IoContext io;
  SystemClock clock(io);
  SystemRandom random;
  const auto root = vault::RootKey::from_source(settings.root_key);
  if (!root) return root.error();
  const auto opened = hubd::open_vault(settings, *root, nullptr, clock, random);
  if (!opened) return opened.error();
  vault::Vault* const vault = opened->vault.get();
  store::Health health;
  const auto database = hubd::open_database(settings, *vault, store::PostgresUse::look, health);
  if (!database) return database.error();
  const auto tenants = tenant_names(resources, **database);
  if (!tenants) return tenants.error();

  std::vector<store::LiveCase> live;
  const auto visited =
      (*database)->for_each_live([&](const store::LiveCase& entry) { live.push_back(entry); });
  if (!visited) return visited.error();
  std::vector<vault::SlotNumber> slots;
  for (const store::LiveCase& entry : live) slots.push_back(entry.slot);
  const auto days = (*database)->tracking().days();
  if (!days) return days.error();
  for (const store::TrackingDay& day : *days)
    if (day.key) slots.push_back(day.key->slot);
  // A vault opens nothing before it knows which slots belong to rows.
  if (const auto audit = vault->reconcile(slots); !audit) return audit.error();
  KeyHolderScan scan;
  scan.rows = live.size();
  for (const store::LiveCase& entry : live) scan_case(entry, *tenants, **database, *vault, scanner, scan);
  for (const store::TrackingDay& day : *days)
    if (const auto scanned = scan_day(day, **database, *vault, scanner, scan); !scanned)
      return scanned.error();
  return scan;
}

}  // namespace hub::residue
