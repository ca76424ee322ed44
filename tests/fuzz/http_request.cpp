// Any bytes on a connection, in two pieces: reading ends, consumes no more than there was, and keeps to its
// limits.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/http/request_parser.hpp"

namespace {

using hub::http::RequestParser;

constexpr std::size_t kHeaderMax = 1024, kBodyMax = 2048;

// False when nothing more is read from the connection. `input` is what came and was not read yet.
bool feed(RequestParser& parser, std::string& input) {
  while (!input.empty()) {
    const RequestParser::Step step = parser.feed(input);
    HUB_ASSERT(step.consumed <= input.size());
    HUB_ASSERT(parser.body_size() <= kBodyMax);
    input.erase(0, step.consumed);
    if (step.progress == RequestParser::Progress::refused) {
      HUB_ASSERT(step.refusal >= 400 && step.refusal < 600);
      return false;
    }
    if (step.progress == RequestParser::Progress::more) return true;
    HUB_ASSERT(!parser.take().method.empty());
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  RequestParser parser(kHeaderMax, kBodyMax);
  std::string input(bytes.substr(0, size / 2));
  if (!feed(parser, input)) return 0;
  input += bytes.substr(size / 2);
  feed(parser, input);
  return 0;
}
