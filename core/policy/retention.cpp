#include "core/policy/retention.hpp"

#include "core/config/spec.hpp"

namespace hub::policy {
namespace {

constexpr std::chrono::milliseconds kMaxHoldMax = std::chrono::hours{24 * 30};
constexpr std::chrono::milliseconds kKeepDeliveredMax = std::chrono::hours{24 * 3660};
constexpr int kTombstoneDaysMax = 400, kSessionDaysMax = 400;

const config::Spec& retention_spec() {
  static const config::Spec spec{
      "retention",
      "How long the hub keeps what.",
      {
          {.name = "max_hold",
           .type = config::FieldType::duration,
           .description =
               "An undelivered case is shredded after this time and certified as expired; 0s: cases pass "
               "through, and nothing of them is written",
           .required = false,
           .fallback = "72h",
           .example = "24h",
           .choices = {}},
          {.name = "keep_delivered",
           .type = config::FieldType::duration,
           .description = "So long a delivered case stays, sealed, before it is deleted and certified as "
                          "retention_elapsed",
           .required = false,
           .fallback = "0s",
           .example = "30d",
           .choices = {}},
          {.name = "tombstone_days",
           .type = config::FieldType::integer,
           .description = "For so many days a repeated event is recognised as a duplicate",
           .required = false,
           .fallback = "30",
           .example = "30",
           .choices = {}},
          {.name = "session_days",
           .type = config::FieldType::integer,
           .description = "For so many days after a case may be gone an erasure request can name its session "
                          "instead of its id; 0: never",
           .required = false,
           .fallback = "30",
           .example = "30",
           .choices = {}},
      }};
  return spec;
}

}  // namespace

Retention read_retention(const config::Node* node, config::Problems& problems) {
  if (node == nullptr) return {};
  const std::size_t before = problems.size();
  const config::Settings settings = read_settings(retention_spec(), *node, problems);
  if (problems.size() != before) return {};
  Retention retention;
  retention.max_hold = settings.duration("max_hold");
  retention.keep_delivered = settings.duration("keep_delivered");
  const std::int64_t days = settings.integer("tombstone_days");
  if (retention.max_hold > kMaxHoldMax)
    problems.push_back(settings.problem("max_hold", "a case is held for at most 30 days", "720h"));
  if (retention.keep_delivered > kKeepDeliveredMax)
    problems.push_back(settings.problem("keep_delivered", "a case is kept for at most ten years", "3650d"));
  if (days < 1 || days > kTombstoneDaysMax)
    problems.push_back(settings.problem("tombstone_days", "must be between 1 and 400"));
  else
    retention.tombstone_days = static_cast<int>(days);
  const std::int64_t session_days = settings.integer("session_days");
  if (session_days < 0 || session_days > kSessionDaysMax)
    problems.push_back(settings.problem("session_days", "must be between 0 and 400"));
  else
    retention.session_days = static_cast<int>(session_days);
  return retention;
}

}  // namespace hub::policy
