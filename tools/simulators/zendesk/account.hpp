// The data of one Zendesk account: tickets with comments, users, uploads, and what the vendor does to values
// on their way in (zendesk.md 2 and 4.3). One thread; the clock outlives it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/model/value.hpp"

namespace hub::simulators::zendesk {

using Id = std::int64_t;

struct Attachment {
  Id id = 0;
  std::string file_name, content_type, content;
};

struct Comment {
  Id id = 0, author_id = 0;
  std::string html;
  bool is_public = true;
  WallTime created{};
  std::vector<Attachment> attachments;
};

struct Ticket {
  Id id = 0;
  std::string external_id, subject, status = "new", priority, type;
  std::vector<std::string> tags;
  std::map<Id, std::string> custom_fields;  // as JSON
  std::map<std::string, Id> links;  // group_id, assignee_id, brand_id, ticket_form_id, custom_status_id
  Id requester_id = 0, submitter_id = 0;
  WallTime created{}, updated{};
  bool is_deleted = false, is_scrubbed = false;
  std::vector<Comment> comments;
};

struct User {
  Id id = 0;
  std::string name, email, external_id, phone, role = "end-user";
  bool is_suspended = false, is_deleted = false;
};

struct Upload {
  std::vector<Attachment> files;
  WallTime made{};
};

struct TicketField {
  Id id = 0;
  std::string type, title;
  std::vector<std::string> options = {};  // of a tagger
  std::string tag = {};                   // of a checkbox
  bool is_system = false, is_hidden = false;
};

// A refusal as Zendesk words it: which field, its code, and a text.
struct Refusal {
  std::string error = "RecordInvalid", field = "base", code, text;
  int status = 422;
};

class Account {
 public:
  explicit Account(const Clock& clock) : clock_(clock) { reset(); }
  void reset();

  std::vector<TicketField>& fields() { return fields_; }
  std::deque<Ticket>& tickets() { return tickets_; }
  const std::deque<Ticket>& tickets() const { return tickets_; }
  std::deque<User>& users() { return users_; }
  Ticket* find_ticket(Id id);  // also deleted ones
  User* find_user(Id id);
  User* find_user_by_email(std::string_view email);
  User* find_user_by_external_id(std::string_view external_id);

  // `input` is what stands in "ticket". `is_import`: comments with times and authors, nothing else happens.
  std::variant<Ticket*, Refusal> create_ticket(const model::Value& input, bool is_import);
  std::variant<Ticket*, Refusal> update_ticket(Ticket& ticket, const model::Value& input);
  // True when it was made, false when it was there.
  std::variant<std::pair<User*, bool>, Refusal> create_or_update_user(const model::Value& input);

  // A new token, or that of an upload that goes on.
  std::string upload(const std::string& token, Attachment file);
  const Upload* find_upload(const std::string& token) const;
  void forget_upload(const std::string& token) { uploads_.erase(token); }

  Id own_user() const { return 1; }

 private:
  std::optional<Refusal> set_fields(Ticket& ticket, const model::Value& input);
  std::optional<Refusal> set_requester(Ticket& ticket, const model::Value& input);
  void set_custom_fields(Ticket& ticket, const model::Value& list);
  std::optional<Refusal> add_comment(Ticket& ticket, const model::Value& input, bool is_import);
  User& make_user(std::string_view name, std::string_view email);

  const Clock& clock_;
  std::vector<TicketField> fields_;
  std::deque<Ticket> tickets_;
  std::deque<User> users_;
  std::map<Id, Ticket*> by_id_;
  std::map<std::string, Upload> uploads_;
  Id last_id_ = 0;
};

// Adds the keys of a ticket's input that Zendesk leaves out without an error.
void note_dropped_keys(const model::Value& input, bool is_import, std::vector<std::string>& dropped);

// 0 when it is no id.
Id id_of(std::string_view digits);
std::optional<Id> id_at(const model::Value& object, std::string_view name);

}  // namespace hub::simulators::zendesk
