#include "connectors/shared/outcomes.hpp"

#include "core/http/verdict.hpp"

namespace hub::connectors {

using delivery::StoredRecord;

Seen seen(std::string id) {
  return id.empty() ? Seen() : Seen(StoredRecord{std::move(id), false});
}

Written written(std::string id, bool created) {
  if (id.empty()) return http::unreadable_answer(http::Effect::writes);
  return StoredRecord{std::move(id), created};
}

Result<void> done(const Result<model::Value>& answer) {
  return answer.ok() ? Result<void>() : Result<void>(answer.error());
}

Error gone_meanwhile(std::string_view what) {
  return transient_error("record_gone", "the " + std::string(what) + " to write to was deleted meanwhile");
}

Error parent_missing(std::string_view what) {
  return transient_error("parent_missing", "the " + std::string(what) + " it belongs to is not there yet");
}

}  // namespace hub::connectors
