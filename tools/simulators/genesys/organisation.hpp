// What an organisation holds: external contacts with their notes, and workitems; checked and kept as Genesys
// Cloud does (genesys.md). One thread. Owns its rows; a pointer to one stays valid until reset().
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/model/value.hpp"

namespace hub::simulators::genesys {

// What an administrator made: there from the start.
inline constexpr std::string_view kSourceId = "5f0c2a3e-0000-4000-8000-000000000001",
                                  kCollectorId = "5f0c2a3e-0000-4000-8000-000000000501",
                                  kWorktypeId = "5f0c2a3e-0000-4000-8000-000000000701",
                                  kOpenStatusId = "5f0c2a3e-0000-4000-8000-000000000702",
                                  kClosedStatusId = "5f0c2a3e-0000-4000-8000-000000000703",
                                  kUserId = "5f0c2a3e-0000-4000-8000-000000000901";

struct Refusal {
  int status = 400;
  std::string code, message, field;
};
Refusal wrong_value(std::string_view field, std::string_view why);

// `before`: the row as JSON one write ago; empty when it was new then.
struct Contact {
  std::string id, type = "Ephemeral";
  std::map<std::string, std::string, std::less<>> texts, phones;  // phones: E.164
  std::map<std::string, std::string, std::less<>> others;         // as JSON
  std::vector<std::pair<std::string, std::string>> external_ids;  // source and value
  std::string merged_to;
  WallTime created{}, used{};
  std::string before;
  bool is_gone = false;
};

struct Note {
  std::string id, contact_id, text, created_by;
  WallTime created{}, modified{};
  std::string before;
  bool is_gone = false;
};

struct Workitem {
  std::string id, type_id, tag, contact_id, status_id;
  std::map<std::string, std::string, std::less<>> fields;  // as JSON
  std::map<std::string, std::string, std::less<>> custom;  // as JSON
  WallTime created{};
  std::string before;
  bool is_gone = false;
};

struct Source {
  std::string id, name;
  bool is_active = true;
};

class Organisation {
 public:
  explicit Organisation(const Clock& clock);

  struct Enriched {
    Contact contact;
    bool is_new = false;
  };
  std::variant<Enriched, Refusal> enrich(const model::Value& body, bool is_dry_run);
  std::variant<Contact*, Refusal> add_contact(const model::Value& body);
  Contact* contact(std::string_view id);
  Contact* find_contact(std::string_view type, std::string_view value, std::string_view source_id);
  void promote(Contact& contact);
  // With its notes.
  void remove(Contact& contact);

  std::variant<Note*, Refusal> add_note(std::string_view contact_id, const model::Value& body);
  std::optional<Refusal> change(Note& note, const model::Value& body);
  Note* note(std::string_view contact_id, std::string_view id);
  // In the order in which they were made; with those of contacts that were merged into it.
  std::vector<Note*> notes(std::string_view contact_id, bool with_merged);
  const std::deque<Note>& all_notes() const { return notes_; }

  std::variant<Workitem*, Refusal> add_workitem(const model::Value& body);
  std::optional<Refusal> change(Workitem& workitem, const model::Value& body);
  Workitem* workitem(std::string_view id);
  std::deque<Workitem>& workitems() { return workitems_; }

  std::vector<Source>& sources() { return sources_; }
  const std::deque<Contact>& contacts() const { return contacts_; }
  std::string next_id();
  // As it started. Ids are not given twice.
  void reset();

 private:
  enum class Rule { existing, provided };  // which value stays when both have one
  std::optional<Refusal> assign(Contact& contact, const model::Value& fields, Rule rule);
  std::optional<Refusal> add_external_ids(Contact& contact, const model::Value& ids);
  std::vector<Contact*> matches(const model::Value& identifiers);
  void index(Contact& contact);
  bool is_expired(const Contact& contact) const;
  std::optional<Refusal> assign(Workitem& workitem, const model::Value& body);

  const Clock& clock_;
  std::deque<Contact> contacts_;
  std::deque<Note> notes_;
  std::deque<Workitem> workitems_;
  std::vector<Source> sources_;
  std::map<std::string, Contact*, std::less<>> contact_by_id_, contact_by_identifier_;
  std::map<std::string, std::vector<Note*>, std::less<>> notes_by_contact_;
  std::map<std::string, Note*, std::less<>> note_by_id_;
  std::map<std::string, Workitem*, std::less<>> workitem_by_id_;
  std::uint64_t last_id_ = 0;
};

std::string to_json(const Contact& contact);
std::string to_json(const Note& note);
std::string to_json(const Workitem& workitem);
// Texts are measured in UTF-16 units; the vendor does not say.
std::size_t units(std::string_view text);

}  // namespace hub::simulators::genesys
