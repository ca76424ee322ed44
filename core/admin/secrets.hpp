// The secrets of tenants as the API handles them: set, replaced, listed by name, removed; never told. One
// loop's thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace hub::admin {

struct SecretView {
  std::string tenant, name;
  std::int64_t version = 1;  // counts its values
  WallTime set_at{};
  std::string set_by;                // the name of the key
  std::vector<std::string> used_by;  // "target crm"
};

struct NewSecret {
  std::string tenant, name;
  Buffer value;
  std::string by;  // the name of the key
};

class Secrets {
 public:
  virtual ~Secrets() = default;
  // By tenant and name.
  virtual std::vector<SecretView> list() const = 0;
  // Durable when they return; the version. Fail with invalid "bad_secret" (a name or value that cannot be
  // one), "secret_exists", "limit".
  virtual Task<Result<std::int64_t>> set(NewSecret secret) = 0;
  // What uses it goes on with the new value at once; the value that it has already changes nothing, its
  // version least of all. Fails with invalid "no_such_secret", or "secret_refused" when what uses it cannot
  // take the value: nothing has changed then. Transient "busy" while another change is under way.
  virtual Task<Result<std::int64_t>> rotate(NewSecret secret) = 0;
  // Fails with invalid "no_such_secret" and "secret_in_use".
  virtual Task<Result<void>> remove(std::string tenant, std::string name) = 0;
};

}  // namespace hub::admin
