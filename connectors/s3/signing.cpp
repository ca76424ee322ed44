#include "connectors/s3/signing.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "core/base/ascii.hpp"
#include "core/base/hex.hpp"
#include "core/base/hmac.hpp"
#include "core/base/sha256.hpp"
#include "core/base/timestamp.hpp"
#include "core/http/session.hpp"
#include "core/http/url.hpp"

namespace hub::connectors::s3 {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// Without blanks at both ends, runs of them as one.
std::string collapsed(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool is_blank = c == ' ' || c == '\t';
    if (!is_blank) out += c;
    if (is_blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// By lower-case name, repeated ones joined.
std::map<std::string, std::string> signed_headers(const http::Request& request) {
  std::map<std::string, std::string> headers{{"host", http::host_of(http::UrlParts(request.url))}};
  for (const auto& [name, value] : request.headers) {
    const auto [at, is_new] = headers.emplace(lower_case(name), collapsed(value));
    if (!is_new) at->second += ',' + collapsed(value);
  }
  return headers;
}

std::string names_of(const std::map<std::string, std::string>& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

// `query` with its question mark, or empty: sorted by name and value, which both stand.
std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  query.remove_prefix(query.empty() ? 0 : 1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const auto equals = std::min(pair.find('='), pair.size());
    pairs.emplace_back(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  std::ranges::sort(pairs);
  std::string canonical;
  for (const auto& [name, value] : pairs) {
    if (!canonical.empty()) canonical += '&';
    canonical.append(name).append("=").append(value);
  }
  return canonical;
}

// "20130524T000000Z".
std::string compact_time(WallTime now) {
  constexpr std::size_t kUpToSeconds = 19;
  std::string time = format_timestamp(now).substr(0, kUpToSeconds);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return time + 'Z';
}

std::string signature_of(const Credentials& credentials, std::string_view date, std::string_view region,
                         std::string_view string_to_sign) {
  Buffer secret("AWS4");
  secret.append(credentials.secret_access_key.view());
  auto key = hmac_sha256(std::as_bytes(std::span(secret.data(), secret.size())), {date});
  for (const std::string_view step : {region, std::string_view("s3"), std::string_view("aws4_request")})
    key = hmac_sha256(key, {step});
  return hex_encode(hmac_sha256(key, {string_to_sign}));
}

}  // namespace

std::string encode_path(std::string_view key) {
  std::string path;
  while (true) {
    const std::string_view segment = key.substr(0, key.find('/'));
    path += http::percent_encode(segment);
    if (segment.size() == key.size()) return path;
    path += '/';
    key.remove_prefix(segment.size() + 1);
  }
}

std::string canonical_request(const http::Request& request) {
  const http::UrlParts url(request.url);
  const auto headers = signed_headers(request);
  std::string text = request.method + '\n';
  text.append(url.path.empty() ? "/" : url.path).append("\n").append(canonical_query(url.query)) += '\n';
  for (const auto& [name, value] : headers) text += name + ':' + value + '\n';
  text += '\n' + names_of(headers) + '\n';
  return text.append(request.headers.find("x-amz-content-sha256").value_or(""));
}

void sign(http::Request& request, const Credentials& credentials, std::string_view region, WallTime now) {
  const std::string time = compact_time(now);
  const std::string date = time.substr(0, time.find('T'));
  const std::string scope = date + '/' + std::string(region) + "/s3/aws4_request";
  request.headers.add("x-amz-date", time);
  if (!request.headers.find("x-amz-content-sha256"))
    request.headers.add("x-amz-content-sha256", sha256_hex(request.body.view()));
  if (!credentials.session_token.empty())
    request.headers.add("x-amz-security-token", credentials.session_token);
  const std::string text =
      std::string(kAlgorithm) + '\n' + time + '\n' + scope + '\n' + sha256_hex(canonical_request(request));
  const std::string names = names_of(signed_headers(request));
  const std::string signature = signature_of(credentials, date, region, text);
  request.headers.add("Authorization", std::string(kAlgorithm) + " Credential=" + credentials.access_key_id +
                                           '/' + scope + ", SignedHeaders=" + names +
                                           ", Signature=" + signature);
}

}  // namespace hub::connectors::s3
