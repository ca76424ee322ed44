// Turns the bytes of one connection into requests, strictly: whatever two parsers could read differently is
// refused. One thread. Owns the request until it is taken.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "core/http/message.hpp"

namespace hub::http {

class RequestParser {
 public:
  enum class Progress { more, done, refused };
  struct Step {
    Progress progress;
    std::size_t consumed;  // of the bytes fed; the rest is fed again, followed by more
    int refusal;           // the status to answer with when refused
  };

  RequestParser(std::size_t header_bytes_max, std::size_t body_bytes_max);
  ~RequestParser();

  Step feed(std::string_view bytes);

  bool header_done() const;
  // Of a request whose header is done: does the client wait for "100 Continue"?
  bool wants_continue() const;
  // Bytes of the body so far.
  std::size_t body_size() const;
  bool keep_alive() const;
  bool http_1_0() const;
  // Precondition: feed() said done. The parser is ready for the next request.
  Request take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hub::http
