#include "tools/hubd/admin_key_settings.hpp"

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

}  // namespace

// A partner acts for its customers only, and nobody administers a part of them.
admin::Reach read_reach(const config::Settings& s, admin::Role role, config::Problems& problems) {
  using Kind = admin::Reach::Kind;
  admin::Reach reach;
  if (s.has("partner") && s.has("tenant"))
    problems.push_back(s.problem("tenant", "either a partner's tenants or one tenant, not both"));
  if (s.has("partner")) reach = {Kind::partner, s.text("partner")};
  if (s.has("tenant")) reach = {Kind::tenant, s.text("tenant")};
  if (role == admin::Role::partner && reach.kind != Kind::partner)
    problems.push_back(s.problem("role", "a partner's key says which `partner`"));
  if (role == admin::Role::admin && reach.kind == Kind::partner)
    problems.push_back(s.problem("role", "is not for partners", "role: partner"));
  return reach;
}

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
    key.reach = read_reach(s, key.role, problems);
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

void check_reach(const admin::Reach& reach, const Reacher& reacher, const policy::Resources& resources,
                 config::Problems& problems) {
  using Kind = admin::Reach::Kind;
  const bool is_known = reach.kind == Kind::everything ||
                        (reach.kind == Kind::tenant && resources.find_tenant(reach.name) != nullptr) ||
                        (reach.kind == Kind::partner && resources.find_partner(reach.name) != nullptr);
  if (is_known) return;
  config::Problem problem;
  problem.file = reacher.file;
  problem.path = reacher.path;
  problem.message = reacher.who + " reaches the " + reach.text() + ", which does not exist";
  problems.push_back(std::move(problem));
}

void check_admin_keys(const std::vector<admin::AdminKey>& keys, const std::string& file,
                      const policy::Resources& resources, config::Problems& problems) {
  for (const admin::AdminKey& key : keys)
    check_reach(key.reach, {file, "admin_keys", "the key of '" + key.name + '\''}, resources, problems);
}

}  // namespace hub::hubd
