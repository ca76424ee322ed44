// The parts in which a tenant moves between cells, as JSON: first what is remembered of its cases, by pages,
// then the tenant itself. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/admin/resource_book.hpp"
#include "core/admin/secrets.hpp"
#include "core/base/wipe.hpp"
#include "core/store/memory.hpp"

namespace hub::hubd {

// Where the next part begins. As text it is what the one who carries the parts hands back.
struct MoveCursor {
  std::string bundle;                                              // all parts of one move have it
  std::int64_t number = 1;                                         // of the part
  std::optional<store::MemoryPlace> place = store::MemoryPlace{};  // nothing: the tenant itself

  std::string text() const;
};
std::optional<MoveCursor> parse_move_cursor(std::string_view text);

struct MoveHead {
  std::string bundle, tenant;
  std::int64_t number = 1;
};

struct MovingMapping {
  std::string target;
  store::NewPublication publication;  // without its lane
};

struct MovingTenant {
  WipedBytes id_key;
  std::vector<admin::NewSecret> secrets;
  std::vector<admin::ResourceFile> resources;
  std::vector<MovingMapping> mappings;      // of each target the oldest first
  std::vector<std::string> paused_targets;  // by hand
};

Buffer encoded(const MoveHead& head, const store::Memory& memory);
Buffer encoded(const MoveHead& head, const MovingTenant& tenant);

struct DecodedPart {
  MoveHead head;
  std::variant<store::Memory, MovingTenant> content;
};
// Nothing when a later hub made it.
std::optional<DecodedPart> decode_part(std::string_view json);

}  // namespace hub::hubd
