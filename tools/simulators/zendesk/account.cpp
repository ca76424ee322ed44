#include "tools/simulators/zendesk/account.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/ascii.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"
#include "core/model/text_form.hpp"
#include "tools/simulators/zendesk/text.hpp"

namespace hub::simulators::zendesk {

using model::Value;

namespace {

constexpr std::size_t kSubjectMax = 150, kCommentsMax = 5'000;
constexpr std::chrono::minutes kUploadLife{60};
constexpr Id kFirstId = 1'000;

// What a ticket takes; anything else is dropped and told in a header (zendesk.md 1.1).
constexpr std::array kTicketKeys = std::to_array<std::string_view>(
    {"external_id", "subject",        "status",         "priority",         "type",          "tags",
     "requester",   "requester_id",   "submitter_id",   "comment",          "custom_fields", "group_id",
     "assignee_id", "brand_id",       "ticket_form_id", "custom_status_id", "collaborators", "id",
     "recipient",   "additional_tags"});
constexpr std::array kImportKeys = std::to_array<std::string_view>(
    {"comments", "created_at", "updated_at", "solved_at", "description", "via"});
constexpr std::array kLinks = std::to_array<std::string_view>(
    {"group_id", "assignee_id", "brand_id", "ticket_form_id", "custom_status_id", "submitter_id"});
constexpr std::array kStatuses =
    std::to_array<std::string_view>({"new", "open", "pending", "hold", "solved", "closed"});
constexpr std::array kPriorities = std::to_array<std::string_view>({"urgent", "high", "normal", "low"});

Refusal refused(std::string field, std::string code, std::string text) {
  return {"RecordInvalid", std::move(field), std::move(code), std::move(text)};
}

template <class Words>
bool is_among(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

void add_tag(std::vector<std::string>& tags, std::string_view word) {
  const std::string tag = lower_case(std::string(word));
  if (!tag.empty() && !is_among(tags, tag)) tags.push_back(tag);
}

}  // namespace

void note_dropped_keys(const Value& input, bool is_import, std::vector<std::string>& dropped) {
  if (!input.is_object()) return;
  for (const model::Member& member : input.as_object()) {
    const bool is_taken = is_import ? member.name != "requester" && (is_among(kTicketKeys, member.name) ||
                                                                     is_among(kImportKeys, member.name))
                                    : is_among(kTicketKeys, member.name);
    if (!is_taken && !is_among(dropped, member.name)) dropped.emplace_back(member.name);
  }
}

Id id_of(std::string_view digits) {
  Id id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  return error == std::errc() && end == digits.data() + digits.size() ? id : 0;
}

std::optional<Id> id_at(const Value& object, std::string_view name) {
  const Value* found = object.find(name);
  if (!found) return std::nullopt;
  if (found->is_integer()) return found->as_integer();
  if (found->is_string()) return id_of(found->as_string());
  return std::nullopt;
}

void Account::reset() {
  tickets_.clear();
  users_.clear();
  by_id_.clear();
  uploads_.clear();
  users_.push_back({own_user(), "Connector Hub", "hub@example.com", "", "", "admin"});
  users_.push_back({2, "Chat visitor", "visitor@example.com", "", ""});
  last_id_ = std::max(last_id_, kFirstId);
  const auto system = [](Id id, const char* type, const char* title) {
    return TicketField{id, type, title, {}, "", true};
  };
  fields_ = {system(1, "subject", "Subject"),
             system(2, "description", "Description"),
             system(3, "status", "Status"),
             system(4, "tickettype", "Type"),
             system(5, "priority", "Priority"),
             system(6, "group", "Group"),
             system(7, "assignee", "Assignee"),
             {101, "text", "Hub outcome"},
             {102, "tagger", "Channel", {"chat", "video", "cobrowse", "phone2web", "callback", "offline"}},
             {103, "checkbox", "Co-browsing used", {}, "cobrowsing"},
             {104, "integer", "Survey score"},
             {105, "date", "Closed on"},
             {106, "textarea", "Wrap-up"}};
}

Ticket* Account::find_ticket(Id id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() || found->second->is_scrubbed ? nullptr : found->second;
}

User* Account::find_user(Id id) {
  const auto found = std::ranges::find(users_, id, &User::id);
  return found == users_.end() || found->is_deleted ? nullptr : &*found;
}

User* Account::find_user_by_email(std::string_view email) {
  const auto found = std::ranges::find_if(users_, [&](const User& user) {
    return !user.is_deleted && lower_case(user.email) == lower_case(std::string(email));
  });
  return found == users_.end() ? nullptr : &*found;
}

User* Account::find_user_by_external_id(std::string_view external_id) {
  const auto found = std::ranges::find_if(users_, [&](const User& user) {
    return !user.is_deleted && lower_case(user.external_id) == lower_case(std::string(external_id));
  });
  return found == users_.end() ? nullptr : &*found;
}

User& Account::make_user(std::string_view name, std::string_view email) {
  User& user = users_.emplace_back();
  user.id = ++last_id_;
  user.name = name;
  user.email = lower_case(std::string(email));
  user.is_suspended = user.email.starts_with("suspended@");
  return user;
}

std::variant<std::pair<User*, bool>, Refusal> Account::create_or_update_user(const Value& input) {
  const std::string_view email = input.text_at("email"), external_id = input.text_at("external_id");
  User* user = email.empty() ? nullptr : find_user_by_email(email);
  if (!user && !external_id.empty()) user = find_user_by_external_id(external_id);
  const bool is_new = user == nullptr;
  if (is_new && input.text_at("name").empty()) return refused("name", "BlankValue", "Name: cannot be blank");
  if (is_new) user = &make_user(input.text_at("name"), email);
  if (!input.text_at("name").empty()) user->name = input.text_at("name");
  if (!external_id.empty()) user->external_id = external_id;
  if (const auto phone = input.text_at("phone"); !phone.empty()) user->phone = phone;
  return std::pair(user, is_new);
}

std::optional<Refusal> Account::set_requester(Ticket& ticket, const Value& input) {
  if (const auto id = id_at(input, "requester_id")) {
    if (!find_user(*id)) return refused("requester", "InvalidValue", "Requester: is invalid");
    ticket.requester_id = *id;
  } else if (const Value* requester = input.find("requester");
             requester && requester->is_object() && !input.find("comments")) {
    const std::string_view email = requester->text_at("email"), name = requester->text_at("name");
    User* user = email.empty() ? nullptr : find_user_by_email(email);
    if (!user && name.empty()) return refused("requester", "BlankValue", "Requester: Name: is too short");
    ticket.requester_id = user ? user->id : make_user(name, email).id;
  }
  if (ticket.requester_id == 0) ticket.requester_id = own_user();
  const User* user = find_user(ticket.requester_id);
  if (user && user->is_suspended) {
    return refused("requester", "UserSuspended", "Requester: " + user->name + " is suspended.");
  }
  return std::nullopt;
}

void Account::set_custom_fields(Ticket& ticket, const Value& list) {
  if (!list.is_array()) return;
  for (const Value& item : list.as_array()) {
    const auto id = id_at(item, "id");
    const Value* value = item.find("value");
    const auto field = std::ranges::find(fields_, id.value_or(0), &TicketField::id);
    if (!id || !value || field == fields_.end() || field->is_system || field->is_hidden) continue;
    // A value that is no option is ignored without a word (zendesk.md 4.3).
    if (field->type == "tagger" && value->is_string() && !is_among(field->options, value->as_string()))
      continue;
    Buffer json;
    model::write_json(*value, json);
    ticket.custom_fields[*id] = json.view();
    if (field->type == "tagger" && value->is_string()) add_tag(ticket.tags, value->as_string());
    if (field->type == "checkbox" && value->is_boolean() && value->as_boolean())
      add_tag(ticket.tags, field->tag);
  }
}

std::optional<Refusal> Account::set_fields(Ticket& ticket, const Value& input) {
  if (!input.is_object()) return refused("base", "BlankValue", "Description: cannot be blank");
  const auto text = [&input](std::string_view name, std::string& into) {
    if (const Value* found = input.find(name); found && found->is_string()) {
      into = model::trimmed(found->as_string());
    }
  };
  text("external_id", ticket.external_id);
  text("subject", ticket.subject);
  if (ticket.subject.size() > kSubjectMax) {
    return refused("base", "TooLong", "Subject: is too long (maximum is 150 characters)");
  }
  text("status", ticket.status);
  if (!is_among(kStatuses, ticket.status)) return refused("status", "InvalidValue", "Status: is invalid");
  text("priority", ticket.priority);
  if (!ticket.priority.empty() && !is_among(kPriorities, ticket.priority)) {
    return refused("priority", "InvalidValue", "Priority: is invalid");
  }
  text("type", ticket.type);
  if (const Value* tags = input.find("tags"); tags && tags->is_array()) {
    ticket.tags.clear();
    for (const Value& tag : tags->as_array()) {
      if (tag.is_string()) add_tag(ticket.tags, tag.as_string());
    }
  }
  for (const std::string_view name : kLinks) {
    if (const auto id = id_at(input, name)) ticket.links[std::string(name)] = *id;
  }
  if (const Value* custom = input.find("custom_fields")) set_custom_fields(ticket, *custom);
  return set_requester(ticket, input);
}

std::optional<Refusal> Account::add_comment(Ticket& ticket, const Value& input, bool is_import) {
  Comment comment;
  const std::string_view html = input.text_at("html_body");
  comment.html = html.empty() ? kept_body(input.text_at("body", input.text_at("value"))) : kept_html(html);
  if (plain_text(comment.html).empty() && !input.find("uploads")) {
    return refused("base", "BlankValue", "Description: cannot be blank");
  }
  if (ticket.comments.size() >= kCommentsMax)
    return refused("base", "TooMany", "Comments: too many comments");
  comment.id = ++last_id_;
  comment.created = clock_.wall_now();
  if (const auto time = parse_timestamp(input.text_at("created_at")); time && is_import)
    comment.created = *time;
  comment.author_id = id_at(input, "author_id").value_or(ticket.requester_id);
  if (!find_user(comment.author_id)) return refused("base", "InvalidValue", "Author: is invalid");
  const Value* is_public = input.find("public");
  comment.is_public = !is_public || !is_public->is_boolean() || is_public->as_boolean();
  if (const Value* tokens = input.find("uploads"); tokens && tokens->is_array()) {
    for (const Value& token : tokens->as_array()) {
      const Upload* upload = token.is_string() ? find_upload(std::string(token.as_string())) : nullptr;
      if (!upload) return refused("base", "InvalidValue", "Attachment: token is invalid");
      std::ranges::copy(upload->files, std::back_inserter(comment.attachments));
      forget_upload(std::string(token.as_string()));
    }
  }
  ticket.comments.push_back(std::move(comment));
  return std::nullopt;
}

std::variant<Ticket*, Refusal> Account::create_ticket(const Value& input, bool is_import) {
  Ticket ticket;
  ticket.created = ticket.updated = clock_.wall_now();
  if (is_import) {
    if (const auto time = parse_timestamp(input.text_at("created_at"))) ticket.created = *time;
  }
  if (auto problem = set_fields(ticket, input)) return *problem;
  const Value* comments = is_import ? input.find("comments") : nullptr;
  const Value* comment = input.find("comment");
  if (comments && comments->is_array()) {
    for (const Value& each : comments->as_array()) {
      if (auto problem = add_comment(ticket, each, true)) return *problem;
    }
  }
  if (comment) {
    if (auto problem = add_comment(ticket, *comment, is_import)) return *problem;
  }
  if (ticket.comments.empty()) return refused("base", "BlankValue", "Description: cannot be blank");
  ticket.id = ++last_id_;
  ticket.submitter_id = own_user();
  tickets_.push_back(std::move(ticket));
  by_id_[tickets_.back().id] = &tickets_.back();
  return &tickets_.back();
}

std::variant<Ticket*, Refusal> Account::update_ticket(Ticket& ticket, const Value& input) {
  if (ticket.status == "closed")
    return refused("status", "InvalidValue", "Status: closed prevents ticket update");
  Ticket changed = ticket;
  if (auto problem = set_fields(changed, input)) return *problem;
  const Value* comment = input.find("comment");
  if (comment) {
    if (auto problem = add_comment(changed, *comment, false)) return *problem;
  }
  changed.updated = clock_.wall_now();
  ticket = std::move(changed);
  return &ticket;
}

std::string Account::upload(const std::string& token, Attachment file) {
  const std::string name = find_upload(token) ? token : "upload-" + std::to_string(++last_id_);
  file.id = ++last_id_;
  Upload& upload = uploads_[name];
  upload.files.push_back(std::move(file));
  upload.made = clock_.wall_now();
  return name;
}

const Upload* Account::find_upload(const std::string& token) const {
  const auto found = uploads_.find(token);
  if (found == uploads_.end() || found->second.made + kUploadLife < clock_.wall_now()) return nullptr;
  return &found->second;
}

}  // namespace hub::simulators::zendesk
