// Any bytes as a request to the admin API, first as an admin and then without a key: each gets an answer,
// JSON where it says so, and a stranger none that is 2xx but the public ones.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/model/json.hpp"
#include "tests/core/admin/running_api.hpp"

namespace {

using hub::admin::testing::Answer;
using hub::admin::testing::RunningApi;

std::string take_line(std::string_view& text) {
  const std::string line(text.substr(0, text.find('\n')));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

bool is_public(std::string_view target) {
  for (const std::string_view open :
       {"/healthz", "/readyz", "/openapi.json", "/certificates", "/api/v1/session"})
    if (target.starts_with(open)) return true;
  return false;
}

void check(const Answer& answer) {
  HUB_ASSERT(answer.status >= 200 && answer.status < 600);
  if (!answer.body.starts_with('{')) return;
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  HUB_ASSERT(parser.parse(answer.body, arena).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string method = take_line(text), target = take_line(text), body(text);
  const auto api = std::make_unique<RunningApi>();
  check(api->ask("admin", method, target, body));
  const Answer stranger = api->ask("", method, target, body);
  check(stranger);
  HUB_ASSERT(stranger.status >= 300 || is_public(target));
  return 0;
}
