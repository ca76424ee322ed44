// Finds personal data in text: one pass, without regular expressions. Pure functions; any thread. What they
// allocate is in the arena, for it is a case's content.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "core/model/arena.hpp"
#include "core/redaction/kinds.hpp"

namespace hub::redaction {

enum class Strength : std::uint8_t {
  weak,     // fits, as much else would: a find in strict mode only
  shape,    // has the shape of its kind
  context,  // and a word before it says what it is
  checked,  // its check digits are right
};

// Where something was found, in bytes of the text; never what. `rule` is the number of a tenant's rule, or
// kNoRule.
struct Find {
  static constexpr std::uint16_t kNoRule = 0xffff;
  Kind kind = Kind::known;
  Strength strength = Strength::shape;
  std::uint16_t rule = kNoRule;
  std::size_t begin = 0, end = 0;
};
using Finds = std::pmr::vector<Find>;

struct ScanOptions {
  KindSet kinds = KindSet::all();
  bool strict = false;         // weak finds count, and spelled-out e-mail addresses
  bool check_validity = true;  // false: shapes suffice, for numbers that were made up
};

// In order and without overlap: certain finds before likely ones, then the longest, then the first.
Finds scan(std::string_view text, const ScanOptions& options, model::Arena& arena);

// Leaves of `finds` those that win where several claim the same characters.
void resolve_overlaps(Finds& finds);

struct Message {
  std::string_view sender;  // role and participant
  std::chrono::milliseconds at{0};
  std::string_view text;
};
struct MessageFind {
  std::size_t message = 0;  // index
  Find find;                // within that message
  bool is_piece = false;    // of something that goes on in another message
};

// As scan(), message by message, and also finds numbers that one sender typed in pieces: in messages that
// follow each other with nobody else's between, at most kJoinedMessagesMax within kJoinedTimeMax.
constexpr std::size_t kJoinedMessagesMax = 5;
constexpr std::chrono::seconds kJoinedTimeMax{120};
std::pmr::vector<MessageFind> scan_messages(std::span<const Message> messages, const ScanOptions& options,
                                            model::Arena& arena);

}  // namespace hub::redaction
