// One authorised request on its way through the API; lives as long as its handling.
#pragma once

#include "core/admin/api.hpp"

namespace hub::admin {

struct Api::Call {
  const Operation& operation;
  const std::vector<std::string>& path_values;
  const Query& query;
  const http::Request& request;
  const AdminKey* key;     // null for operations that need none
  const Session* session;  // null for keys in the Authorization header
  const Hierarchy& hierarchy;
  std::string& outcome;  // for the audit log: what came of it, by opaque references and counts

  bool reaches_everything() const { return key->reach.is_everything(); }
  bool reaches(std::string_view tenant) const { return hierarchy.covers(key->reach, tenant); }
};

}  // namespace hub::admin
