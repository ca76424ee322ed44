#include "tools/simulators/s3/signature.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/base/ascii.hpp"
#include "core/base/hex.hpp"
#include "core/base/hmac.hpp"
#include "core/base/sha256.hpp"
#include "core/base/timestamp.hpp"
#include "tools/simulators/common/rest_target.hpp"

namespace hub::simulators::s3 {

namespace {

constexpr std::string_view kScheme = "AWS4-HMAC-SHA256 ";
constexpr std::chrono::minutes kSkewMax{15};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::string_view part = text.substr(0, text.find(separator));
    parts.emplace_back(part);
    if (part.size() == text.size()) return parts;
    text.remove_prefix(part.size() + 1);
  }
}

std::string encoded(std::string_view text, bool keeps_slash) {
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          kPlain.find(c) != kPlain.npos || (keeps_slash && c == '/');
    if (is_plain) {
      out += c;
    } else {
      out += '%' + upper_case(hex_encode(std::as_bytes(std::span(&c, 1))));
    }
  }
  return out;
}

std::string sorted_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& pair : split(query, '&')) {
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    pairs.emplace_back(encoded(percent_decode(pair.substr(0, equals)), false),
                       encoded(percent_decode(pair.substr(std::min(equals + 1, pair.size()))), false));
  }
  std::ranges::sort(pairs);
  std::string text;
  for (const auto& [name, value] : pairs) text += (text.empty() ? "" : "&") + name + '=' + value;
  return text;
}

std::string header_value(const http::Request& request, const std::string& name) {
  std::string joined;
  for (const auto& [header, value] : request.headers) {
    if (!http::same_name(header, name)) continue;
    if (!joined.empty()) joined += ',';
    for (const std::string& word : split(value, ' ')) {
      if (!word.empty()) joined += (joined.empty() || joined.ends_with(',') ? "" : " ") + word;
    }
  }
  return joined;
}

// "Credential=..., SignedHeaders=..., Signature=..."
struct Authorization {
  std::vector<std::string> credential, signed_headers;
  std::string names, signature;

  explicit Authorization(std::string_view text) {
    for (std::string part : split(text, ',')) {
      std::erase(part, ' ');
      const auto value = [&part] { return part.substr(part.find('=') + 1); };
      if (part.starts_with("Credential=")) credential = split(value(), '/');
      if (part.starts_with("SignedHeaders=")) names = value();
      if (part.starts_with("Signature=")) signature = value();
    }
    signed_headers = split(names, ';');
  }
};

std::string canonical_request(const http::Request& request, const Authorization& authorization) {
  const std::string_view path = std::string_view(request.url).substr(0, request.url.find('?'));
  const std::string_view query =
      std::string_view(request.url).substr(std::min(path.size() + 1, request.url.size()));
  std::string text =
      request.method + '\n' + encoded(percent_decode(path), true) + '\n' + sorted_query(query) + '\n';
  for (const std::string& name : authorization.signed_headers)
    text += name + ':' + header_value(request, name) + '\n';
  return text + '\n' + authorization.names + '\n' + header_value(request, "x-amz-content-sha256");
}

// "20130524T000000Z".
std::optional<WallTime> read_time(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  const auto piece = [text](std::size_t from, std::size_t size) {
    return std::string(text.substr(from, size));
  };
  return parse_timestamp(piece(0, 4) + '-' + piece(4, 2) + '-' + piece(6, 2) + 'T' + piece(9, 2) + ':' +
                         piece(11, 2) + ':' + piece(13, 2) + 'Z');
}

bool signs_what_it_must(const http::Request& request, const Authorization& authorization) {
  const std::set<std::string> names(authorization.signed_headers.begin(), authorization.signed_headers.end());
  return names.contains("host") && std::ranges::all_of(request.headers, [&names](const auto& header) {
           const std::string name = lower_case(header.first);
           return !name.starts_with("x-amz-") || names.contains(name);
         });
}

std::string expected_signature(const Signatory& signatory, const std::vector<std::string>& scope,
                               const std::string& text) {
  const std::string first = "AWS4" + signatory.secret;
  auto key = hmac_sha256(std::as_bytes(std::span(first)), {scope[1]});
  for (std::size_t i = 2; i < scope.size(); ++i) key = hmac_sha256(key, {scope[i]});
  return hex_encode(hmac_sha256(key, {text}));
}

}  // namespace

Refusal check_signature(const http::Request& request, const Signatory& signatory, WallTime now) {
  const std::string_view header = request.headers.find("Authorization").value_or("");
  if (!header.starts_with(kScheme)) return {403, "AccessDenied", "Access Denied"};
  const Authorization authorization(header.substr(kScheme.size()));
  const auto& scope = authorization.credential;  // key, date, region, service, ending
  if (scope.size() != 5 || scope[3] != "s3" || scope[4] != "aws4_request")
    return {400, "AuthorizationHeaderMalformed", "The authorization header is malformed."};
  if (scope[0] != signatory.access_key_id)
    return {403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."};
  if (scope[2] != signatory.region)
    return {400, "AuthorizationHeaderMalformed",
            "The authorization header is malformed; the region '" + scope[2] + "' is wrong",
            "<Region>" + signatory.region + "</Region>"};
  const std::string stamp = header_value(request, "x-amz-date");
  const auto time = read_time(stamp);
  if (!time || !stamp.starts_with(scope[1])) return {403, "AccessDenied", "Invalid x-amz-date"};
  if (std::chrono::abs(*time - now) > kSkewMax)
    return {403, "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large."};
  if (!signs_what_it_must(request, authorization))
    return {403, "AccessDenied", "There were headers present in the request which were not signed"};
  const std::string hash = header_value(request, "x-amz-content-sha256");
  if (hash != "UNSIGNED-PAYLOAD" && hash != sha256_hex(request.body.view()))
    return {400, "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed."};
  const std::string canonical = canonical_request(request, authorization);
  const std::string text = "AWS4-HMAC-SHA256\n" + stamp + '\n' + scope[1] + '/' + scope[2] +
                           "/s3/aws4_request\n" + sha256_hex(canonical);
  if (expected_signature(signatory, scope, text) == authorization.signature) return {};
  return {403, "SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided.",
          "<StringToSign>" + text + "</StringToSign><CanonicalRequest>" + canonical + "</CanonicalRequest>"};
}

}  // namespace hub::simulators::s3
