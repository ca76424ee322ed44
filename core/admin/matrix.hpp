// The matrix of who may do what with whose tenants: one row for each operation of the API. Immutable; any
// thread.
#pragma once

#include <span>

#include "core/admin/rights.hpp"

namespace hub::admin {

struct MatrixRow {
  OperationId operation;
  Rights rights;
};

std::span<const MatrixRow> matrix();
// Null for an operation without a row, which is nobody's then.
const Rights* rights_of(OperationId operation);
// Whether the audit log has it: what changes something does, unless it was decided otherwise.
bool is_audited(OperationId operation, std::string_view method);

}  // namespace hub::admin
