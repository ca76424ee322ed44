#include "core/admin/keys.hpp"

#include <algorithm>

#include "core/admin/key_hash.hpp"
#include "core/policy/credential.hpp"

namespace hub::admin {
namespace {

bool is_over(const AdminKey& key, WallTime now) {
  return key.expires && *key.expires <= now;
}

}  // namespace

KeyRing::KeyRing(std::vector<AdminKey> keys) {
  for (AdminKey& key : keys) add(std::move(key));
}

void KeyRing::add(AdminKey key) {
  if (key.id.empty()) key.id = "sha-" + key.sha256.substr(0, 12);
  keys_.push_back(std::make_shared<AdminKey>(std::move(key)));
}

void KeyRing::remove(std::string_view id) {
  std::erase_if(keys_, [&](const auto& key) { return key->id == id; });
  std::erase_if(recognised_, [&](const auto& item) { return item.second == id; });
}

void KeyRing::remove_all_of(const Reach& reach) {
  std::vector<std::string> ids;
  for (const auto& key : keys_)
    if (key->is_stored && key->reach == reach) ids.push_back(key->id);
  for (const std::string& id : ids) remove(id);
}

void KeyRing::follow(std::vector<AdminKey> stored) {
  std::vector<std::string> gone;
  for (const auto& key : keys_)
    if (key->is_stored && std::ranges::count(stored, key->id, &AdminKey::id) == 0) gone.push_back(key->id);
  for (const std::string& id : gone) remove(id);
  for (AdminKey& key : stored) {
    const bool is_here = std::ranges::any_of(keys_, [&](const auto& one) { return one->id == key.id; });
    if (!is_here) add(std::move(key));
  }
}

std::shared_ptr<AdminKey> KeyRing::find(std::string_view text, WallTime now) const {
  const std::string hash = policy::bearer_hash(text);
  const auto recognised = recognised_.find(hash);
  std::shared_ptr<AdminKey> found;
  for (const auto& key : keys_) {
    const bool is_it = key->argon2id.empty()
                           ? policy::same_hash(key->sha256, hash)
                           : recognised != recognised_.end() && recognised->second == key->id;
    if (is_it && !is_over(*key, now)) found = key;
  }
  return found;
}

std::shared_ptr<AdminKey> KeyRing::claimed(std::string_view text, WallTime now) const {
  const auto id = id_in_key(text);
  if (!id) return nullptr;
  auto key = by_id(*id, now);
  return key && !key->argon2id.empty() ? key : nullptr;
}

void KeyRing::recognise(std::string_view text, const AdminKey& key) {
  std::erase_if(recognised_, [&](const auto& item) { return item.second == key.id; });
  recognised_[policy::bearer_hash(text)] = key.id;
}

std::shared_ptr<AdminKey> KeyRing::by_id(std::string_view id, WallTime now) const {
  for (const auto& key : keys_)
    if (key->id == id && !is_over(*key, now)) return key;
  return nullptr;
}

}  // namespace hub::admin
