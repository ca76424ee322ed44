// Records and Zendesk's JSON: what is sent, and both sides of the comparison in one form (zendesk.md 2
// and 4.3). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/shared/marker.hpp"
#include "connectors/shared/outcomes.hpp"
#include "core/base/buffer.hpp"
#include "core/delivery/schema.hpp"

namespace hub::connectors::zendesk {

// The objects a mapping can write.
inline constexpr std::string_view kTicket = "ticket", kComment = "comment", kAttachment = "attachment",
                                  kUser = "user";

// Custom fields are named by their number.
inline constexpr std::string_view kCustom = "ticket_field_";

// Bytes of a comment as HTML; Zendesk cuts what is longer without an error.
inline constexpr std::size_t kCommentBytesMax = 65'535;

// The comment that stands for a record below a ticket, or that was added to a ticket of somebody else, ends
// with its marker: comments have no key of their own.
using connectors::marker;
const model::Value* find_marked(std::span<const model::Value> comments, std::string_view key);

// Text as HTML that shows it as it is: escaped, and safe from Zendesk's placeholders. Lives in `arena`.
std::string_view html_of(std::string_view text, model::Arena& arena);

// The text that the record's comment will show, marker included. Lives in `arena` or in the record.
std::string_view sent_text(const model::Record& record, model::Arena& arena);

// What stands in "ticket", "comment" or "user". Fails with invalid when a comment is longer than Zendesk
// keeps. `requester_id` stands in where the record names nobody; it may be empty.
Result<model::Value> ticket_input(const model::Record& record, std::string_view requester_id,
                                  model::Arena& arena);
// `upload` may be empty.
Result<model::Value> comment_input(const model::Record& record, std::string_view upload, model::Arena& arena);
model::Value user_input(const model::Record& record, model::Arena& arena);

// What takes a comment's text and files away.
Buffer redaction(std::string_view ticket_id, const model::Value& comment, model::Arena& arena);

// What a job says about each of `asked` items, by their place in the request (zendesk.md 2.4).
std::vector<Written> read_results(const model::Value& results, std::size_t asked);

// Fields of a record whose proof is not in the ticket itself.
bool needs_requester(const model::Record& record);
bool needs_comments(const model::Record& record);

// What a ticket, a comment or a user holds of a record, in the form of expected_form().
struct Stored {
  const model::Value* object = nullptr;                 // the ticket or the user
  const model::Value* requester = nullptr;              // its user, where needs_requester()
  const std::vector<model::Value>* comments = nullptr;  // of the ticket, where needs_comments()
  bool is_linked = false;                               // to its parent
};
model::Value stored_form(const model::Record& record, const Stored& stored, model::Arena& arena);
model::Value expected_form(const model::Record& record, model::Arena& arena);

// GET /ticket_fields as a schema; and the objects whose fields are always the same.
delivery::SchemaObject read_ticket_schema(const model::Value& answer);
std::optional<delivery::SchemaObject> fixed_schema(std::string_view object);

}  // namespace hub::connectors::zendesk
