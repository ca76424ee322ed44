// A tenant moves to another cell: what that cell has to know of it (resources, secrets, published mappings,
// the key of its ids, what is remembered of its cases) goes there in parts, each sealed for that cell alone.
// The service implements it; tests fake it. One loop's thread.
#pragma once

#include <string>

#include "core/async/task.hpp"
#include "core/base/result.hpp"

namespace hub::admin {

struct MovePart {
  std::string sealed;  // base64url
  std::string next;    // where to go on; empty: it was the last one
};

struct MovedTenant {
  std::string tenant;
  bool is_here = false;  // that was the last part: it takes events
};

class Moves {
 public:
  virtual ~Moves() = default;
  // For which other cells seal what they give to this one: "hubcell_...".
  virtual std::string cell_key() const = 0;
  // Of a tenant whose removal as a move has begun and that has nothing here any more; `from`: empty, or
  // `next` of the part before. Changes nothing. Fails with invalid "no_move", "not_empty", "bad_cell_key",
  // "bad_place", or "move_too_large": its mappings do not fit in a part.
  virtual Task<Result<MovePart>> give(std::string tenant, std::string cell_key, std::string from) = 0;
  // Parts come in their order; the first one begins anew. Durable when it returns. Fails with invalid
  // "bad_letter", "part_missing", "tenant_exists", or "move_refused" when the tenant does not fit this cell:
  // every problem; transient "busy" while another part is being taken.
  virtual Task<Result<MovedTenant>> take(std::string sealed, std::string by) = 0;
};

}  // namespace hub::admin
