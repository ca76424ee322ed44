// A target's schema under the name that connectors use; mappings are checked against it, so it lives in the
// model.
#pragma once

#include "core/model/schema.hpp"

namespace hub::delivery {

using model::Schema;
using model::SchemaField;
using model::SchemaObject;

}  // namespace hub::delivery
