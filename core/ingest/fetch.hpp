// Fetches what an event only points at (the data of a thin event, attachments) from hosts on a list. One
// loop's thread; the client and the clock outlive it.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/http/client.hpp"
#include "core/ingest/problem_details.hpp"

namespace hub::ingest {

// Where content may be fetched from, and with which Authorization header, if any.
struct FetchHost {
  std::string host;  // "files.example.com" or "127.0.0.1:8080", lower case
  std::string authorization;
};

struct FetchLimits {
  std::size_t document_bytes_max = 8u << 20;
  std::size_t attachment_bytes_max = 16u << 20;
  std::size_t attachments_bytes_max = 32u << 20;  // of one case
  milliseconds deadline{15'000};                  // for everything one event points at
  std::size_t events_at_once_max = 4;             // more wait for their turn
};

enum class FetchFailure : std::uint8_t {
  wrong_host,       // not on the list
  private_address,  // the client's guard refused the address or the form of the URL
  too_large,
  too_slow,
  gone,    // 404 or 410
  failed,  // anything else that may pass: unreachable, cut, 5xx, 403
};

class Fetcher {
 public:
  Fetcher(http::Client& client, Clock& clock, std::vector<FetchHost> hosts)
      : client_(client), clock_(clock), hosts_(std::move(hosts)) {}

  // What a request to that address is authorised with; empty for nothing, and for hosts that are not listed.
  std::string authorization_for(std::string_view url) const;

  // The body of a 200 answer of at most `bytes_max`. Redirects are not followed.
  Task<std::variant<Buffer, FetchFailure>> fetch(std::string url, std::size_t bytes_max, MonotonicTime until);

 private:
  const FetchHost* find_host(std::string_view url) const;

  http::Client& client_;
  Clock& clock_;
  std::vector<FetchHost> hosts_;
};

// 422 for what cannot pass, 503 for what may; `at` is the reference in the event.
Problem fetch_problem(FetchFailure failure, const Path& at);

}  // namespace hub::ingest
