#include "core/admin/operations.hpp"

#include <iterator>

#include "core/admin/matrix.hpp"
#include "core/admin/operation_tables.hpp"

namespace hub::admin {
namespace {

// Of two that fit a path, the first counts: in a table, words stand before {parameters}.
std::vector<Operation> make_operations() {
  std::vector<Operation> all;
  for (auto* table : {service_operations, delivery_operations, case_operations, mapping_operations,
                      administration_operations}) {
    std::vector<Operation> rows = table();
    std::move(rows.begin(), rows.end(), std::back_inserter(all));
  }
  return all;
}

// An operation that the matrix forgot is nobody's.
std::vector<Operation> with_rights(std::vector<Operation> table) {
  for (Operation& operation : table) {
    if (const Rights* rights = rights_of(operation.id)) operation.rights = *rights;
    operation.is_audited = is_audited(operation.id, operation.method);
  }
  return table;
}

}  // namespace

std::span<const Operation> operations() {
  static const std::vector<Operation> table = with_rights(make_operations());
  return table;
}

}  // namespace hub::admin
