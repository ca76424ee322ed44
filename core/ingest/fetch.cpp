#include "core/ingest/fetch.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/ingest/text_checks.hpp"

namespace hub::ingest {

namespace {

constexpr std::chrono::seconds kFetchAgain{30};

// "files.example.com:8443" of an absolute http or https URL, lower case; empty when it is no such URL. The
// client parses and checks it again: here only an exact match with a listed host counts.
std::string authority_of(std::string_view url) {
  const bool is_https = starts_with_ignoring_case(url, "https://");
  if (!is_https && !starts_with_ignoring_case(url, "http://")) return {};
  url.remove_prefix(is_https ? 8 : 7);
  std::string authority = lower_case(std::string(url.substr(0, url.find_first_of("/?#\\"))));
  const std::string_view usual_port = is_https ? ":443" : ":80";
  if (authority.ends_with(usual_port)) authority.resize(authority.size() - usual_port.size());
  return authority;
}

FetchFailure failure_of(const Error& error) {
  if (error.code == "answer_too_large") return FetchFailure::too_large;
  if (error.code == "timeout") return FetchFailure::too_slow;
  if (error.kind == ErrorKind::config) return FetchFailure::private_address;
  return FetchFailure::failed;
}

}  // namespace

const FetchHost* Fetcher::find_host(std::string_view url) const {
  const std::string authority = authority_of(url);
  const auto found = std::ranges::find(hosts_, authority, &FetchHost::host);
  return authority.empty() || found == hosts_.end() ? nullptr : &*found;
}

std::string Fetcher::authorization_for(std::string_view url) const {
  const FetchHost* const host = find_host(url);
  return host ? host->authorization : std::string();
}

Task<std::variant<Buffer, FetchFailure>> Fetcher::fetch(std::string url, std::size_t bytes_max,
                                                        MonotonicTime until) {
  const FetchHost* const host = find_host(url);
  if (!host) co_return FetchFailure::wrong_host;
  const auto left = std::chrono::floor<milliseconds>(until - clock_.now());
  if (left <= milliseconds(0)) co_return FetchFailure::too_slow;
  http::Request request;
  request.url = std::move(url);
  request.answer_bytes_max = bytes_max;
  request.deadline = left;
  if (!host->authorization.empty()) request.headers.add("Authorization", host->authorization);
  auto answer = co_await client_.send(std::move(request));
  if (!answer.ok()) co_return failure_of(answer.error());
  if (answer->status == 404 || answer->status == 410) co_return FetchFailure::gone;
  if (answer->status != 200) co_return FetchFailure::failed;
  co_return std::move(answer->body);
}

namespace {

Problem kind_of_problem(FetchFailure failure) {
  switch (failure) {
    case FetchFailure::wrong_host:
      return {422, "fetch-wrong-host", "The event points at a host that is not on the list"};
    case FetchFailure::private_address:
      return {422, "fetch-private-address", "The event points at an address that must not be reached"};
    case FetchFailure::too_large:
      return {422, "fetch-too-large", "What the event points at is too large"};
    case FetchFailure::too_slow:
      return Problem(503, "fetch-too-slow", "What the event points at did not come in time")
          .with_retry_after(kFetchAgain);
    case FetchFailure::gone:
      return {422, "fetch-gone", "What the event points at is gone"};
    case FetchFailure::failed:
      break;
  }
  return Problem(503, "fetch-failed", "What the event points at cannot be fetched")
      .with_retry_after(kFetchAgain);
}

}  // namespace

Problem fetch_problem(FetchFailure failure, const Path& at) {
  Findings findings;
  findings.add(at, "could not be fetched");
  return kind_of_problem(failure).with_findings(std::move(findings));
}

}  // namespace hub::ingest
