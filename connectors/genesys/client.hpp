// Genesys Cloud's platform API, call by call (genesys.md 6, 7). Answers are parsed into the caller's arena;
// errors are classified. One loop's thread; calls may overlap.
#pragma once

#include <string>

#include "connectors/shared/json_api.hpp"

namespace hub::connectors::genesys {

struct ClientOptions {
  std::string base_url;  // "https://api.mypurecloud.ie"
  milliseconds timeout = std::chrono::seconds(30);
};

class Client {
 public:
  using Answer = JsonApi::Answer;

  static constexpr int kNotesOfPage = 100, kNotesReachable = 1'000;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

  // Contacts. A dry run is judged like the real call and writes nothing.
  Answer enrich(Buffer body, bool is_dry_run, model::Arena& arena) {
    return send({"POST", contact_path("enrich") + (is_dry_run ? "?dryRun=true" : ""),
                 is_dry_run ? http::Effect::reads : kWrites, std::move(body)},
                "externalContacts:contact:enrich", arena);
  }
  Answer contact(const std::string& id, model::Arena& arena) {
    return get(contact_path(id), kViewContact, arena);
  }
  Answer promote(const std::string& id, model::Arena& arena) {
    return post(contact_path(id) + "/promotion", kEditContact, {}, arena);
  }
  Answer find_contact(Buffer identifier, model::Arena& arena) {
    return ask("/externalcontacts/identifierlookup/contacts", kViewContact, std::move(identifier), arena);
  }
  // `after` is the cursor of the page before, or empty.
  Answer external_sources(const std::string& after, model::Arena& arena) {
    return get("/externalcontacts/externalsources?limit=100" + cursor(after),
               "externalContacts:externalSource:view", arena);
  }

  // Notes of a contact and of those that were merged into it, newest first; pages count from 1, and only the
  // first kNotesReachable notes can be listed.
  Answer notes(const std::string& contact_id, int page, model::Arena& arena) {
    return get(contact_path(contact_id) + "/notes?pageSize=" + std::to_string(kNotesOfPage) +
                   "&pageNumber=" + std::to_string(page) + "&sortOrder=createDate%3Adesc&expand=mergeset",
               kViewContact, arena);
  }
  // Of all contacts, in no order that is promised; `after` is the cursor of the page before, or empty.
  Answer scan_notes(const std::string& after, model::Arena& arena) {
    return get("/externalcontacts/scan/notes?limit=" + std::to_string(kNotesOfPage) + cursor(after),
               kViewContact, arena);
  }
  Answer note(const std::string& contact_id, const std::string& id, model::Arena& arena) {
    return get(note_path(contact_id, id), kViewContact, arena);
  }
  Answer add_note(const std::string& contact_id, Buffer body, model::Arena& arena) {
    return post(contact_path(contact_id) + "/notes", kEditContact, std::move(body), arena);
  }
  Answer add_notes(Buffer body, model::Arena& arena) {
    return post("/externalcontacts/bulk/notes/add", "externalContacts:contact:add", std::move(body), arena);
  }
  Answer change_note(const std::string& contact_id, const std::string& id, Buffer body, model::Arena& arena) {
    return send({"PUT", note_path(contact_id, id), kWrites, std::move(body)}, kEditContact, arena);
  }
  Answer delete_note(const std::string& contact_id, const std::string& id, model::Arena& arena) {
    return send({"DELETE", note_path(contact_id, id), kWrites}, kEditContact, arena);
  }

  Answer create_workitem(Buffer body, model::Arena& arena) {
    return post("/taskmanagement/workitems", "workitems:workitem:add", std::move(body), arena);
  }
  Answer workitem(const std::string& id, model::Arena& arena) {
    return get(workitem_path(id), "workitems:workitem:view", arena);
  }
  Answer change_workitem(const std::string& id, Buffer body, model::Arena& arena) {
    return send({"PATCH", workitem_path(id), kWrites, std::move(body)}, "workitems:workitem:edit", arena);
  }
  Answer delete_workitem(const std::string& id, model::Arena& arena) {
    return send({"DELETE", workitem_path(id), kWrites}, "workitems:workitem:delete", arena);
  }
  Answer query_workitems(Buffer body, model::Arena& arena) {
    return ask("/taskmanagement/workitems/query", "workitems:workitem:view", std::move(body), arena);
  }

  // Erasure of a person from everything that Genesys holds, done in its own time.
  Answer request_erasure(Buffer body, model::Arena& arena) {
    return post("/gdpr/requests?deleteConfirmed=true", "gdpr:request:add", std::move(body), arena);
  }
  Answer erasure(const std::string& id, model::Arena& arena) {
    return get("/gdpr/requests/" + http::percent_encode(id), "gdpr:request:view", arena);
  }

  delivery::Budget budget() const { return api_.budget(); }

 private:
  static constexpr http::Effect kWrites = http::Effect::writes;
  static constexpr std::string_view kViewContact = "externalContacts:contact:view",
                                    kEditContact = "externalContacts:contact:edit";
  static std::string contact_path(const std::string& id) {
    return "/externalcontacts/contacts/" + http::percent_encode(id);
  }
  static std::string note_path(const std::string& contact_id, const std::string& id) {
    return contact_path(contact_id) + "/notes/" + http::percent_encode(id);
  }
  static std::string workitem_path(const std::string& id) {
    return "/taskmanagement/workitems/" + http::percent_encode(id);
  }
  static std::string cursor(const std::string& after) {
    return after.empty() ? "" : "&cursor=" + http::percent_encode(after);
  }

  // `permission` is what the client's role needs for the call; a literal.
  Answer send(ApiCall call, std::string_view permission, model::Arena& arena);
  Answer get(std::string path, std::string_view permission, model::Arena& arena) {
    return send({"GET", std::move(path)}, permission, arena);
  }
  Answer ask(std::string path, std::string_view permission, Buffer body, model::Arena& arena) {
    return send({"POST", std::move(path), http::Effect::reads, std::move(body)}, permission, arena);
  }
  Answer post(std::string path, std::string_view permission, Buffer body, model::Arena& arena) {
    return send({"POST", std::move(path), kWrites, std::move(body)}, permission, arena);
  }

  JsonApi api_;
};

}  // namespace hub::connectors::genesys
