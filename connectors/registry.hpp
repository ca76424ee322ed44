// Every connector this build knows: its settings, declared once, and how to make one. Filled by add_all().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/config/spec.hpp"
#include "core/delivery/connector.hpp"
#include "core/http/client.hpp"

namespace hub::connectors {

// What a connector may use; all outlive it.
struct Environment {
  http::Client& http;
  Clock& clock;
};

// Something an administrator deploys into the target before it is used.
struct SetupFile {
  std::string path;  // below the folder it is written to
  std::string content;
};

struct ConnectorKind {
  config::Spec spec;  // its name is the kind: "salesforce"
  // Fails with config, for example when a secret cannot be read.
  std::function<Result<std::unique_ptr<delivery::Connector>>(const config::Settings&, Environment)> create;
  // What `target setup` prints; empty when the target needs no files.
  std::function<std::vector<SetupFile>()> setup_files;
  // What `target check` tries out beyond the probe, in sentences for the administrator: it may write to the
  // target, and takes back what it wrote. The connector is one that `create` made. May be empty.
  std::function<Task<Result<std::vector<std::string>>>(delivery::Connector&)> try_out = {};
};

class Registry {
 public:
  void add(ConnectorKind kind) { kinds_.push_back(std::move(kind)); }
  const ConnectorKind* find(std::string_view kind) const;
  const std::vector<ConnectorKind>& kinds() const { return kinds_; }

 private:
  std::vector<ConnectorKind> kinds_;
};

}  // namespace hub::connectors
