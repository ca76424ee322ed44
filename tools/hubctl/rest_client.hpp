// The admin API from the outside: one request, one JSON answer. One thread; blocks for at most the timeout.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/json.hpp"

namespace hub::hubctl {

// An answer's JSON with the memory it lives in.
class Document {
 public:
  explicit Document(std::string text);
  const std::string& text() const { return text_; }
  const model::Value& value() const { return value_; }
  bool is_json() const { return is_json_; }

 private:
  std::string text_;
  std::unique_ptr<model::Arena> arena_;
  model::Value value_;
  bool is_json_ = false;
};

// An answer as it came.
struct RawAnswer {
  int status = 0;
  std::string headers;  // "Name: value\n" each
  std::string body;
};

class RestClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // The key is sent as a bearer token; empty: none. Nothing is contacted yet.
  RestClient(std::string url, std::string key, std::chrono::seconds timeout = std::chrono::seconds(30));

  // The body of a 2xx. Errors: transient "unreachable", auth for 401 and 403, invalid for the rest; the
  // message is the hub's own where it gave one.
  Result<Document> get(const std::string& path);
  // Whatever the status is.
  Result<RawAnswer> fetch(const std::string& path);
  Result<Document> post(const std::string& path, const std::string& json);
  Result<Document> remove(const std::string& path);
  // An event in structured form; asks the hub to answer only once its case is deleted, for at most `wait`.
  // `signature`: further headers, of a sender without a bearer key.
  Result<Document> post_event(const std::string& path, const std::string& event, std::chrono::seconds wait,
                              const Headers& signature = {});

  // The same hub, for what may take longer.
  RestClient with_timeout(std::chrono::seconds timeout) const { return {url_, key_, timeout}; }
  const std::string& url() const { return url_; }

 private:
  struct Body {
    const std::string& text;
    const char* type;
    Headers headers = {};
  };
  Result<Document> send(const std::string& method, const std::string& path, const Body* body);
  Result<RawAnswer> exchange(const std::string& method, const std::string& path, const Body* body);

  std::string url_, key_;
  std::chrono::seconds timeout_;
};

// "a b" as "a%20b", for the query.
std::string encode(std::string_view text);

}  // namespace hub::hubctl
