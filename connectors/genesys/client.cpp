#include "connectors/genesys/client.hpp"

#include "core/http/header_number.hpp"

namespace hub::connectors::genesys {

using http::Effect;

namespace {

constexpr std::int64_t kBudgetSeconds = 60;  // where an answer does not say when it ends (genesys.md)
constexpr std::size_t kAnswerBytesMax = 64u << 20;

constexpr std::string_view kContacts = "/externalcontacts/contacts/";
constexpr std::string_view kWorkitems = "/taskmanagement/workitems";
constexpr std::string_view kErasures = "/gdpr/requests";

constexpr std::string_view kViewContact = "externalContacts:contact:view";
constexpr std::string_view kEditContact = "externalContacts:contact:edit";

std::string contact_path(const std::string& id, std::string_view below = {}) {
  return std::string(kContacts) + http::percent_encode(id) + std::string(below);
}

std::string note_path(const std::string& contact_id, const std::string& id) {
  return contact_path(contact_id, "/notes/") + http::percent_encode(id);
}

std::string workitem_path(const std::string& id) {
  return std::string(kWorkitems) + '/' + http::percent_encode(id);
}

}  // namespace

Client::Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : options_(std::move(options)), clock_(clock), session_(http, clock, std::move(tokens)) {}

http::Request Client::request(const Call& call) const {
  http::Request request;
  request.method = call.method;
  request.url = options_.base_url + "/api/v2" + call.path;
  request.headers.add("Accept", "application/json");
  if (!call.body.empty()) request.headers.add("Content-Type", "application/json");
  request.body.append(call.body.view());
  request.deadline = options_.timeout;
  request.answer_bytes_max = kAnswerBytesMax;
  return request;
}

Client::Answer Client::send(Call call, model::Arena& arena) {
  http::Session::MakeRequest make = [this, &call](const http::Token&) { return request(call); };
  auto answer = co_await session_.send(std::move(make));
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), call.effect);
  co_return judge(*answer, call, arena);
}

Result<model::Value> Client::judge(const http::Response& answer, const Call& call, model::Arena& arena) {
  const auto used = http::header_number(answer.headers, "inin-ratelimit-count");
  const auto allowed = http::header_number(answer.headers, "inin-ratelimit-allowed");
  const auto reset = http::header_number(answer.headers, "inin-ratelimit-reset");
  if (used && allowed)
    budget_ = {*used, *allowed, clock_.now() + std::chrono::seconds(reset.value_or(kBudgetSeconds))};
  const bool is_success = answer.status >= 200 && answer.status <= 299;
  if (is_success && answer.body.empty()) return model::Value();
  auto body = parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
  if (!is_success) {
    const model::Value* said = body.ok() && body->is_object() ? &*body : nullptr;
    return classify_answer(answer, said, call.permission, call.effect, clock_.wall_now());
  }
  if (!body.ok() || !body->is_object()) return http::unreadable_answer(call.effect);
  return body;
}

Client::Answer Client::get(std::string path, std::string_view permission, model::Arena& arena) {
  Call call{"GET", std::move(path), permission, {}, Effect::reads};
  co_return co_await send(std::move(call), arena);
}

Client::Answer Client::enrich(Buffer body, bool is_dry_run, model::Arena& arena) {
  Call call{"POST", contact_path("enrich", is_dry_run ? "?dryRun=true" : ""),
            "externalContacts:contact:enrich", std::move(body), is_dry_run ? Effect::reads : Effect::writes};
  return send(std::move(call), arena);
}

Client::Answer Client::contact(const std::string& id, model::Arena& arena) {
  return get(contact_path(id), kViewContact, arena);
}

Client::Answer Client::promote(const std::string& id, model::Arena& arena) {
  return send({"POST", contact_path(id, "/promotion"), kEditContact}, arena);
}

Client::Answer Client::find_contact(Buffer identifier, model::Arena& arena) {
  return send({"POST", "/externalcontacts/identifierlookup/contacts", kViewContact, std::move(identifier),
               Effect::reads},
              arena);
}

Client::Answer Client::external_sources(const std::string& after, model::Arena& arena) {
  std::string path = "/externalcontacts/externalsources?limit=100";
  if (!after.empty()) path += "&cursor=" + http::percent_encode(after);
  return get(std::move(path), "externalContacts:externalSource:view", arena);
}

Client::Answer Client::notes(const std::string& contact_id, int page, model::Arena& arena) {
  return get(contact_path(contact_id, "/notes?pageSize=") + std::to_string(kNotesOfPage) +
                 "&pageNumber=" + std::to_string(page) + "&sortOrder=createDate%3Adesc&expand=mergeset",
             kViewContact, arena);
}

Client::Answer Client::scan_notes(const std::string& after, model::Arena& arena) {
  std::string path = "/externalcontacts/scan/notes?limit=" + std::to_string(kNotesOfPage);
  if (!after.empty()) path += "&cursor=" + http::percent_encode(after);
  return get(std::move(path), kViewContact, arena);
}

Client::Answer Client::note(const std::string& contact_id, const std::string& id, model::Arena& arena) {
  return get(note_path(contact_id, id), kViewContact, arena);
}

Client::Answer Client::add_note(const std::string& contact_id, Buffer body, model::Arena& arena) {
  return send({"POST", contact_path(contact_id, "/notes"), kEditContact, std::move(body)}, arena);
}

Client::Answer Client::add_notes(Buffer body, model::Arena& arena) {
  return send({"POST", "/externalcontacts/bulk/notes/add", "externalContacts:contact:add", std::move(body)},
              arena);
}

Client::Answer Client::change_note(const std::string& contact_id, const std::string& id, Buffer body,
                                   model::Arena& arena) {
  return send({"PUT", note_path(contact_id, id), kEditContact, std::move(body)}, arena);
}

Client::Answer Client::delete_note(const std::string& contact_id, const std::string& id,
                                   model::Arena& arena) {
  return send({"DELETE", note_path(contact_id, id), kEditContact}, arena);
}

Client::Answer Client::create_workitem(Buffer body, model::Arena& arena) {
  return send({"POST", std::string(kWorkitems), "workitems:workitem:add", std::move(body)}, arena);
}

Client::Answer Client::workitem(const std::string& id, model::Arena& arena) {
  return get(workitem_path(id), "workitems:workitem:view", arena);
}

Client::Answer Client::change_workitem(const std::string& id, Buffer body, model::Arena& arena) {
  return send({"PATCH", workitem_path(id), "workitems:workitem:edit", std::move(body)}, arena);
}

Client::Answer Client::delete_workitem(const std::string& id, model::Arena& arena) {
  return send({"DELETE", workitem_path(id), "workitems:workitem:delete"}, arena);
}

Client::Answer Client::query_workitems(Buffer body, model::Arena& arena) {
  return send(
      {"POST", std::string(kWorkitems) + "/query", "workitems:workitem:view", std::move(body), Effect::reads},
      arena);
}

Client::Answer Client::request_erasure(Buffer body, model::Arena& arena) {
  return send({"POST", std::string(kErasures) + "?deleteConfirmed=true", "gdpr:request:add", std::move(body)},
              arena);
}

Client::Answer Client::erasure(const std::string& id, model::Arena& arena) {
  return get(std::string(kErasures) + '/' + http::percent_encode(id), "gdpr:request:view", arena);
}

}  // namespace hub::connectors::genesys
