#include "tools/simulators/freshdesk/fault_words.hpp"

namespace hub::simulators::freshdesk {

FaultWords fault_words() {
  static constexpr FaultKind kKinds[] = {
      {"drop_before_commit"},  {"drop_after_commit"}, {"status"},     {"slow_answer"},
      {"revoked_credentials"}, {"access_denied"},     {"rate_limit"}, {"record_error"},
      {"truncated_json"},      {"truncated_text"},    {"stale_read"}, {"hidden_field"},
      {"shown_field"},
  };
  static constexpr std::string_view kOperations[] = {
      "create_ticket",  "update_ticket", "get_ticket",         "delete_ticket",       "list_tickets",
      "search",         "create_note",   "list_conversations", "delete_conversation", "create_contact",
      "update_contact", "get_contact",   "delete_contact",     "forget_contact",      "list_contacts",
      "ticket_fields",  "agents"};
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::freshdesk
