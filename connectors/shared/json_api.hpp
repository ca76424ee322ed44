// A vendor's JSON API behind a session: makes the request, keeps the budget that the answer's headers tell,
// lets the vendor's own words classify a refusal, and parses what comes back into the caller's arena. What a
// connector's client makes its calls with. One loop's thread; calls may overlap.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/delivery/connector.hpp"
#include "core/http/session.hpp"
#include "core/http/verdict.hpp"
#include "core/model/json.hpp"

namespace hub::connectors {

// Of an answer with another status than 2xx; `body` is null when it was no JSON.
using Classify = std::function<Error(const http::Response& answer, const model::Value* body,
                                     http::Effect effect, WallTime now)>;

// One call; `path` is below the API's root, encoded.
struct ApiCall {
  std::string method, path;
  http::Effect effect = http::Effect::reads;
  Buffer body = {};
  std::string type = "application/json";  // of the body
  http::Headers headers = {};             // besides those of every call
  Classify classify = {};                 // instead of the API's own
};

class JsonApi {
 public:
  // An object or an array; null when the answer was empty.
  using Answer = Task<Result<model::Value>>;

  // What differs between vendors.
  struct Manner {
    std::string root;  // of all addresses: "https://acme.zendesk.com/api/v2"
    milliseconds timeout;
    Classify classify;  // may be empty where each call has its own
    // What the headers of an answer say; nothing leaves the budget as it was. May be empty.
    std::function<std::optional<delivery::Budget>(const http::Headers&, MonotonicTime now)> read_budget = {};
    http::Headers headers = {};    // of every call
    bool can_renew_token = true;   // false: a refused one is refused at once
    bool answers_objects = false;  // an answer that is anything else cannot be understood
  };

  // `http` and `clock` outlive it.
  JsonApi(Manner manner, http::TokenSource tokens, http::Client& http, Clock& clock);

  // Errors: of http::Session, as http::lost_exchange() reads them, and what was classified.
  Answer send(ApiCall call, model::Arena& arena);

  Answer get(std::string path, model::Arena& arena);
  // A POST that changes nothing, such as a search.
  Answer ask(std::string path, Buffer body, model::Arena& arena);
  Answer post(std::string path, Buffer body, model::Arena& arena);
  Answer put(std::string path, Buffer body, model::Arena& arena);
  Answer remove(std::string path, model::Arena& arena);

  // The answer as it came, where its status is 2xx.
  Task<Result<http::Response>> fetch(ApiCall call);
  // What an answer says, also one that came inside another, as in a batch.
  Result<model::Value> read(const http::Response& answer, http::Effect effect, model::Arena& arena);

  delivery::Budget budget() const { return budget_; }

 private:
  http::Request request(const ApiCall& call) const;
  Error refusal(const http::Response& answer, const Classify& classify, http::Effect effect);

  Manner manner_;
  Clock& clock_;
  http::Session session_;
  model::JsonParser parser_;
  delivery::Budget budget_;
};

// {"NAME":value}
Buffer body_of(std::string_view name, const model::Value& value);

}  // namespace hub::connectors
