// Any bytes as a part of a tenant that comes from another cell, as it lies in the sealed letter, as the place
// where the parts go on, and as another cell's key. What is read and written again reads the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/vault/letter.hpp"
#include "tools/hubd/move_parts.hpp"

namespace {

using namespace hub;

Buffer written(const hubd::DecodedPart& part) {
  return std::visit([&](const auto& content) { return hubd::encoded(part.head, content); }, part.content);
}

void read_part(std::string_view json) {
  const auto part = hubd::decode_part(json);
  if (!part) return;
  const Buffer once = written(*part);
  const auto again = hubd::decode_part(once.view());
  HUB_ASSERT(again && written(*again).view() == once.view());
}

void read_place(std::string_view text) {
  const auto cursor = hubd::parse_move_cursor(text);
  if (!cursor) return;
  const auto again = hubd::parse_move_cursor(cursor->text());
  HUB_ASSERT(again && again->text() == cursor->text());
}

void read_key(std::string_view text) {
  if (const auto key = vault::parse_cell_key(text)) HUB_ASSERT(vault::text_of(*key) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0:
      read_part(rest);
      break;
    case 1:
      read_place(rest);
      break;
    default:
      read_key(rest);
  }
  return 0;
}
