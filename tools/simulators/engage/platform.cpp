#include "tools/simulators/engage/platform.hpp"

#include "core/base/timestamp.hpp"
#include "core/ingest/event_type.hpp"

namespace hub::simulators::engage {

void Platform::keep(const GeneratedEvent& event) {
  Kept& kept = cases_[event.case_id];
  if (event.type == ingest::kCaseClosedType) {  // an update adds nothing that is fetched
    kept.data = event.data;
    kept.closed = {event.case_id, event.id, event.source, event.time};
  }
  for (const GeneratedAttachment& attachment : event.attachments) {
    attachments_[attachment.id] = attachment.bytes;
    kept.attachment_ids.push_back(attachment.id);
  }
}

std::vector<Platform::Closed> Platform::closed_cases(WallTime from, WallTime to, const std::string& after,
                                                     std::size_t limit) const {
  std::vector<Closed> list;
  for (auto it = cases_.upper_bound(after); it != cases_.end() && list.size() < limit; ++it) {
    const auto time = parse_timestamp(it->second.closed.time);
    if (time && *time >= from && *time < to) list.push_back(it->second.closed);
  }
  return list;
}

const std::string* Platform::find_case(const std::string& case_id) const {
  const auto found = cases_.find(case_id);
  return found == cases_.end() ? nullptr : &found->second.data;
}

const std::string* Platform::find_attachment(const std::string& attachment_id) const {
  const auto found = attachments_.find(attachment_id);
  return found == attachments_.end() ? nullptr : &found->second;
}

bool Platform::was_deleted(const std::string& id) const {
  return deleted_.count(id) > 0;
}

bool Platform::erase_case(const std::string& case_id) {
  const auto found = cases_.find(case_id);
  if (found == cases_.end()) return false;
  for (const std::string& id : found->second.attachment_ids) {
    attachments_.erase(id);
    deleted_.insert(id);
  }
  cases_.erase(found);
  deleted_.insert(case_id);
  ++deleted_cases_;
  return true;
}

}  // namespace hub::simulators::engage
