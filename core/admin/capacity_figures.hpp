// How much room there is, for Prometheus: of the disk that the data folder lies on, and of the key store.
// Taken when they are asked for. One loop's thread.
#pragma once

#include <string>

#include "core/base/metrics.hpp"
#include "core/vault/vault.hpp"

namespace hub::admin {

class CapacityFigures {
 public:
  // Everything outlives it.
  CapacityFigures(metrics::Registry& registry, const vault::Vault& vault, std::string data_dir)
      : registry_(registry), vault_(vault), data_dir_(std::move(data_dir)) {}

  // A disk that cannot be asked keeps its last figures.
  void refresh();

 private:
  metrics::Registry& registry_;
  const vault::Vault& vault_;
  std::string data_dir_;
};

}  // namespace hub::admin
