// Tickets, notes, lists and the search.
#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/model/html_form.hpp"
#include "core/model/object_writer.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/freshdesk/simulator.hpp"

namespace hub::simulators::freshdesk {

namespace {

constexpr std::chrono::hours kUsualWindow{24 * 30};
constexpr std::size_t kEmbedded = 10;  // conversations in a ticket

std::string written(WallTime time) {
  return format_timestamp(time).substr(0, 19) + 'Z';
}

void add_texts(std::string_view html_name, std::string_view text_name, std::string_view html,
               model::ObjectWriter& out) {
  model::Arena arena;
  out.add(html_name, html);
  out.add(text_name, model::to_text(html, arena));
}

void add_files(const std::vector<File>& files, model::ObjectWriter& members) {
  Buffer& out = members.begin("attachments");
  out.push_back('[');
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i > 0) out.push_back(',');
    model::ObjectWriter file(out);
    file.begin("id").append(std::to_string(i + 1));
    file.add("name", files[i].name);
    file.add("content_type", files[i].content_type);
    file.begin("size").append(std::to_string(files[i].size));
    file.add("attachment_url", "https://attachments.invalid/" + std::to_string(i + 1));
    file.finish();
  }
  out.push_back(']');
}

void add_fields(const Fields& fields, model::ObjectWriter& members) {
  for (const auto& [name, json] : fields) members.begin(name).append(json);
}

http::Response with_next(http::Response response, const http::Request& request, const Page& page,
                         const std::string& base_url) {
  if (page.has_next) response.headers.add("Link", '<' + base_url + request.url + "&more>; rel=\"next\"");
  return response;
}

// One "name:'value'" or "name:5" of a query.
struct Condition {
  std::string name, json;
};

std::optional<std::vector<Condition>> conditions_of(std::string query) {
  if (query.size() < 2 || query.size() > 512 || query.front() != '"' || query.back() != '"')
    return std::nullopt;
  std::string_view rest = std::string_view(query).substr(1, query.size() - 2);
  std::vector<Condition> conditions;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (colon == rest.npos) return std::nullopt;
    Condition& one = conditions.emplace_back();
    one.name = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    const bool is_text = rest.starts_with('\'');
    const std::size_t end = is_text ? rest.find('\'', 1) : std::min(rest.find(' '), rest.size());
    if (end == rest.npos) return std::nullopt;
    one.json = is_text ? '"' + std::string(rest.substr(1, end - 1)) + '"' : std::string(rest.substr(0, end));
    rest.remove_prefix(std::min(end + (is_text ? 1 : 0), rest.size()));
    if (rest.empty()) break;
    if (!rest.starts_with(" AND ")) return std::nullopt;
    rest.remove_prefix(5);
  }
  return conditions;
}

bool meets(const Ticket& ticket, const std::vector<Condition>& conditions) {
  return std::ranges::all_of(conditions, [&ticket](const Condition& one) {
    const Fields& fields = one.name.starts_with("cf_") ? ticket.custom : ticket.fields;
    const auto held = fields.find(one.name);
    return held != fields.end() && held->second == one.json;
  });
}

bool has_requester(const Ticket& ticket, const RestTarget& target, Account& account) {
  const std::string id = option(target, "requester_id");
  if (!id.empty()) return std::to_string(ticket.requester_id) == id;
  for (const char* key : {"email", "unique_external_id"}) {
    const std::string value = option(target, key);
    if (value.empty()) continue;
    const Contact* contact = account.find_contact_by(key, value);
    return contact && contact->id == ticket.requester_id;
  }
  return true;
}

void cut(std::string& html) {
  html.resize(html.size() / 2);
}

}  // namespace

std::string option(const RestTarget& target, const char* name, const std::string& usual) {
  const auto found = target.query.find(name);
  return found == target.query.end() ? usual : found->second;
}

Page page_of(const RestTarget& target, std::size_t count) {
  const auto number = [&target](const char* name, std::size_t usual) {
    const std::string text = option(target, name);
    const bool is_number =
        !text.empty() && text.size() < 9 && text.find_first_not_of("0123456789") == text.npos;
    return is_number ? static_cast<std::size_t>(std::stoul(text)) : usual;
  };
  const std::size_t rows = std::clamp<std::size_t>(number("per_page", 30), 1, 100);
  Page page;
  page.begin = std::min(count, (std::max<std::size_t>(number("page", 1), 1) - 1) * rows);
  page.end = std::min(count, page.begin + rows);
  page.has_next = page.end < count;
  return page;
}

void write_conversation(const Conversation& note, Buffer& out) {
  model::ObjectWriter members(out);
  members.begin("id").append(std::to_string(note.id));
  members.begin("ticket_id").append(std::to_string(note.ticket_id));
  add_texts("body", "body_text", note.html, members);
  members.begin("private").append(note.is_private ? "true" : "false");
  members.begin("incoming").append("false");
  members.begin("source").append("2");
  add_files(note.files, members);
  members.add("created_at", written(note.created));
  members.finish();
}

