#include "core/admin/secret_keeper.hpp"

#include <algorithm>

#include "core/base/flag.hpp"
#include "core/policy/credential.hpp"
#include "core/policy/fields.hpp"
#include "core/policy/secret_use.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kValueBytesMax = 64 * 1024;
constexpr std::size_t kSecretsMax = 100'000;
constexpr std::string_view kIdKey = "key of ids";  // no secret can have this name

Error no_such_secret() {
  return invalid_error("no_such_secret", "the tenant has no secret of this name: set it first");
}
Error busy() {
  return transient_error("busy", "another secret is being changed");
}

std::string_view bytes_of(const store::SealedSecret& secret) {
  return {secret.sealed.data(), secret.sealed.size()};
}

}  // namespace

class SecretKeeper::OfTenant final : public config::SecretSource {
 public:
  OfTenant(const SecretKeeper& keeper, std::string tenant) : keeper_(keeper), tenant_(std::move(tenant)) {}

  Result<Buffer> find(std::string_view name) const override {
    const auto found = keeper_.secrets_.find({tenant_, std::string(name)});
    if (found != keeper_.secrets_.end())
      return keeper_.parts_.box.open(tenant_, name, bytes_of(found->second));
    Error missing = config_error("tenant '" + tenant_ + "' has no such secret");
    missing.code = "no_such_secret";
    return missing;
  }

 private:
  const SecretKeeper& keeper_;
  std::string tenant_;
};

SecretKeeper::SecretKeeper(Parts parts) : parts_(std::move(parts)) {}
SecretKeeper::~SecretKeeper() = default;

Result<void> SecretKeeper::load(store::Database& database) {
  auto kept = database.admin().secrets();
  if (!kept.ok()) return kept.error();
  for (store::SealedSecret& secret : *kept) secrets_[{secret.tenant, secret.name}] = std::move(secret);
  return {};
}

Result<void> SecretKeeper::follow(std::vector<store::SealedSecret> kept) {
  if (is_changing_) return transient_error("busy", "a secret is being changed");
  std::map<Key, store::SealedSecret> next;
  std::vector<Key> changed;
  for (store::SealedSecret& secret : kept) {
    const Key key{secret.tenant, secret.name};
    const auto before = secrets_.find(key);
    if (before == secrets_.end() || before->second.sealed != secret.sealed) changed.push_back(key);
    next[key] = std::move(secret);
  }
  secrets_ = std::move(next);
  Result<void> outcome;
  for (const auto& [tenant, name] : changed) {
    const auto rebuilt = parts_.rebuild(tenant, name);
    if (rebuilt.ok())
      (*rebuilt)();
    else
      outcome = rebuilt.error();
  }
  return outcome;
}

const config::SecretSource& SecretKeeper::of(const std::string& tenant) {
  std::unique_ptr<OfTenant>& source = tenants_[tenant];
  if (!source) source = std::make_unique<OfTenant>(*this, tenant);
  return *source;
}

void SecretKeeper::forget(const std::string& tenant) {
  std::erase_if(secrets_, [&](const auto& item) { return item.first.first == tenant; });
}

Result<std::optional<WipedBytes>> SecretKeeper::id_key_of(const std::string& tenant) const {
  const auto found = secrets_.find({tenant, std::string(kIdKey)});
  if (found == secrets_.end()) return std::optional<WipedBytes>();
  const auto opened = parts_.box.open(tenant, kIdKey, bytes_of(found->second));
  if (!opened.ok()) return opened.error();
  return std::optional(WipedBytes(opened->view().begin(), opened->view().end()));
}

Result<std::vector<NewSecret>> SecretKeeper::all_of(const std::string& tenant) const {
  std::vector<NewSecret> all;
  for (const auto& [key, secret] : secrets_) {
    if (secret.tenant != tenant || secret.name == kIdKey) continue;
    auto value = parts_.box.open(tenant, secret.name, bytes_of(secret));
    if (!value.ok()) return value.error();
    all.push_back({tenant, secret.name, std::move(*value), secret.set_by});
  }
  return all;
}

Task<Result<void>> SecretKeeper::take_in(std::vector<NewSecret> secrets, std::string tenant,
                                         WipedBytes id_key, std::string by) {
  if (is_changing_) co_return busy();
  const Flag changing(is_changing_);
  secrets.push_back({tenant, std::string(kIdKey), Buffer({id_key.data(), id_key.size()}), std::move(by)});
  for (const NewSecret& secret : secrets) {
    const store::SealedSecret kept = sealed(secret, 1);
    auto storing = keep(kept);
    if (auto stored = co_await std::move(storing); !stored) co_return stored;
    secrets_[{secret.tenant, secret.name}] = kept;
  }
  co_return Result<void>();
}

