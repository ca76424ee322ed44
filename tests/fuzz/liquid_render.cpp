// Any bytes as a template, rendered twice over data of every kind: within its limits, the same both times,
// valid UTF-8, and never of a higher class than the analysis foresaw.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/mapping/liquid/template.hpp"
#include "core/mapping/liquid/utf8.hpp"
#include "core/model/json.hpp"

namespace {

using namespace hub;
using namespace hub::mapping::liquid;

constexpr std::string_view kData =
    R"({"s":"Hello <b>Åsa</b> & co, 12.5","n":7,"f":-2.5,"t":true,"z":null,"e":"","at":"2026-07-01T12:00:00.5Z",)"
    R"("l":["b","a",null,"C","a"],"m":[3,1,2.5,"4"],"u":"https://User@Shop.example:8/a?b#c","phone":"+46 70-123 45 67",)"
    R"("o":{"a":1,"first":"x","size":99,"k":{"a":[1,[2,[3]]]}},"big":9223372036854775807,)"
    R"("messages":[{"seq":1,"role":"agent","at":"2026-07-01T12:00:00Z","text":"hi"},)"
    R"({"seq":2,"role":"visitor","at":"2026-07-01T12:00:05Z","text":"4111 1111 1111 1111"}],"tables":{"x":"y"}})";

const model::Value& data() {
  static model::Arena arena;
  static const model::Value value = *model::JsonParser().parse(kData, arena, model::DataClass::direct);
  return value;
}

// Tables stand in the mapping file: nothing personal, as the analysis takes for granted.
const model::Value& tables() {
  static model::Arena arena;
  static const model::Value value =
      *model::JsonParser().parse(R"({"tables":{"x":"y","7":"z"}})", arena, model::DataClass::none);
  return value;
}

RenderContext context() {
  static constexpr std::array<std::byte, 32> kKey{};
  RenderContext made;
  made.event_time = WallTime(milliseconds(1'782'907'200'123));
  made.time_zone = "Europe/Stockholm";
  made.tables = tables();
  made.token_key.emplace(kKey);
  made.limits = {.output_bytes = 64 * 1024, .loop_turns = 2000, .work = 500'000};
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const Compilation compiled = compile({reinterpret_cast<const char*>(bytes), size});
  if (!compiled.ok()) return 0;
  model::Arena arena;
  const RenderContext with = context();
  const auto first = compiled.result->render(data(), with, arena);
  const auto second = compiled.result->render(data(), with, arena);
  HUB_ASSERT(first.ok() == second.ok());
  static_cast<void>(compiled.result->evaluate(data(), with, arena));
  if (!first.ok()) return 0;
  HUB_ASSERT(first->text == second->text && first->data_class == second->data_class);
  HUB_ASSERT(first->text.size() <= with.limits.output_bytes);
  HUB_ASSERT(is_valid_utf8(first->text));
  const auto direct = [](const Path&) { return model::DataClass::direct; };
  HUB_ASSERT(first->data_class <= compiled.result->class_of(direct));
  return 0;
}
