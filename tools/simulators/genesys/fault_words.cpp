#include "tools/simulators/genesys/fault_words.hpp"

namespace hub::simulators::genesys {

FaultWords fault_words() {
  static constexpr FaultKind kKinds[] = {
      {"drop_before_commit", Strikes::every_call},
      {"drop_after_commit", Strikes::every_call},
      {"status", Strikes::every_call},
      {"slow_answer", Strikes::every_call},
      {"revoked_credentials", Strikes::every_call},
      {"expired_token"},
      {"rate_limit"},
      {"missing_permissions"},
      {"record_error"},
      {"truncated_json"},
      {"truncated_text"},
      {"stale_read"},
      {"not_promoted"},
  };
  static constexpr std::string_view kOperations[] = {
      "enrich",          "find_contact",    "add_contact", "contact",     "delete_contact",  "promote",
      "notes",           "add_note",        "note",        "change_note", "delete_note",     "add_notes",
      "scan_notes",      "sources",         "add_source",  "query",       "create_workitem", "workitem",
      "change_workitem", "delete_workitem", "terminate",   "subjects",    "request_erasure", "erasure"};
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::genesys
