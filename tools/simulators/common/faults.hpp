// What the simulator is told to do wrong: a list of faults, each for one kind of call, from the nth on, so
// many times. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/value.hpp"

namespace hub::simulators {

enum class Strikes : std::uint8_t { every_call, api_calls, logins };

struct FaultKind {
  std::string_view name;
  Strikes strikes = Strikes::api_calls;
};

// The words one simulator knows; they outlive its faults.
struct FaultWords {
  std::span<const FaultKind> kinds;
  std::span<const std::string_view> operations;  // besides "*" and the login's
};

// What faults and counters call a login, in every simulator.
inline constexpr std::string_view kLoginOperation = "token";

struct Fault {
  std::string kind;        // "drop_after_commit", "status", "record_error", ... see the simulator's README
  std::string operation;   // "upsert", "retrieve", ...; "*": any
  std::int64_t skip = 0;   // calls that still pass before the first failure
  std::int64_t times = 1;  // failures left; -1: for ever
  std::int64_t status = 503;
  std::int64_t record = 0;  // index in the collection, or of the subrequest; -1: every one
  std::int64_t milliseconds = 0;
  std::string field, text, retry_after;
};

class Faults {
 public:
  explicit Faults(FaultWords words) : words_(words) {}

  // Fails with invalid when `json` names no kind or operation of the README: a fault that can never strike
  // would make a test that can never fail.
  Result<void> add(const model::Value& json);
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear() { faults_.clear(); }

  // Those that strike this call, used up by it. A fault of a login strikes no other call, and the other way
  // round.
  std::vector<Fault> strike(std::string_view operation);

 private:
  bool can_strike(const Fault& fault, bool is_login) const;

  FaultWords words_;
  std::vector<Fault> faults_;
};

const Fault* find_fault(const std::vector<Fault>& faults, std::string_view kind);

}  // namespace hub::simulators
