// What the platform is told to do wrong: a list of faults, each for one kind of call, from the nth on, so
// many times. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/value.hpp"

namespace hub::simulators::engage {

enum class FaultKind : std::uint8_t {
  status,     // answers `status`, with Retry-After when there is one
  latency,    // waits `milliseconds` first
  drop,       // ends the connection without an answer
  oversize,   // answers with `bytes` blanks behind the content
  malformed,  // cuts the content in half
};

struct Fault {
  FaultKind kind = FaultKind::status;
  std::string operation = "*";  // of the platform's API, see README.md; "*": any
  std::int64_t skip = 0;        // calls that still pass before the first failure
  std::int64_t times = 1;       // failures left; -1: for ever
  std::int64_t status = 503, milliseconds = 0, bytes = 0;
  std::string retry_after = {};
};

class Faults {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  // {"kind":"status","operation":"read_case","status":410,"times":3}; fails with invalid "bad_fault".
  Result<void> add(const model::Value& json);
  void clear() { faults_.clear(); }
  // Those that strike this call, used up by it.
  std::vector<Fault> strike(std::string_view operation);

 private:
  std::vector<Fault> faults_;
};

const Fault* find_fault(const std::vector<Fault>& faults, FaultKind kind);

}  // namespace hub::simulators::engage
