#include "core/admin/suggestion.hpp"

namespace hub::admin {
namespace {

// Of errors that the hub itself finds; a target's own codes are explained by their message.
std::string_view by_code(std::string_view code) {
  if (code == "mismatch")
    return "Something at the target changes or cuts the named fields: compare them with its limits and "
           "automation, repair the mapping or the target, then retry.";
  if (code == "class_forbidden")
    return "The mapping sends more than the target's max_class allows: take the field out of the mapping, or "
           "have the policy changed, then retry.";
  if (code == "wrong_type" || code == "liquid" || code == "limit" || code == "too_long")
    return "The mapping cannot make this record of this case: repair it, then retry.";
  if (code == "key_destroyed" || code == "sealed_format")
    return "The case can no longer be opened and no retry will help: find out why its key is gone, then "
           "discard it.";
  return {};
}

std::string_view by_kind(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return "The target refuses this record: read the message and the named fields, repair the mapping or "
             "the "
             "target, then retry; discard it only if it may be lost.";
    case ErrorKind::config:
      return "The target lacks something the mapping writes to: hubctl target setup says what it needs; then "
             "retry.";
    case ErrorKind::auth:
      return "The target refuses the credentials: renew them, then retry.";
    case ErrorKind::transient:
    case ErrorKind::rate_limited:
    case ErrorKind::unknown:
      return "It was tried as often as is allowed: see with hubctl status whether the target works, then "
             "retry.";
  }
  return {};
}

}  // namespace

std::string_view suggestion_for(const store::DeliveryView& delivery) {
  if (delivery.state != store::DeliveryState::dead_letter || !delivery.error) return {};
  return suggestion_for(delivery.error->kind, delivery.error->code);
}

std::string_view suggestion_for(std::optional<ErrorKind> kind, std::string_view code) {
  const std::string_view special = by_code(code);
  if (!special.empty() || !kind) return special;
  return by_kind(*kind);
}

}  // namespace hub::admin