std::vector<std::string> SecretKeeper::users_of(const std::string& tenant, const std::string& name) const {
  std::vector<std::string> users;
  for (policy::SecretUse& use : policy::secret_uses(parts_.resources))
    if (use.tenant == tenant && use.secret == name) users.push_back(std::move(use.by));
  return users;
}

std::vector<SecretView> SecretKeeper::list() const {
  std::vector<SecretView> views;
  for (const auto& [key, secret] : secrets_)
    if (secret.name != kIdKey)
      views.push_back({secret.tenant, secret.name, secret.version, secret.set_at, secret.set_by,
                       users_of(secret.tenant, secret.name)});
  return views;
}

Result<void> SecretKeeper::check(const NewSecret& secret) const {
  if (!policy::is_resource_name(secret.tenant) || !policy::is_resource_name(secret.name))
    return invalid_error("bad_secret", "a name has lower-case letters, digits and inner hyphens, at most 63");
  if (secret.value.empty() || secret.value.size() > kValueBytesMax)
    return invalid_error("bad_secret", "a secret has 1 byte to 64 KiB");
  if (secrets_.size() >= kSecretsMax) return invalid_error("limit", "the hub keeps too many secrets");
  return {};
}

store::SealedSecret SecretKeeper::sealed(const NewSecret& secret, std::int64_t version) {
  return {secret.tenant,
          secret.name,
          version,
          parts_.box.seal(secret.tenant, secret.name, secret.value.view()),
          parts_.clock.wall_now(),
          secret.by};
}

bool SecretKeeper::is_same(const store::SealedSecret& kept, const Buffer& value) const {
  const auto now = parts_.box.open(kept.tenant, kept.name, bytes_of(kept));
  return now.ok() && policy::same_hash(now->view(), value.view());
}

Task<Result<void>> SecretKeeper::keep(store::SealedSecret secret) {
  auto write = [&secret](store::AdminStore& admin) { return admin.put_secret(secret); };
  co_return co_await parts_.outbox.administer(write);
}

Task<Result<std::int64_t>> SecretKeeper::set(NewSecret secret) {
  if (auto checked = check(secret); !checked) co_return checked.error();
  if (is_changing_) co_return busy();
  if (secrets_.contains({secret.tenant, secret.name}))
    co_return invalid_error("secret_exists", "the tenant has a secret of this name: rotate it");
  const Flag changing(is_changing_);
  const store::SealedSecret kept = sealed(secret, 1);
  auto storing = keep(kept);
  if (const auto stored = co_await std::move(storing); !stored) co_return stored.error();
  secrets_[{secret.tenant, secret.name}] = kept;
  co_return kept.version;
}

Task<Result<std::int64_t>> SecretKeeper::rotate(NewSecret secret) {
  if (auto checked = check(secret); !checked) co_return checked.error();
  if (is_changing_) co_return busy();
  const auto found = secrets_.find({secret.tenant, secret.name});
  if (found == secrets_.end()) co_return no_such_secret();
  if (is_same(found->second, secret.value)) co_return found->second.version;
  const Flag changing(is_changing_);
  const store::SealedSecret before = std::exchange(found->second, sealed(secret, found->second.version + 1));
  const auto take = parts_.rebuild(secret.tenant, secret.name);
  if (!take) {
    found->second = before;
    co_return invalid_error("secret_refused", take.error().message);
  }
  auto storing = keep(found->second);
  if (const auto stored = co_await std::move(storing); !stored) {
    found->second = before;
    co_return stored.error();
  }
  (*take)();
  co_return found->second.version;
}

Task<Result<void>> SecretKeeper::remove(std::string tenant, std::string name) {
  if (is_changing_) co_return busy();
  if (name == kIdKey || !secrets_.contains({tenant, name})) co_return no_such_secret();
  const std::vector<std::string> users = users_of(tenant, name);
  if (!users.empty())
    co_return invalid_error("secret_in_use",
                            "the secret is named in " + users.front() + ": change that first");
  const Flag changing(is_changing_);
  auto write = [&](store::AdminStore& admin) { return admin.remove_secret(tenant, name); };
  if (const auto removed = co_await parts_.outbox.administer(write); !removed) co_return removed.error();
  secrets_.erase({tenant, name});
  co_return Result<void>();
}

}  // namespace hub::admin
