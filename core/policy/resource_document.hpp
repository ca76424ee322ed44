// Resources as the texts they are written in: one YAML document each, with comments, to be kept and given
// back. Any thread.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"

namespace hub::policy {

struct ResourceId {
  std::string kind;    // tenant, partner or target
  std::string tenant;  // of a target; empty otherwise
  std::string name;

  // "target acme/crm", "tenant acme".
  std::string text() const;
  friend auto operator<=>(const ResourceId&, const ResourceId&) = default;
};

struct ResourceDocument {
  ResourceId id;  // as far as the document says; read_resource() checks it
  std::string text;
  config::Node node;
};

// The documents of a file, without empty ones; what is no YAML is a problem at its line of the file.
std::vector<ResourceDocument> read_documents(std::string_view text, const std::string& file,
                                             config::Problems& problems);

std::vector<ResourceDocument> load_documents(const std::string& file, config::Problems& problems);

// Adds a problem for each reference that is read on the hub's machine (`env:`, `file:`, `cmd:`): over the API
// only `secret:NAME` is one.
void refuse_host_references(const config::Node& node, config::Problems& problems);

}  // namespace hub::policy
