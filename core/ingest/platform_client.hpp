// The platform over HTTP: its copy of a case deleted and read back, and callbacks, signed as Standard
// Webhooks. One loop's thread; the parts outlive it.
#pragma once

#include <string>

#include "core/base/clock.hpp"
#include "core/base/wipe.hpp"
#include "core/delivery/source_platform.hpp"
#include "core/http/client.hpp"

namespace hub::ingest {

struct PlatformCalls {
  std::string purge_url;  // with {case}; empty: its copy stays
  std::string purge_verb = "DELETE";
  std::string check_url;      // with {case}: 404 or 410 once the copy is gone
  std::string callbacks_url;  // empty: it is told nothing
  WipedBytes secret;          // signs both
  std::string authorization;  // of every call; may be empty
  milliseconds deadline{15'000};
};

// `url` with the id of the case in place of {case}.
std::string with_case(std::string url, std::string_view case_id);

class PlatformClient final : public delivery::SourcePlatform {
 public:
  PlatformClient(http::Client& client, Clock& clock, PlatformCalls calls)
      : client_(client), clock_(clock), calls_(std::move(calls)) {}

  bool purges() const override { return !calls_.purge_url.empty(); }
  bool tells() const override { return !calls_.callbacks_url.empty(); }
  Task<Result<void>> purge(std::string message_id, std::string case_id) override;
  Task<Result<bool>> is_absent(std::string case_id) override;
  Task<Result<void>> tell(delivery::SourceMessage message) override;

 private:
  http::Request request(std::string method, std::string url) const;
  Result<void> judge(const Result<http::Response>& answer) const;

  http::Client& client_;
  Clock& clock_;
  PlatformCalls calls_;
};

}  // namespace hub::ingest
