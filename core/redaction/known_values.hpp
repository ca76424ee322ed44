// What a case says about its people in its own fields, to be found again in its free text: names, addresses,
// numbers, answers. One thread; what it holds is in the arena.
#pragma once

#include <array>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "core/model/arena.hpp"
#include "core/model/value.hpp"
#include "core/redaction/scanner.hpp"

namespace hub::redaction {

class KnownValues {
 public:
  static constexpr std::size_t kValuesMax = 400;  // what is beyond is not remembered
  static constexpr std::size_t kValueBytesMax = 200;

  explicit KnownValues(model::Arena& arena) : arena_(arena), phrases_(&arena), numbers_(&arena) {}
  KnownValues(KnownValues&&) = default;

  // Names are also known by each of their words, addresses by the part before '@', numbers however they are
  // grouped. What is too short to mean someone is left out.
  void add(Kind kind, std::string_view value);
  // A part of a number that was typed in pieces: kPieceMin characters are enough.
  void add_piece(Kind kind, std::string_view piece) { add_number(kind, piece, kPieceMin); }
  static constexpr std::size_t kPieceMin = 3;

  bool empty() const { return phrases_.empty() && numbers_.empty(); }
  // Appends what stands in `text`, of the wanted kinds.
  void find(std::string_view text, KindSet kinds, Finds& finds) const;

 private:
  struct Phrase {
    std::string_view text;   // folded
    std::size_t first_word;  // its length
    Kind kind;
    bool needs_capital;
  };
  struct Number {
    std::string_view characters;
    Kind kind;
  };
  void add_phrase(Kind kind, std::string_view folded, bool is_word_of_name);
  void add_name(std::string_view folded);
  void add_number(Kind kind, std::string_view value, std::size_t size_min);
  void find_phrase(std::string_view text, std::string_view folded, std::size_t begin, KindSet kinds,
                   Finds& finds) const;
  void find_number(std::string_view text, std::size_t begin, KindSet kinds, Finds& finds) const;

  model::Arena& arena_;
  std::pmr::vector<Phrase> phrases_;
  std::pmr::vector<Number> numbers_;
  std::array<std::uint64_t, 256> first_words_{};  // lengths of first words, by first byte
};

// Of `data`, the event's data object: the visitor, the agents, what was answered before the chat, and the
// pieces of numbers that were typed in several messages.
KnownValues known_values_of(const model::Value& data, model::Arena& arena);

}  // namespace hub::redaction
