#include "tools/simulators/zendesk/api.hpp"

#include <algorithm>

#include "tools/simulators/zendesk/text.hpp"
#include "tools/simulators/zendesk/writers.hpp"

namespace hub::simulators::zendesk {

using model::Value;

namespace {

constexpr std::size_t kPage = 100;
constexpr std::chrono::hours kIdempotencyLife{2};

std::size_t page_size(const Call& call) {
  const Id asked = id_of(call.query("page[size]"));
  return asked > 0 ? std::min(static_cast<std::size_t>(asked), kPage) : kPage;
}

// {"NAME":[...],"meta":{...},"links":{...}} or, without page[size], "next_page".
template <class Item, class Write>
Reply page_of(const Call& call, const char* name, const std::vector<Item>& items, Write write) {
  const bool by_cursor = !call.query("page[size]").empty();
  const std::size_t size = page_size(call);
  const std::size_t number = static_cast<std::size_t>(std::max<Id>(1, id_of(call.query("page"))));
  const std::size_t start =
      by_cursor ? static_cast<std::size_t>(id_of(call.query("page[after]"))) : (number - 1) * size;
  const std::size_t end = std::min(items.size(), start + size);
  Reply reply;
  reply.body.append("{\"" + std::string(name) + "\":[");
  for (std::size_t i = start; i < end; ++i) {
    if (i > start) reply.body.push_back(',');
    write(items[i], reply.body);
  }
  const bool has_more = end < items.size();
  const std::string here = call.base_url + call.target.path;
  std::string filter;
  for (const char* kept : {"external_id", "include"}) {
    if (!call.query(kept).empty()) filter += std::string("&") + kept + '=' + call.query(kept);
  }
  const std::string count = std::to_string(items.size());
  if (!by_cursor) {
    const std::string next = here + "?page=" + std::to_string(number + 1) + filter;
    reply.body.append("],\"next_page\":" + (has_more ? '"' + next + '"' : std::string("null")) +
                      ",\"previous_page\":null,\"count\":" + count + "}");
    return reply;
  }
  const std::string after = std::to_string(end);
  const std::string next =
      here + "?page%5Bsize%5D=" + std::to_string(size) + "&page%5Bafter%5D=" + after + filter;
  reply.body.append("],\"meta\":{\"has_more\":" + std::string(has_more ? "true" : "false") +
                    ",\"after_cursor\":\"" + after + "\",\"before_cursor\":null},\"links\":{\"next\":" +
                    (has_more ? '"' + next + '"' : std::string("null")) + ",\"prev\":null}}");
  return reply;
}

bool is_for(const Fault& fault, std::size_t record) {
  return fault.record < 0 || static_cast<std::size_t>(fault.record) == record;
}

}  // namespace

bool Call::is(std::string_view verb, std::initializer_list<std::string_view> path) const {
  if (method != verb || target.segments.size() != path.size()) return false;
  return std::ranges::equal(target.segments, path, [](const std::string& segment, std::string_view want) {
    return want == "*" || segment == want;
  });
}

std::string Call::query(const std::string& name) const {
  const auto found = target.query.find(name);
  return found == target.query.end() ? "" : found->second;
}

Reply error_reply(int status, std::string_view error, std::string_view description) {
  Reply reply;
  reply.status = status;
  reply.body.push_back('{');
  model::write_json_member("error", error, reply.body);
  if (!description.empty()) {
    reply.body.push_back(',');
    model::write_json_member("description", description, reply.body);
  }
  reply.body.push_back('}');
  return reply;
}

Reply refused_reply(const Refusal& refusal) {
  Reply reply;
  reply.status = refusal.status;
  reply.body = refusal_body(refusal);
  return reply;
}

std::vector<Id> ids_of(const std::string& list) {
  std::vector<Id> ids;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t comma = std::min(list.find(',', start), list.size());
    if (const Id id = id_of(std::string_view(list).substr(start, comma - start))) ids.push_back(id);
    start = comma + 1;
  }
  return ids;
}

