#include "connectors/s3/errors.hpp"

#include <algorithm>
#include <array>

#include "connectors/s3/answers.hpp"

namespace hub::connectors::s3 {

namespace {

struct Rule {
  std::string_view code;
  ErrorKind kind;
  std::string_view advice;
};
// What is wrong with the target as a whole is `auth`: the lane pauses and says so, and no case dies of it.
constexpr std::array kRules = std::to_array<Rule>({
    {"SlowDown", ErrorKind::rate_limited, "the store asks for fewer calls"},
    {"SlowDownRead", ErrorKind::rate_limited, "the store asks for fewer calls"},
    {"SlowDownWrite", ErrorKind::rate_limited, "the store asks for fewer calls"},
    {"XMinioStorageFull", ErrorKind::rate_limited, "the store is full"},
    {"RequestTimeout", ErrorKind::transient, "the request arrived too slowly"},
    {"ConditionalRequestConflict", ErrorKind::transient, "another request writes the same object"},
    {"OperationAborted", ErrorKind::transient, "another request changes the same object"},
    {"PreconditionFailed", ErrorKind::transient, "the object was changed meanwhile"},
    {"BadDigest", ErrorKind::transient, "the content was damaged on its way"},
    {"XAmzContentSHA256Mismatch", ErrorKind::transient, "the content was damaged on its way"},
    {"XAmzContentChecksumMismatch", ErrorKind::transient, "the content was damaged on its way"},
    {"RequestTimeTooSkewed", ErrorKind::auth, "the clock of this machine is wrong by more than 15 minutes"},
    {"SignatureDoesNotMatch", ErrorKind::auth, "the secret does not belong to the access key"},
    {"InvalidAccessKeyId", ErrorKind::auth, "the access key does not exist (any more)"},
    {"AccessDenied", ErrorKind::auth, "the access key may not do this: compare its policy"},
    {"ExpiredToken", ErrorKind::auth, "the session of the access key has expired"},
    {"InvalidToken", ErrorKind::auth, "the session token does not belong to the access key"},
    {"AuthorizationHeaderMalformed", ErrorKind::auth, "the bucket is in another region"},
    {"PermanentRedirect", ErrorKind::auth, "the bucket is in another region"},
    {"TemporaryRedirect", ErrorKind::auth, "the bucket is in another region"},
    {"NoSuchBucket", ErrorKind::auth, "the bucket does not exist"},
    {"NotImplemented", ErrorKind::auth, "the store cannot do what the settings ask for"},
    {"InvalidStorageClass", ErrorKind::auth, "the store does not know the storage class of the settings"},
    {"InvalidRequest", ErrorKind::auth, "the bucket does not take what the settings ask for"},
    {"EntityTooLarge", ErrorKind::invalid, "the object is larger than the store takes"},
    {"KeyTooLongError", ErrorKind::invalid, "the name of the object is too long: shorten the prefix"},
    {"MetadataTooLarge", ErrorKind::invalid, "the title is too long: shorten it in the mapping"},
});

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// Which region the bucket is in, or which header the store lacks, where the answer says so.
std::string detail_of(const http::Response& answer) {
  const std::string region(answer.headers.find("x-amz-bucket-region").value_or(""));
  for (const std::string& detail :
       {region, text_of(answer.body.view(), "Region"), text_of(answer.body.view(), "Header")})
    if (is_code(detail)) return ": " + detail;
  return {};
}

}  // namespace

std::string code_of(const http::Response& answer) {
  const bool is_error = answer.status < 200 || answer.status > 299;
  const std::string code = is_error ? text_of(answer.body.view(), "Code") : std::string();
  return is_code(code) ? code : std::string();
}

Error classify_answer(const http::Response& answer, http::Effect effect, WallTime now) {
  Error error = http::status_error(answer, effect);
  const std::string code = code_of(answer);
  const auto rule = std::ranges::find(kRules, code, &Rule::code);
  if (rule != kRules.end()) {
    error.kind = rule->kind;
    error.message = std::string(rule->advice) + detail_of(answer) + " (" + code + ')';
  }
  if (!code.empty()) error.code = code;
  if (code == "MetadataTooLarge") error.fields = {"title"};
  return http::settle(std::move(error), answer, effect, now);
}

bool is_absent(const http::Response& answer) {
  constexpr int kNotFound = 404, kMarker = 405;
  return answer.status == kMarker || (answer.status == kNotFound && code_of(answer) != "NoSuchBucket");
}

bool is_about_credentials(const http::Response& answer) {
  constexpr std::array<std::string_view, 4> kCodes = {"ExpiredToken", "InvalidToken", "InvalidAccessKeyId",
                                                      "SignatureDoesNotMatch"};
  const std::string code = code_of(answer);
  const bool is_silent = code.empty() && (answer.status == 400 || answer.status == 403);
  return is_silent || std::ranges::find(kCodes, code) != kCodes.end();
}

}  // namespace hub::connectors::s3
