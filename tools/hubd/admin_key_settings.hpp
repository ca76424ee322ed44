// The keys of the admin API as hub.yaml declares them. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/admin/keys.hpp"
#include "core/config/problem.hpp"
#include "core/config/spec.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {
struct Resources;
}

namespace hub::hubd {

// None when there is no list. Every problem at once.
std::vector<admin::AdminKey> read_admin_keys(const std::optional<config::Node>& list,
                                             config::Problems& problems);

// How far somebody of this role reaches: the fields `partner` and `tenant` of a spec.
admin::Reach read_reach(const config::Settings& settings, admin::Role role, config::Problems& problems);

// Who it is that reaches so far, and where that is written.
struct Reacher {
  const std::string& file;
  std::string path, who;
};
// A problem when that does not exist.
void check_reach(const admin::Reach& reach, const Reacher& reacher, const policy::Resources& resources,
                 config::Problems& problems);
// A key that reaches what does not exist is a mistake, not a key for nothing.
void check_admin_keys(const std::vector<admin::AdminKey>& keys, const std::string& file,
                      const policy::Resources& resources, config::Problems& problems);

}  // namespace hub::hubd