Api::Api(Account& account, Jobs& jobs, const Clock& clock, ApiLimits limits)
    : account_(account),
      jobs_(jobs),
      clock_(clock),
      limits_(limits),
      updates_(clock, limits.updates_per_minute, std::chrono::minutes(1)),
      updates_of_ticket_(clock, limits.updates_per_ticket, std::chrono::minutes(10)) {}

void Api::clear() {
  idempotent_.clear();
  updates_.clear();
  updates_of_ticket_.clear();
}

std::string Api::operation_of(const Call& call) {
  const auto& path = call.target.segments;
  const std::string first = path.empty() ? "" : path[0], second = path.size() > 1 ? path[1] : "";
  const bool is_get = call.method == "GET";
  if (first == "imports") return path.size() == 3 ? "import_many" : "create";
  if (first == "job_statuses") return "job_status";
  if (first == "users") return is_get ? "users" : call.method == "DELETE" ? "delete" : "users_write";
  if (first == "uploads") return "upload";
  if (first == "deleted_tickets" || first == "deleted_users") return "delete";
  if (first == "comment_redactions") return "redact";
  if (first == "search" || first == "ticket_fields") return first;
  if (first != "tickets") return "other";
  if (path.size() == 1) return is_get ? "list" : "create";
  if (second == "destroy_many") return "delete";
  if (id_of(second) == 0) return second;  // create_many, show_many, update_many, count
  if (path.size() == 3) return "comments";
  return is_get ? "show" : call.method == "DELETE" ? "delete" : "update";
}

Reply Api::run(const Call& call) {
  const std::string first = call.target.segments.empty() ? "" : call.target.segments[0];
  if (first == "tickets") return tickets(call);
  if (call.is("POST", {"imports", "tickets"})) return create(call, true);
  if (call.is("POST", {"imports", "tickets", "create_many"})) return create_many(call, true);
  if (first == "job_statuses") return job_status(call);
  if (call.is("DELETE", {"deleted_tickets", "destroy_many"})) return delete_many(call, true);
  if (call.is("PUT", {"comment_redactions", "*"})) return redact(call);
  if (first == "users" || first == "deleted_users" || first == "search") return users(call);
  if (first == "uploads") return uploads(call);
  if (call.is("GET", {"ticket_fields"})) return fields();
  return error_reply(404, "InvalidEndpoint", "Not found");
}

Reply Api::tickets(const Call& call) {
  if (call.is("GET", {"tickets"})) return list(call);
  if (call.is("POST", {"tickets"})) return create(call, false);
  if (call.is("POST", {"tickets", "create_many"})) return create_many(call, false);
  if (call.is("PUT", {"tickets", "update_many"})) return update_many(call);
  if (call.is("GET", {"tickets", "show_many"})) return show_many(call);
  if (call.is("DELETE", {"tickets", "destroy_many"})) return delete_many(call, false);
  if (call.is("GET", {"tickets", "count"})) {
    Reply reply;
    reply.body.append("{\"count\":{\"value\":" + std::to_string(account_.tickets().size()) +
                      ",\"refreshed_at\":\"2026-11-01T00:00:00Z\"}}");
    return reply;
  }
  const Id id = call.target.segments.size() > 1 ? id_of(call.target.segments[1]) : 0;
  Ticket* ticket = account_.find_ticket(id);
  const bool is_there = ticket && !ticket->is_deleted && !find_fault(call.faults, "stale_read");
  if (!is_there) return error_reply(404, "RecordNotFound", "Not found");
  if (call.is("GET", {"tickets", "*", "comments"})) return comments(call, *ticket);
  if (call.is("PUT", {"tickets", "*"})) return update(call, *ticket);
  if (call.is("DELETE", {"tickets", "*"})) {
    delete_one(id, false);
    Reply reply;
    reply.status = 204;
    return reply;
  }
  if (!call.is("GET", {"tickets", "*"})) return error_reply(404, "InvalidEndpoint", "Not found");
  Reply reply;
  reply.body.append("{\"ticket\":");
  write_ticket(*ticket, call.base_url, reply.body);
  reply.body.push_back('}');
  return reply;
}

