#include "tools/simulators/s3/bucket.hpp"

#include <algorithm>

namespace hub::simulators::s3 {

const Version* Bucket::current(std::string_view key) const {
  const auto object = objects_.find(key);
  if (object == objects_.end() || object->second.back().is_marker) return nullptr;
  return &object->second.back();
}

const Version* Bucket::find(std::string_view key, std::string_view version_id) const {
  const auto object = objects_.find(key);
  if (object == objects_.end()) return nullptr;
  const auto version = std::ranges::find(object->second, version_id, &Version::id);
  return version == object->second.end() ? nullptr : &*version;
}

bool Bucket::ends_in_marker(std::string_view key) const {
  const auto object = objects_.find(key);
  return object != objects_.end() && object->second.back().is_marker;
}

const Version& Bucket::put(std::string_view key, Version version) {
  // As opaque as the real ones, and with characters that have to be encoded in an address.
  version.id = is_versioned_ ? "v+" + std::to_string(++last_id_) + "/=" : "null";
  Versions& versions = objects_[std::string(key)];
  if (!is_versioned_) versions.clear();
  return versions.emplace_back(std::move(version));
}

const Version& Bucket::mark_deleted(std::string_view key) {
  Version marker;
  marker.is_marker = true;
  return put(key, std::move(marker));
}

void Bucket::remove(std::string_view key, std::string_view version_id) {
  const auto object = objects_.find(key);
  if (object == objects_.end()) return;
  std::erase_if(object->second, [version_id](const Version& each) { return each.id == version_id; });
  if (object->second.empty()) objects_.erase(object);
}

void Bucket::remove(std::string_view key) {
  const auto object = objects_.find(key);
  if (object != objects_.end()) objects_.erase(object);
}

std::size_t Bucket::live_objects() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(objects_, [](const auto& each) { return !each.second.back().is_marker; }));
}

std::size_t Bucket::versions() const {
  std::size_t all = 0;
  for (const auto& [key, versions] : objects_) all += versions.size();
  return all;
}

}  // namespace hub::simulators::s3
