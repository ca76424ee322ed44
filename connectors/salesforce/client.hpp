// Salesforce's REST API, call by call (salesforce.md 2, 4 and 6). Answers are parsed into the caller's arena;
// errors are classified. One loop's thread; calls may overlap.
#pragma once

#include <string>
#include <vector>

#include "connectors/salesforce/errors.hpp"
#include "connectors/salesforce/token.hpp"
#include "core/delivery/connector.hpp"
#include "core/http/session.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::salesforce {

struct ClientOptions {
  std::string api_version = "v62.0";
  bool assignment_rules = false;
  bool allow_duplicates = false;
  milliseconds timeout = std::chrono::seconds(120);
};

enum class QueryScope : std::uint8_t { live, with_deleted };  // the second also sees the recycle bin

class Client {
 public:
  using Answer = Task<Result<model::Value>>;

  // `http` and `clock` outlive the client.
  Client(ClientOptions options, Credentials credentials, http::Client& http, Clock& clock);

  // GET /services/data: what the org offers. Fails with config when the configured version is not among it.
  Task<Result<void>> check_version();
  Answer describe(const std::string& object, model::Arena& arena);
  Answer limits(model::Arena& arena);
  // At most 200 records of one object; update() writes to records that exist, by id.
  Answer upsert(const model::RecordShape& shape, Buffer body, model::Arena& arena);
  Answer update(Buffer body, model::Arena& arena);
  // At most 75 graphs with 500 nodes in all.
  Answer write_graphs(Buffer body, model::Arena& arena);
  // One record by itself, which may hold a file in base64 (salesforce.md 2.7: up to 50 MB).
  Answer create(const std::string& object, Buffer body, model::Arena& arena);
  // At most 2,000 ids; an array in their order, null for what is not there.
  Answer retrieve(const std::string& object, Buffer body, model::Arena& arena);
  // Every page of it.
  Task<Result<std::vector<model::Value>>> query(std::string soql, model::Arena& arena,
                                                QueryScope scope = QueryScope::live);
  // At most 200 ids.
  Answer remove(const std::vector<std::string>& ids, model::Arena& arena);
  // From the recycle bin; one result for each of at most 200 ids.
  Task<Result<std::vector<Result<void>>>> purge(const std::vector<std::string>& ids);

  // "/services/data/v62.0" and what follows it.
  std::string data_path(const std::string& rest = {}) const;
  delivery::Budget budget() const { return budget_; }

 private:
  struct Call {
    std::string method, path;
    http::Effect effect = http::Effect::reads;
    Buffer body;
  };
  Answer send(Call call, model::Arena& arena);
  http::Request purge_request(const std::vector<std::string>& ids, const http::Token& token) const;
  http::Request request(const Call& call, const http::Token& token) const;
  Result<model::Value> judge(const http::Response& answer, http::Effect effect, model::Arena& arena);

  ClientOptions options_;
  Clock& clock_;
  http::Session session_;
  model::JsonParser parser_;
  delivery::Budget budget_;
};

}  // namespace hub::connectors::salesforce
