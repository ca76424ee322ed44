#include "tools/simulators/engage/platform.hpp"

namespace hub::simulators::engage {

void Platform::keep(const GeneratedEvent& event) {
  Kept& kept = cases_[event.case_id];
  if (kept.data.empty()) kept.data = event.data;  // an update adds nothing that is fetched
  for (const GeneratedAttachment& attachment : event.attachments) {
    attachments_[attachment.id] = attachment.bytes;
    kept.attachment_ids.push_back(attachment.id);
  }
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