std::variant<Ticket*, Refusal> Api::create_one(const Value& input, bool is_import, std::size_t index,
                                               const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    if (fault.kind == "record_error" && is_for(fault, index))
      return Refusal{"RecordInvalid", "base", "Told", fault.text};
  }
  auto made = account_.create_ticket(input, is_import);
  if (auto* ticket = std::get_if<Ticket*>(&made)) {
    for (const Fault& fault : faults) {
      if (!is_for(fault, index)) continue;
      std::string& html = (*ticket)->comments.front().html;
      if (fault.kind == "truncated_comment") html = cut(html, html.size() / 2);
      if (fault.kind == "changed_subject") (*ticket)->subject = fault.text;
      if (fault.kind == "deleted_after_write") (*ticket)->is_deleted = true;
    }
  }
  return made;
}

Reply Api::create(const Call& call, bool is_import) {
  const auto now = clock_.wall_now();
  const bool is_keyed = !is_import && !call.idempotency_key.empty();
  const auto known = idempotent_.find(call.idempotency_key);
  if (is_keyed && known != idempotent_.end() && known->second.at + kIdempotencyLife > now) {
    if (known->second.body != call.body) {
      return error_reply(400, "IdempotentRequestError",
                         "Request parameters don't match the given idempotency key");
    }
    Reply reply;
    reply.status = 201;
    reply.body.append(known->second.answer);
    reply.lookup = "hit";
    return reply;
  }
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(call.body, arena);
  const Value* input = body.ok() ? body->find("ticket") : nullptr;
  if (!input) return error_reply(400, "Missing parameter: ticket");
  Reply reply;
  note_dropped_keys(*input, is_import, reply.dropped);
  auto made = create_one(*input, is_import, 0, call.faults);
  if (const auto* refusal = std::get_if<Refusal>(&made)) return refused_reply(*refusal);
  reply.status = 201;
  reply.body.append("{\"ticket\":");
  write_ticket(*std::get<Ticket*>(made), call.base_url, reply.body);
  reply.body.append(",\"audit\":{\"events\":[]}}");
  if (is_keyed) {
    idempotent_[call.idempotency_key] = {call.body, std::string(reply.body.view()), now};
    reply.lookup = "miss";
  }
  return reply;
}

Reply Api::update(const Call& call, Ticket& ticket) {
  if (!updates_.take() || !updates_of_ticket_.take(ticket.id)) {
    Reply reply =
        error_reply(429, "APIRateLimitExceeded", "Number of allowed API requests per minute exceeded");
    const bool is_ticket = updates_of_ticket_.most() > 0 && updates_of_ticket_.left(ticket.id) <= 0;
    const Budget& full = is_ticket ? updates_of_ticket_ : updates_;
    reply.retry_after = static_cast<int>(full.until_reset().count());
    return reply;
  }
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(call.body, arena);
  const Value* input = body.ok() ? body->find("ticket") : nullptr;
  if (!input) return error_reply(400, "Missing parameter: ticket");
  Reply reply;
  const std::size_t comments_before = ticket.comments.size();
  note_dropped_keys(*input, false, reply.dropped);
  const auto updated = account_.update_ticket(ticket, *input);
  if (const auto* refusal = std::get_if<Refusal>(&updated)) return refused_reply(*refusal);
  reply.body.append("{\"ticket\":");
  write_ticket(ticket, call.base_url, reply.body);
  reply.body.append(",\"audit\":{\"events\":[");
  if (ticket.comments.size() > comments_before) {
    write_comment(ticket.comments.back(), call.base_url, reply.body);
  }
  reply.body.append("]}}");
  return reply;
}

