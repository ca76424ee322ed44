#include "tools/simulators/salesforce/record_faults.hpp"

namespace hub::simulators::salesforce {

namespace {

bool is_for(const Fault& fault, std::size_t record) {
  return fault.record < 0 || static_cast<std::size_t>(fault.record) == record;
}

// The first half, cut between characters.
std::string first_half(const std::string& text) {
  std::size_t end = text.size() / 2;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

std::optional<ApiError> refuse_record(const std::vector<Fault>& faults, std::size_t record) {
  for (const Fault& fault : faults) {
    if (fault.kind != "record_error" || !is_for(fault, record)) continue;
    ApiError error{fault.text.empty() ? "FIELD_CUSTOM_VALIDATION_EXCEPTION" : fault.text, "told to fail", {}};
    if (!fault.field.empty()) error.fields.push_back(fault.field);
    return error;
  }
  return std::nullopt;
}

void spoil_record(const std::vector<Fault>& faults, std::size_t record, Row& row, Org& org) {
  for (const Fault& fault : faults) {
    if (!is_for(fault, record)) continue;
    if (fault.kind == "deleted_after_write") org.remove(row);
    const int field = row.object->find(fault.field);
    if (field < 0) continue;
    const auto* text = std::get_if<std::string>(&row.fields[static_cast<std::size_t>(field)]);
    if (fault.kind == "changed_field") org.overwrite(row, field, fault.text);
    if (fault.kind == "truncated_field" && text) org.overwrite(row, field, first_half(*text));
  }
}

}  // namespace hub::simulators::salesforce
