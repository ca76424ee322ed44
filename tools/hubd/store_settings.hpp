// The section `store` of hub.yaml. Any thread.
#pragma once

#include <optional>

#include "core/config/problem.hpp"
#include "core/config/yaml.hpp"
#include "core/store/postgres/settings.hpp"

namespace hub::hubd {

// Nothing when the store is the file in the data folder. Every problem at once; the result is only to be used
// when none was added.
std::optional<store::PostgresSettings> read_postgres(config::Node section, config::Problems& problems);

}  // namespace hub::hubd
