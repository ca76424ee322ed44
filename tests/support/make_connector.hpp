// A connector from settings as an administrator writes them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "connectors/connectors.hpp"

namespace hub::testing {

// Fails with what `config check` would say first, or with what making it says.
inline Result<std::unique_ptr<delivery::Connector>> make_connector(std::string_view kind,
                                                                   const std::string& yaml,
                                                                   connectors::Environment environment) {
  connectors::Registry registry;
  connectors::add_all(registry);
  const connectors::ConnectorKind* found = registry.find(kind);
  config::Problems problems;
  const auto documents = config::parse_yaml(yaml, "target.yaml", problems);
  const config::Settings settings = config::read_settings(found->spec, documents.front(), problems);
  if (!problems.empty()) return config_error(problems.front().text());
  return found->create(settings, environment);
}

}  // namespace hub::testing
