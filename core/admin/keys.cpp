#include "core/admin/keys.hpp"

#include "core/policy/credential.hpp"

namespace hub::admin {

const AdminKey* KeyRing::find(std::optional<std::string_view> authorization) const {
  constexpr std::string_view kScheme = "Bearer ";
  if (!authorization || !authorization->starts_with(kScheme)) return nullptr;
  const std::string hash = policy::bearer_hash(authorization->substr(kScheme.size()));
  const AdminKey* found = nullptr;
  for (const AdminKey& key : keys_)
    if (policy::same_hash(key.sha256, hash)) found = &key;
  return found;
}

}  // namespace hub::admin
