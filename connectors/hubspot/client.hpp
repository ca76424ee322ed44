// HubSpot's CRM API, call by call (hubspot.md). Answers are parsed into the caller's arena; errors are
// classified. One loop's thread; calls may overlap.
#pragma once

#include <string>

#include "connectors/shared/json_api.hpp"

namespace hub::connectors::hubspot {

// A private app's token, or a public app's refresh token.
struct Credentials {
  Buffer access_token;
  std::string client_id;
  Buffer client_secret, refresh_token;
};

struct ClientOptions {
  std::string base_url = "https://api.hubapi.com";
  std::string objects_path = "/crm/v3/objects";  // or "/crm/objects/2026-03": the same bodies
  milliseconds timeout = std::chrono::seconds(60);
};

class Client {
 public:
  using Answer = JsonApi::Answer;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, Credentials credentials, http::Client& http, Clock& clock);

  // At most 100 records of one object each.
  Answer upsert(const std::string& object, Buffer body, model::Arena& arena) {
    return api_.post(objects(object) + "/batch/upsert", std::move(body), arena);
  }
  Answer update(const std::string& object, Buffer body, model::Arena& arena) {
    return api_.post(objects(object) + "/batch/update", std::move(body), arena);
  }
  Answer read(const std::string& object, Buffer body, model::Arena& arena) {
    return api_.ask(objects(object) + "/batch/read", std::move(body), arena);
  }
  Answer archive(const std::string& object, Buffer body, model::Arena& arena) {
    return api_.post(objects(object) + "/batch/archive", std::move(body), arena);
  }

  // Links, by the default label; made again they stay one. At most 100 ids are asked for.
  Answer link(const std::string& from, const std::string& to, Buffer body, model::Arena& arena) {
    return api_.post(associations(from, to) + "/batch/associate/default", std::move(body), arena);
  }
  Answer links(const std::string& from, const std::string& to, Buffer body, model::Arena& arena) {
    return api_.ask(associations(from, to) + "/batch/read", std::move(body), arena);
  }

  // Lags behind writes: for finding what others made, never for proof.
  Answer search(const std::string& object, Buffer body, model::Arena& arena) {
    return api_.ask(objects(object) + "/search", std::move(body), arena);
  }
  Answer properties(const std::string& object, model::Arena& arena) {
    return api_.get("/crm/v3/properties/" + http::percent_encode(object), arena);
  }
  Answer any_ticket(model::Arena& arena) {
    return api_.get(objects("tickets") + "?limit=1&properties=hs_object_id", arena);
  }
  // Permanent, unlike archive().
  Answer forget_contact(const std::string& id, model::Arena& arena) {
    return api_.post(objects("contacts") + "/gdpr-delete", body_of("objectId", model::Value::string(id)),
                     arena);
  }

  delivery::Budget budget() const { return api_.budget(); }

 private:
  std::string objects(const std::string& object) const { return objects_path_ + '/' + object; }
  static std::string associations(const std::string& from, const std::string& to) {
    return "/crm/v4/associations/" + from + '/' + to;
  }

  std::string objects_path_;
  JsonApi api_;
};

}  // namespace hub::connectors::hubspot
