// The tickets and contacts of an account, checked and kept as Freshdesk does (freshdesk.md). One thread. Owns
// them; pointers stay valid until reset().
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/model/value.hpp"

namespace hub::simulators::freshdesk {

struct File {
  std::string name, content_type;
  std::size_t size = 0;
};

struct Conversation {
  std::int64_t id = 0, ticket_id = 0;
  std::string html;
  bool is_private = true, is_deleted = false;
  std::vector<File> files;
  WallTime created{};
};

using Fields = std::map<std::string, std::string, std::less<>>;  // values as JSON

struct Ticket {
  std::int64_t id = 0, requester_id = 0;
  std::string html;  // its description
  Fields fields, custom;
  std::vector<std::string> tags;
  std::vector<File> files;
  std::deque<Conversation> conversations;
  bool is_deleted = false, was_changed = false;
  WallTime created{}, updated{};
};

struct Contact {
  std::int64_t id = 0;
  Fields fields;  // "name", "email", ...
  bool is_deleted = false;
};

// One of "errors", or the whole answer when `field` is empty.
struct Refusal {
  int status = 400;
  std::string code, field, message;
};

template <class T>
using Or = std::variant<T, Refusal>;

class Account {
 public:
  explicit Account(const Clock& clock);

  // Files come beside the JSON: they are sent as multipart only.
  Or<Ticket*> create_ticket(const model::Value& body, std::vector<File> files = {});
  std::optional<Refusal> update_ticket(Ticket& ticket, const model::Value& body);
  Or<Conversation*> add_note(Ticket& ticket, const model::Value& body, std::vector<File> files = {});
  Or<Contact*> create_contact(const model::Value& body);
  std::optional<Refusal> update_contact(Contact& contact, const model::Value& body);

  Ticket* find_ticket(std::int64_t id);  // also one that was deleted: it is in the bin
  Contact* find_contact(std::int64_t id);
  Contact* find_contact_by(std::string_view field, std::string_view value);
  Conversation* find_conversation(std::int64_t id);
  std::deque<Ticket>& tickets() { return tickets_; }
  std::deque<Contact>& contacts() { return contacts_; }

  // Custom fields by name, each with its type: "custom_text", "custom_number", ...
  const std::map<std::string, std::string, std::less<>>& custom_fields() const { return custom_fields_; }
  // A field that was told to vanish.
  bool is_hidden(std::string_view field) const { return hidden_.contains(field); }
  std::set<std::string, std::less<>>& hidden() { return hidden_; }

  void touch(Ticket& ticket);
  void reset();

 private:
  std::optional<Refusal> assign(Ticket& ticket, const model::Value& body);
  std::optional<Refusal> assign_custom(Ticket& ticket, const model::Value& fields);
  std::optional<Refusal> assign_requester(Ticket& ticket, const model::Value& body);
  std::optional<Refusal> assign(Contact& contact, const model::Value& body);

  const Clock& clock_;
  std::map<std::string, std::string, std::less<>> custom_fields_;
  std::set<std::string, std::less<>> hidden_;
  std::deque<Ticket> tickets_;
  std::deque<Contact> contacts_;
  std::map<std::int64_t, Conversation*> conversations_;
  static constexpr std::int64_t kFirstId = 1'000;
  std::int64_t last_id_ = kFirstId;
};

}  // namespace hub::simulators::freshdesk
