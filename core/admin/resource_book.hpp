// The resources as the API applies and exports them: tenants, partners and targets. The service implements
// it; tests fake it. One loop's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/admin/reach.hpp"
#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/config/problem.hpp"
#include "core/config/spec.hpp"
#include "core/policy/resource_document.hpp"

namespace hub::admin {

struct ResourceFile {
  std::string name, text;
};

// What somebody wants to be so. All of it, or nothing.
struct ResourceProposal {
  std::vector<ResourceFile> files;
  bool dry_run = false;
  std::string author;  // the name of the key
  std::function<bool(const policy::ResourceId&)> may_write;
  bool may_widen = true;  // a target may be allowed to see more personal data than now
  Reach reach{};          // of the key: a partner's new tenants are its own, and tenants stay whose they are
};

struct ResourceChange {
  policy::ResourceId id;
  std::string what;             // added, changed or unchanged
  bool lowers_a_class = false;  // a declared field is taken for less personal than before
};

struct ResourceOutcome {
  config::Problems problems;  // then nothing has changed
  std::vector<ResourceChange> changes;
};

struct ResourceView {
  policy::ResourceId id;
  std::string text;
  std::string file;  // of the hub's folder, where it is changed; empty: over the API
  // Of what came over the API.
  std::int64_t version = 0;
  std::string author;
  WallTime at{};
};

// A kind of target, for whoever adds one.
struct ConnectorView {
  config::Spec spec;
  std::vector<std::string> mappings;  // files below the mappings folder that are made for it
};

class ResourceBook {
 public:
  virtual ~ResourceBook() = default;
  // Live when it returns. Transient "busy" while another change is under way.
  virtual Task<Result<ResourceOutcome>> apply(ResourceProposal proposal) = 0;
  virtual std::vector<ResourceView> list() const = 0;
  virtual std::vector<ConnectorView> connectors() const = 0;
};

}  // namespace hub::admin
