// One bucket: objects by name, each with its versions, the newest last. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"

namespace hub::simulators::s3 {

struct Lock {
  std::string mode;  // "GOVERNANCE", "COMPLIANCE"; empty: none
  WallTime until{};
};

struct Version {
  std::string id;  // "null" in a bucket without versions
  std::string body, etag, content_type, checksum;
  std::map<std::string, std::string> metadata;  // by header name, in lower case
  Lock lock;
  bool is_marker = false;  // of a deletion
};

class Bucket {
 public:
  using Versions = std::vector<Version>;
  using Objects = std::map<std::string, Versions, std::less<>>;

  explicit Bucket(bool is_versioned) : is_versioned_(is_versioned) {}

  bool is_versioned() const { return is_versioned_; }
  const Objects& objects() const { return objects_; }

  // The newest that is no marker; null when there is none, or a marker is on top.
  const Version* current(std::string_view key) const;
  // Null when the object has no such version.
  const Version* find(std::string_view key, std::string_view version_id) const;
  bool ends_in_marker(std::string_view key) const;

  // On top of the others, or in the place of the only one. Gives it its id.
  const Version& put(std::string_view key, Version version);
  const Version& mark_deleted(std::string_view key);
  // Precondition of both: nothing locks it.
  void remove(std::string_view key, std::string_view version_id);
  void remove(std::string_view key);

  std::size_t live_objects() const;
  std::size_t versions() const;
  void clear() { objects_.clear(); }

 private:
  bool is_versioned_;
  Objects objects_;
  std::uint64_t last_id_ = 0;
};

}  // namespace hub::simulators::s3