void Simulator::write_ticket(const Ticket& ticket, bool has_description, Buffer& out) const {
  model::ObjectWriter members(out);
  members.begin("id").append(std::to_string(ticket.id));
  members.begin("requester_id").append(std::to_string(ticket.requester_id));
  add_fields(ticket.fields, members);
  model::ObjectWriter custom(members.begin("custom_fields"));
  for (const auto& [name, type] : account_.custom_fields()) {
    const auto held = ticket.custom.find(name);
    custom.begin(name).append(held == ticket.custom.end() ? "null" : held->second);
  }
  custom.finish();
  Buffer& tags = members.begin("tags");
  tags.push_back('[');
  for (std::size_t i = 0; i < ticket.tags.size(); ++i) {
    if (i > 0) tags.push_back(',');
    model::write_json_string(ticket.tags[i], tags);
  }
  tags.push_back(']');
  if (has_description) {
    add_texts("description", "description_text", ticket.html, members);
    add_files(ticket.files, members);
  }
  if (ticket.is_deleted) members.begin("deleted").append("true");
  members.add("created_at", written(ticket.created));
  members.add("updated_at", written(ticket.updated));
  members.finish();
}

http::Response Simulator::create_ticket(Call& call) {
  auto made = account_.create_ticket(call.body, std::move(call.files));
  if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
  Ticket& ticket = *std::get<Ticket*>(made);
  if (find_fault(call.faults, "truncated_text")) cut(ticket.html);
  Buffer body;
  write_ticket(ticket, true, body);
  return respond_json(201, std::move(body));
}

http::Response Simulator::get_ticket(const Call& call, const Ticket& ticket) {
  if (find_fault(call.faults, "stale_read") && !ticket.was_changed) return not_found();
  Buffer body;
  write_ticket(ticket, true, body);
  if (option(call.target, "include").find("conversations") == std::string::npos)
    return respond_json(200, std::move(body));
  body.resize(body.size() - 1);
  body.append(",\"conversations\":[");
  for (std::size_t i = 0; i < std::min(kEmbedded, ticket.conversations.size()); ++i) {
    if (i > 0) body.push_back(',');
    write_conversation(ticket.conversations[i], body);
  }
  body.append("]}");
  return respond_json(200, std::move(body));
}

http::Response Simulator::list_tickets(const Call& call) {
  const RestTarget& target = call.target;
  const auto since = parse_timestamp(option(target, "updated_since"));
  const bool in_bin = option(target, "filter") == "deleted";
  const WallTime oldest = clock_.wall_now() - kUsualWindow;
  std::vector<const Ticket*> found;
  for (const Ticket& ticket : account_.tickets()) {
    const bool is_in_time = since ? ticket.updated >= *since : ticket.created >= oldest;
    if (is_in_time && ticket.is_deleted == in_bin && has_requester(ticket, target, account_))
      found.push_back(&ticket);
  }
  if (option(target, "order_by") == "updated_at")
    std::ranges::stable_sort(found, {}, [](const Ticket* ticket) { return ticket->updated; });
  if (option(target, "order_type", "desc") == "desc") std::ranges::reverse(found);
  if (find_fault(call.faults, "stale_read")) found.clear();
  const Page page = page_of(target, found.size());
  const bool has_description = option(target, "include").find("description") != std::string::npos;
  Buffer body("[");
  for (std::size_t i = page.begin; i < page.end; ++i) {
    if (i > page.begin) body.push_back(',');
    write_ticket(*found[i], has_description, body);
  }
  body.push_back(']');
  return with_next(respond_json(200, std::move(body)), call.request, page, base_url());
}

http::Response Simulator::search(const Call& call) {
  constexpr std::size_t kPageRows = 30, kPagesMax = 10;
  const auto conditions = conditions_of(option(call.target, "query"));
  if (!conditions) return refused({400, "invalid_value", "query", "Given query is not valid"});
  const WallTime indexed = clock_.wall_now() - settings_.search_lag;
  std::vector<const Ticket*> found;
  for (const Ticket& ticket : account_.tickets())
    if (!ticket.is_deleted && ticket.updated <= indexed && meets(ticket, *conditions))
      found.push_back(&ticket);
  const std::string page_text = option(call.target, "page", "1");
  const std::size_t page = page_text.size() == 1 ? static_cast<std::size_t>(page_text[0] - '0') : kPagesMax;
  const std::size_t begin = std::min(found.size(), (std::max<std::size_t>(page, 1) - 1) * kPageRows);
  Buffer body("{\"total\":" + std::to_string(found.size()) + ",\"results\":[");
  for (std::size_t i = begin; i < std::min(found.size(), begin + kPageRows); ++i) {
    if (i > begin) body.push_back(',');
    write_ticket(*found[i], false, body);
  }
  body.append("]}");
  return respond_json(200, std::move(body));
}

http::Response Simulator::add_note(Call& call, Ticket& ticket) {
  auto made = account_.add_note(ticket, call.body, std::move(call.files));
  if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
  Conversation& note = *std::get<Conversation*>(made);
  if (find_fault(call.faults, "truncated_text")) cut(note.html);
  Buffer body;
  write_conversation(note, body);
  return respond_json(201, std::move(body));
}

http::Response Simulator::list_conversations(const Call& call, const Ticket& ticket) {
  std::vector<const Conversation*> notes;
  for (const Conversation& note : ticket.conversations)
    if (!note.is_deleted) notes.push_back(&note);
  if (find_fault(call.faults, "stale_read")) notes.clear();
  const Page page = page_of(call.target, notes.size());
  Buffer body("[");
  for (std::size_t i = page.begin; i < page.end; ++i) {
    if (i > page.begin) body.push_back(',');
    write_conversation(*notes[i], body);
  }
  body.push_back(']');
  return with_next(respond_json(200, std::move(body)), call.request, page, base_url());
}

}  // namespace hub::simulators::freshdesk
