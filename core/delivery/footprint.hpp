// What the attempts of one delivery so far may have left at its target, as far as the next attempt has to
// know it: which records it decided to make or to write to, how many parts, and how often a write to a record
// that existed had left no trace. Stored before the first byte leaves. Holds record names, opaque keys and
// numbers, no content. A value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/model/record.hpp"

namespace hub::delivery {

class Footprint {
 public:
  enum class Place : std::uint8_t {
    own,       // made under the record's own key
    shared,    // made under another case's key, which `key` holds
    attached,  // the record whose id the case carries
  };
  struct Choice {
    Place place = Place::own;
    std::string key;
  };

  // What text() wrote; lines that mean nothing are left out.
  static Footprint parse(std::string_view text);
  // Empty when there is nothing to remember.
  std::string text() const;

  // What was decided about a record that could have existed, or nothing.
  const Choice* choice_of(const model::Record& record) const;
  void choose(const model::Record& record, Choice choice);

  // The highest part number of records of that shape that may be at the target.
  std::uint32_t parts_of(const model::RecordShape& shape) const;
  void add_part(const model::Record& record);

  // How often this record, which was there before us, was found without what we had written to it; counts
  // this time.
  std::uint32_t add_rewrite(const model::Record& record);

 private:
  std::map<std::string, Choice, std::less<>> choices_;  // by record name and part
  std::map<std::string, std::uint32_t, std::less<>> parts_;
  std::map<std::string, std::uint32_t, std::less<>> rewrites_;  // by record name and part
};

}  // namespace hub::delivery