Reply Api::list(const Call& call) {
  std::vector<const Ticket*> found;
  const std::string external_id = call.query("external_id");
  for (const Ticket& ticket : account_.tickets()) {
    const bool is_shown = !ticket.is_deleted && ticket.created + limits_.list_lag <= clock_.wall_now();
    if (is_shown && (external_id.empty() || ticket.external_id == external_id)) found.push_back(&ticket);
  }
  if (find_fault(call.faults, "stale_read")) found.clear();
  const bool with_count = call.query("include") == "comment_count";
  return page_of(call, "tickets", found, [&](const Ticket* ticket, Buffer& out) {
    write_ticket(*ticket, call.base_url, out, with_count);
  });
}

Reply Api::show_many(const Call& call) {
  const std::vector<Id> ids = ids_of(call.query("ids"));
  if (ids.size() > kPage) return error_reply(400, "TooManyIds", "At most 100 ids");
  const bool is_stale = find_fault(call.faults, "stale_read") != nullptr;
  Reply reply;
  reply.body.append("{\"tickets\":[");
  std::size_t count = 0;
  for (const Id id : ids) {
    const Ticket* ticket = account_.find_ticket(id);
    if (!ticket || ticket->is_deleted || is_stale) continue;
    if (count++ > 0) reply.body.push_back(',');
    write_ticket(*ticket, call.base_url, reply.body);
  }
  reply.body.append("],\"next_page\":null,\"previous_page\":null,\"count\":" + std::to_string(count) + "}");
  return reply;
}

Reply Api::comments(const Call& call, const Ticket& ticket) {
  return page_of(call, "comments", ticket.comments,
                 [&](const Comment& comment, Buffer& out) { write_comment(comment, call.base_url, out); });
}

Reply Api::job_status(const Call& call) {
  const std::string id = call.target.segments.size() > 1 ? call.target.segments[1] : "";
  if (find_fault(call.faults, "job_lost")) jobs_.forget(id);
  const bool is_many = id == "show_many";
  Reply reply;
  if (!is_many) {
    const Buffer status = jobs_.status(id, call.base_url);
    if (status.empty()) return error_reply(404, "RecordNotFound", "Not found");
    reply.body.append("{\"job_status\":");
    reply.body.append(status.view());
    reply.body.push_back('}');
    return reply;
  }
  reply.body.append("{\"job_statuses\":[");
  std::string ids = call.query("ids");
  for (std::size_t start = 0, count = 0; start <= ids.size();) {
    const std::size_t comma = std::min(ids.find(',', start), ids.size());
    const Buffer status = jobs_.status(ids.substr(start, comma - start), call.base_url);
    if (!status.empty() && count++ > 0) reply.body.push_back(',');
    reply.body.append(status.view());
    start = comma + 1;
  }
  reply.body.append("]}");
  return reply;
}

// Everything between <redact> and </redact> becomes blocks.
Reply Api::redact(const Call& call) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(call.body, arena);
  const Id comment_id = id_of(call.target.segments[1]);
  Ticket* ticket = body.ok() ? account_.find_ticket(id_at(*body, "ticket_id").value_or(0)) : nullptr;
  if (!ticket) return error_reply(404, "RecordNotFound", "Not found");
  const auto comment = std::ranges::find(ticket->comments, comment_id, &Comment::id);
  if (comment == ticket->comments.end()) return error_reply(404, "RecordNotFound", "Not found");
  std::string html(body->text_at("html_body"));
  for (std::size_t open = 0; (open = html.find("<redact>", open)) != html.npos;) {
    const std::size_t close = html.find("</redact>", open);
    if (close == html.npos) return error_reply(422, "RecordInvalid", "unclosed redact tag");
    html.replace(open, close + 9 - open, "\u2587\u2587\u2587\u2587");
  }
  comment->html = html;
  if (const Value* files = body->find("external_attachment_urls"); files && files->is_array()) {
    if (!files->as_array().empty()) comment->attachments.clear();
  }
  Reply reply;
  reply.body.append("{\"comment\":");
  write_comment(*comment, call.base_url, reply.body);
  reply.body.push_back('}');
  return reply;
}

}  // namespace hub::simulators::zendesk
