// A tenant leaves: it takes nothing more, what it has is delivered or given up, and then nothing of it is
// kept but certificates and the audit log. The service implements it; tests fake it. One loop's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace hub::admin {

enum class RemovalMode : std::uint8_t {
  drain,   // what waits is delivered
  expire,  // it is given up
  move,    // as drain, and its events are not refused for good: they are another cell's
};
std::string_view to_string(RemovalMode mode);
std::optional<RemovalMode> parse_removal_mode(std::string_view word);

// How a removal that has begun stands. It goes on after a restart.
struct RemovalView {
  std::string tenant;
  RemovalMode mode = RemovalMode::drain;
  WallTime begun_at{};
  std::string begun_by;           // the name of the key
  std::int64_t cases = 0;         // that are still here
  std::int64_t held = 0;          // of these, on legal hold
  std::int64_t dead_letters = 0;  // deliveries that wait for a person
  std::int64_t owed = 0;          // purges and callbacks
  bool is_empty() const { return cases == 0 && owed == 0; }
};

class Removals {
 public:
  virtual ~Removals() = default;
  // From here the front door refuses the tenant's events, or, with `move`, asks for them to be sent again
  // later. Durable when it returns. Once more: with `expire` what waits is given up from now on, and what
  // moves goes on to move. Fails with invalid "unknown_tenant", and "removal_refused" when something else
  // needs the tenant: nothing has changed then.
  virtual Task<Result<RemovalView>> begin(std::string tenant, RemovalMode mode, std::string by) = 0;
  // Fails with invalid "no_removal" when none has begun.
  virtual Task<Result<RemovalView>> show(std::string tenant) = 0;
  // Resources, secrets and lanes go, certified. Fails as show() does, with "removal_refused" as begin() does,
  // and with "not_empty" while something of the tenant is here.
  virtual Task<Result<void>> finish(std::string tenant) = 0;
  // Of a partner that has no tenant any more. Fails with invalid "unknown_partner" and "removal_refused".
  virtual Task<Result<void>> remove_partner(std::string partner) = 0;
};

}  // namespace hub::admin
