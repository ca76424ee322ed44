// Any bytes on a connection, in two pieces: reading ends, consumes no more than there was, and keeps to its
// limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/http/request_parser.hpp"

namespace {

using hub::http::RequestParser;

constexpr std::size_t kHeaderMax = 1024, kBodyMax = 2048;

// False when nothing more is read from the connection.
bool feed(RequestParser& parser, std::string_view bytes) {
  while (!bytes.empty()) {
    const RequestParser::Step step = parser.feed(bytes);
    HUB_ASSERT(step.consumed <= bytes.size());
    HUB_ASSERT(parser.body_size() <= kBodyMax);
    if (step.progress == RequestParser::Progress::refused) {
      HUB_ASSERT(step.refusal >= 400 && step.refusal < 600);
      return false;
    }
    bytes.remove_prefix(step.consumed);
    if (step.progress == RequestParser::Progress::more && step.consumed == 0) return true;
    if (step.progress == RequestParser::Progress::done) {
      const hub::http::Request request = parser.take();
      HUB_ASSERT(!request.method.empty());
    }
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  RequestParser parser(kHeaderMax, kBodyMax);
  const std::size_t half = size / 2;
  if (feed(parser, bytes.substr(0, half))) feed(parser, bytes.substr(half));
  return 0;
}
