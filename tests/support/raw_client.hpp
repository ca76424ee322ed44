// A blocking TCP client that sends exactly the bytes it is told to: for talking to a server as no library
// would. One thread. Every wait ends after 20 s.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace hub::testing {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False when the server has closed the connection.
  bool send(std::string_view bytes);
  // Sends `piece` again and again until `size` bytes are out or the server refuses more; returns the bytes
  // sent.
  std::size_t send_flood(std::string_view piece, std::size_t size);
  // Sends a few bytes at a time until the server closes or answers; false when all bytes went out first.
  bool drip(std::string_view bytes, std::size_t bytes_a_time, std::chrono::milliseconds pause);

  // One answer with the body its Content-Length announces; what came so far when the connection ends.
  std::string read_answer();
  std::string read_to_end();
  // True when the server ended the connection; waits up to `time`.
  bool closed_within(std::chrono::milliseconds time);

 private:
  bool receive();

  int socket_ = -1;
  std::string received_;
};

// 202 of "HTTP/1.1 202 Accepted..."; 0 when there is no answer.
int status_of(std::string_view answer);
std::string_view body_of(std::string_view answer);

}  // namespace hub::testing
