// Keeps the secrets of tenants: sealed in memory and in the store, opened for whatever a resource of their
// tenant names them in. One loop's thread; the parts outlive it.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "core/admin/secrets.hpp"
#include "core/config/secret.hpp"
#include "core/policy/resources.hpp"
#include "core/store/outbox.hpp"
#include "core/vault/secret_box.hpp"

namespace hub::admin {

class SecretKeeper final : public Secrets {
 public:
  // Makes anew what uses a secret of a tenant, as it is now. Nothing has changed until the action that it
  // returns is called.
  using Rebuild =
      std::function<Result<std::function<void()>>(const std::string& tenant, const std::string& secret)>;
  struct Parts {
    store::Outbox& outbox;
    vault::SecretBox box;
    const policy::Resources& resources;  // as they are now
    Clock& clock;
    Rebuild rebuild;
  };
  explicit SecretKeeper(Parts parts);
  ~SecretKeeper() override;

  // Before anything asks for a secret.
  Result<void> load(store::Database& database);
  // What is in the store now, whichever node put it there; what uses a secret with another value is made
  // anew. Fails as that does, with all secrets in place; transient "busy" while one is being changed here.
  Result<void> follow(std::vector<store::SealedSecret> kept);
  // Where the secrets of this tenant are found; as long as the keeper lives.
  const config::SecretSource& of(const std::string& tenant);
  // The key of a tenant's ids, where it came with the tenant from another cell; it is kept as secrets are,
  // and is none that anybody sees or names. Fails with config "secret_damaged".
  Result<std::optional<WipedBytes>> id_key_of(const std::string& tenant) const;
  // All secrets of a tenant, to be given to another cell. Fails as id_key_of() does.
  Result<std::vector<NewSecret>> all_of(const std::string& tenant) const;
  // What came with a tenant that nothing uses yet, in the place of what is here. Durable when it returns.
  // Transient "busy" while a secret is being changed.
  Task<Result<void>> take_in(std::vector<NewSecret> secrets, std::string tenant, WipedBytes id_key,
                             std::string by);
  // Of a tenant that has left: the store has them no more.
  void forget(const std::string& tenant);

  std::vector<SecretView> list() const override;
  Task<Result<std::int64_t>> set(NewSecret secret) override;
  Task<Result<std::int64_t>> rotate(NewSecret secret) override;
  Task<Result<void>> remove(std::string tenant, std::string name) override;

 private:
  using Key = std::pair<std::string, std::string>;  // tenant and name
  class OfTenant;
  std::vector<std::string> users_of(const std::string& tenant, const std::string& name) const;
  Result<void> check(const NewSecret& secret) const;
  bool is_same(const store::SealedSecret& kept, const Buffer& value) const;
  store::SealedSecret sealed(const NewSecret& secret, std::int64_t version);
  Task<Result<void>> keep(store::SealedSecret secret);

  Parts parts_;
  std::map<Key, store::SealedSecret> secrets_;
  std::map<std::string, std::unique_ptr<OfTenant>> tenants_;
  bool is_changing_ = false;  // one change at a time: a refused one is taken back
};

}  // namespace hub::admin
