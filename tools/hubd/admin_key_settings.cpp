#include "tools/hubd/admin_key_settings.hpp"

#include <algorithm>
#include <set>

#include "core/admin/key_hash.hpp"
#include "core/base/timestamp.hpp"
#include "core/policy/resources.hpp"
#include "tools/hubd/hub_specs.hpp"

namespace hub::hubd {
namespace {

constexpr std::size_t kKeysMax = 10'000;

void read_hash(const config::Settings& s, admin::AdminKey& key, config::Problems& problems) {
  if (s.has("sha256") == s.has("argon2id"))
    return problems.push_back(
        s.problem("name", "a key has either argon2id with its id, or sha256", "hubctl keys make"));
  if (s.has("sha256")) {
    key.sha256 = s.text("sha256");
    if (key.sha256.size() != 64)
      problems.push_back(s.problem("sha256", "must be 64 hex digits", "printf %s \"$KEY\" | sha256sum"));
    if (s.has("id")) problems.push_back(s.problem("id", "goes with argon2id only"));
    return;
  }
  key.argon2id = s.text("argon2id");
  if (!admin::is_argon2id_hash(key.argon2id))
    problems.push_back(s.problem("argon2id", "is no Argon2id hash of reasonable cost", "hubctl keys make"));
  if (!s.has("id"))
    return problems.push_back(s.problem("argon2id", "needs the `id` of its key", "hubctl keys make"));
  key.id = s.text("id");
}

// A partner acts for its customers only, and nobody administers a part of them.
void read_reach(const config::Settings& s, admin::AdminKey& key, config::Problems& problems) {
  using Kind = admin::Reach::Kind;
  if (s.has("partner") && s.has("tenant"))
    problems.push_back(s.problem("tenant", "a key reaches a partner's tenants or one tenant, not both"));
  if (s.has("partner")) key.reach = {Kind::partner, s.text("partner")};
  if (s.has("tenant")) key.reach = {Kind::tenant, s.text("tenant")};
  if (key.role == admin::Role::partner && key.reach.kind != Kind::partner)
    problems.push_back(s.problem("role", "a partner's key says which `partner`"));
  if (key.role == admin::Role::admin && key.reach.kind == Kind::partner)
    problems.push_back(s.problem("role", "is not for partners", "role: partner"));
}

}  // namespace

std::vector<admin::AdminKey> read_admin_keys(const std::optional<config::Node>& list,
                                             config::Problems& problems) {
  std::vector<admin::AdminKey> keys;
  if (!list) return keys;
  if (!list->is_list()) problems.push_back(list->problem("`admin_keys` is a list"));
  if (list->items.size() > kKeysMax) problems.push_back(list->problem("has more than 10,000 keys"));
  std::set<std::string> ids;
  for (const config::Node& item : list->items) {
    const std::size_t before = problems.size();
    const config::Settings s = config::read_settings(admin_key_spec(), item, problems);
    if (problems.size() != before) continue;
    admin::AdminKey key{s.text("name"), *admin::parse_role(s.text("role")), {}};
    read_hash(s, key, problems);
    read_reach(s, key, problems);
    if (s.has("expires")) {
      key.expires = parse_timestamp(s.text("expires"));
      if (!key.expires) problems.push_back(s.problem("expires", "is no time", "2027-06-30T00:00:00Z"));
    }
    if (!ids.insert(key.id.empty() ? key.sha256 : key.id).second)
      problems.push_back(s.problem("name", "another entry is the same key"));
    keys.push_back(std::move(key));
  }
  return keys;
}

void check_admin_keys(const std::vector<admin::AdminKey>& keys, const std::string& file,
                      const policy::Resources& resources, config::Problems& problems) {
  using Kind = admin::Reach::Kind;
  for (const admin::AdminKey& key : keys) {
    const std::string& name = key.reach.name;
    const bool is_known =
        key.reach.kind == Kind::everything ||
        (key.reach.kind == Kind::tenant && resources.find_tenant(name) != nullptr) ||
        (key.reach.kind == Kind::partner &&
         std::ranges::find(resources.partners, name, &policy::Partner::name) != resources.partners.end());
    if (is_known) continue;
    config::Problem problem;
    problem.file = file;
    problem.path = "admin_keys";
    problem.message =
        "the key of '" + key.name + "' reaches the " + key.reach.text() + ", which does not exist";
    problems.push_back(std::move(problem));
  }
}

}  // namespace hub::hubd
