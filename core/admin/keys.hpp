// The keys of the admin API: who holds one, in which role, how far it reaches and until when. Only hashes are
// kept. One loop's thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/admin/operations.hpp"
#include "core/admin/reach.hpp"
#include "core/base/clock.hpp"

namespace hub::admin {

struct AdminKey {
  std::string name;  // who it was given to; what logs show
  Role role = Role::viewer;
  std::string sha256;  // of the key, 64 hex digits; or
  Reach reach{};
  std::string id{};        // of a key with an Argon2id hash, the one in its text; else "sha-" and 12 digits
  std::string argon2id{};  // the hash, see key_hash.hpp
  std::optional<WallTime> expires{};
  std::optional<WallTime> last_used{};  // since the process started
  bool is_stored = false;               // made over the API; else it stands in hub.yaml
};

class KeyRing {
 public:
  explicit KeyRing(std::vector<AdminKey> keys);

  // The key that `text` is, as far as that is known at once: by SHA-256, or since it was recognised. Null
  // when it is not, or its time is over. Takes the same time whichever it is.
  std::shared_ptr<AdminKey> find(std::string_view text, WallTime now) const;
  // The key that `text` claims to be; whether its hash says so too is still to be seen. Null as above.
  std::shared_ptr<AdminKey> claimed(std::string_view text, WallTime now) const;
  // Its hash said so: from now on find() finds it.
  void recognise(std::string_view text, const AdminKey& key);
  void add(AdminKey key);
  // Whoever is signed in by one of these is not any longer.
  void remove(std::string_view id);
  // Of those that were made over the API.
  void remove_all_of(const Reach& reach);
  // These are the ones that were made over the API; who has one of the others is signed out.
  void follow(std::vector<AdminKey> stored);

  // Null when there is none (any more), or its time is over.
  std::shared_ptr<AdminKey> by_id(std::string_view id, WallTime now) const;

  const std::vector<std::shared_ptr<AdminKey>>& all() const { return keys_; }

 private:
  std::vector<std::shared_ptr<AdminKey>> keys_;
  std::map<std::string, std::string, std::less<>> recognised_;  // SHA-256 of a key to its id
};

}  // namespace hub::admin
