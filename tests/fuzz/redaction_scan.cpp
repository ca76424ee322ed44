// Any bytes as the text of a message, alone and in a conversation, and as values to be found in it: finds are
// in order and inside the text.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/redaction/known_values.hpp"
#include "core/redaction/treatment.hpp"

namespace {

using namespace hub::redaction;

void check_order(const Finds& finds, std::size_t size) {
  std::size_t end = 0;
  for (const Find& find : finds) {
    HUB_ASSERT(find.begin >= end && find.begin < find.end && find.end <= size);
    end = find.end;
  }
}

void scan_alone(std::string_view text, const ScanOptions& options) {
  static constexpr std::array<std::byte, 32> kKey{};
  hub::model::Arena arena;
  const Finds finds = scan(text, options, arena);
  check_order(finds, text.size());
  for (const Operator op : {Operator::label, Operator::drop, Operator::mask, Operator::token}) {
    static_cast<void>(treat(text, finds, {op}, TokenKey{kKey, "target"}, {}, arena));
  }
}

void scan_in_conversation(std::string_view text) {
  const std::size_t half = text.size() / 2;
  const std::array<Message, 3> messages = {Message{"visitor", std::chrono::seconds(0), text.substr(0, half)},
                                           Message{"visitor", std::chrono::seconds(9), text.substr(half)},
                                           Message{"agent", std::chrono::seconds(9), text}};
  hub::model::Arena arena;
  for (const MessageFind& found : scan_messages(messages, ScanOptions{}, arena)) {
    HUB_ASSERT(found.find.begin < found.find.end && found.find.end <= messages[found.message].text.size());
  }
}

void scan_for_known(std::string_view text) {
  hub::model::Arena arena;
  KnownValues values(arena);
  const std::size_t third = text.size() / 3;
  values.add(Kind::name, text.substr(0, third));
  values.add(Kind::phone, text.substr(third, third));
  values.add(Kind::email, text.substr(2 * third));
  Finds finds(&arena);
  values.find(text, KindSet::all(), finds);
  resolve_overlaps(finds);
  check_order(finds, text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  scan_alone(text, {});
  scan_alone(text, {KindSet::all(), true, false});
  scan_in_conversation(text);
  scan_for_known(text);
  return 0;
}
