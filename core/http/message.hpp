// HTTP requests and answers as plain values, for our client and our server. Bodies are wiped with their
// Buffer.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/buffer.hpp"

namespace hub::http {

// Header names, schemes and other HTTP words: equal without regard to ASCII case.
bool same_name(std::string_view a, std::string_view b);

// Names compare without case; order and repetition are kept.
class Headers {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  // The first value of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method = "GET";
  std::string url;  // client: absolute; server: the request target, percent-encoding untouched
  Headers headers;
  Buffer body;

  // client: how long the whole exchange may take.
  std::chrono::milliseconds deadline{30'000};
  // client: an answer longer than this fails with invalid "answer_too_large".
  std::size_t answer_bytes_max = 16u << 20;
};

// Gives the next piece of a body that is made while it is sent; an empty piece ends it.
using BodySource = std::function<Task<Buffer>()>;

struct Response {
  int status = 200;
  Headers headers;
  Buffer body;
  // server: when set, sent piece by piece instead of `body` (server-sent events). Dropped when the client
  // goes away.
  BodySource stream = {};
  // server: end the connection instead of answering; simulators lose answers with it.
  bool drop = false;
};

// "Retry-After" in full: seconds or an HTTP date; nothing when absent or nonsense.
std::optional<std::chrono::milliseconds> retry_after(const Headers& headers,
                                                     std::chrono::system_clock::time_point now);

}  // namespace hub::http
