// Tickets, comments and users as the API shows them (zendesk.md 4). Pure; any thread.
#pragma once

#include <string>

#include "core/base/buffer.hpp"
#include "tools/simulators/zendesk/account.hpp"

namespace hub::simulators::zendesk {

// `base_url` begins each "url".
void write_ticket(const Ticket& ticket, const std::string& base_url, Buffer& out, bool with_count = false);
void write_comment(const Comment& comment, const std::string& base_url, Buffer& out);
void write_attachment(const Attachment& attachment, const std::string& base_url, Buffer& out);
void write_user(const User& user, const std::string& base_url, Buffer& out);
void write_field(const TicketField& field, Buffer& out);
// {"error":"RecordInvalid","description":...,"details":{...}}
Buffer refusal_body(const Refusal& refusal);

}  // namespace hub::simulators::zendesk
