// Visitor tracking as the rest of the hub sees it: events come in, days go. Book implements it; tests fake
// it. One loop's thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/buffer.hpp"
#include "core/base/result.hpp"
#include "core/policy/tracking.hpp"

namespace hub::tracking {

// Checked at the door: of personal data it holds the session's id only.
struct NewEvent {
  std::string tenant;
  std::string source, id;  // together they tell duplicates apart
  std::string session;
  Buffer content;  // as JSON
};

enum class Taken : std::uint8_t { accepted, duplicate };

struct DayView {
  std::int64_t day = 0;  // since 1970-01-01, in UTC
  std::int64_t events = 0;
};

struct TenantView {
  std::string tenant;
  policy::Tracking terms;
  std::vector<DayView> days;  // the oldest first
};

// What went.
struct Gone {
  std::int64_t days = 0, events = 0;
};

class Tracking {
 public:
  virtual ~Tracking() = default;

  // Durable when it returns; an answer for each, in their order. Errors: invalid "unknown_tenant",
  // "tenant_leaving" or "tracking_off"; rate_limited until the tenant's next day; transient "busy",
  // "tenant_moving", "disk_full" or "vault_full". Nothing was stored of these.
  virtual Task<std::vector<Result<Taken>>> take(std::vector<NewEvent> events) = 0;

  // Of tenants that may have some, or have.
  virtual std::vector<TenantView> views() const = 0;

  // Every day of a tenant goes, with a certificate each that gives `reason`: "requested", "tenant_removed".
  virtual Task<Result<Gone>> purge(std::string tenant, std::string reason) = 0;

  // The events of one session go, or are counted by a dry run. Certified when there were any.
  virtual Task<Result<Gone>> erase_session(std::string tenant, std::string session, bool is_dry_run) = 0;
};

}  // namespace hub::tracking
