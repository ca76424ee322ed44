// Any bytes as a mapping file: compiling ends, with problems or without; what compiles is described, and maps
// a case or says why not.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/mapping/mapping.hpp"
#include "core/mapping/tools/publishing.hpp"
#include "core/model/json.hpp"

namespace {

using namespace hub;

constexpr std::string_view kData =
    R"({"case":{"id":"C-1","channel":"chat"},"visitor":{"name":"Kim Berg","email":"kim@example.com"},)"
    R"("tags":["a","b"],"survey":{"score":4,"comment":"fine"},)"
    R"("transcript":{"messages":[{"role":"visitor","text":"Hello"},{"role":"agent","text":"Hello Kim"}]}})";

void map_case(const mapping::Mapping& mapping) {
  static constexpr std::array<std::byte, 32> kKey{};
  model::Arena arena;
  model::JsonParser parser;
  const auto data = parser.parse(kData, arena);
  const auto records =
      mapping.map(*data, {kKey, WallTime(milliseconds(1)), "UTC", {}, {}, {}, {}, {}}, arena);
  if (!records) return;
  for (const model::Record& record : *records) HUB_ASSERT(record.shape != nullptr);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  config::Problems problems;
  const auto mapping = mapping::Mapping::compile(text, "m.yaml", problems);
  HUB_ASSERT((mapping != nullptr) == problems.empty());
  static_cast<void>(mapping::publish_problems(text, "m.yaml", {}));
  if (mapping) map_case(*mapping);
  return 0;
}
