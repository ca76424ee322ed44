// The keys of the admin API: who holds one and in which role. Only hashes are kept. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/admin/operations.hpp"

namespace hub::admin {

struct AdminKey {
  std::string name;  // who it was given to; what the audit shows
  Role role = Role::viewer;
  std::string sha256;  // of the key, 64 hex digits
};

class KeyRing {
 public:
  explicit KeyRing(std::vector<AdminKey> keys) : keys_(std::move(keys)) {}
  // Of "Bearer KEY"; null when it is no key of ours. Takes the same time whichever it is.
  const AdminKey* find(std::optional<std::string_view> authorization) const;

 private:
  std::vector<AdminKey> keys_;
};

}  // namespace hub::admin
