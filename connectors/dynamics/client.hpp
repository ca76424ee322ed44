// The Dataverse Web API, call by call (dynamics.md). Answers are parsed into the caller's arena; errors are
// classified. One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/dynamics/batch.hpp"
#include "connectors/shared/json_api.hpp"

namespace hub::connectors::dynamics {

struct ClientOptions {
  std::string base_url;  // "https://acme.crm4.dynamics.com", without a slash at its end
  std::string api_version = "v9.2";
  milliseconds timeout = std::chrono::seconds(120);
};

class Client {
 public:
  using Answer = JsonApi::Answer;
  using Answers = Task<std::vector<Result<model::Value>>>;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

  // What a batch of this API is written with; at most 1,000 operations.
  BatchWriter new_batch() const { return BatchWriter(path_); }
  // One answer for each that was added, whatever becomes of the others. A null value where there was none.
  Answers send(BatchWriter batch, http::Effect effect, model::Arena& arena);

  // "incidents?$top=1"
  Answer get(std::string path, model::Arena& arena) { return api_.get(std::move(path), arena); }

  delivery::Budget budget() const { return api_.budget(); }

 private:
  std::string path_;  // of the API, below base_url
  JsonApi api_;
};

}  // namespace hub::connectors::dynamics
