// Writing, reading and deleting one object (s3.md 2 to 4).
#include "core/base/ascii.hpp"
#include "core/base/base64.hpp"
#include "core/base/sha256.hpp"
#include "core/base/timestamp.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/s3/simulator.hpp"

namespace hub::simulators::s3 {

namespace {

constexpr std::size_t kKeyBytesMax = 1'024, kMetadataBytesMax = 2'048;
constexpr std::string_view kMetaPrefix = "x-amz-meta-";

std::string base64_sha256(std::string_view bytes) {
  const auto digest = sha256(bytes);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::map<std::string, std::string> metadata_of(const http::Request& request) {
  std::map<std::string, std::string> metadata;
  for (const auto& [name, value] : request.headers) {
    const std::string lower = lower_case(name);
    if (lower.starts_with(kMetaPrefix)) metadata[lower] = value;
  }
  return metadata;
}

std::size_t size_of(const std::map<std::string, std::string>& metadata) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : metadata) bytes += name.size() - kMetaPrefix.size() + value.size();
  return bytes;
}

// The date is ours: without milliseconds.
std::string date_of(WallTime time) {
  return format_timestamp(time).substr(0, 19) + 'Z';
}

http::Response empty(int status) {
  http::Response response;
  response.status = status;
  return response;
}

}  // namespace

http::Response Simulator::absent(std::string_view code) const {
  if (settings_.hides_absent) return refused({403, "AccessDenied", "Access Denied"});
  return refused({404, std::string(code), "The specified key does not exist."});
}

std::optional<http::Response> Simulator::refuse_condition(const Call& call) const {
  if (settings_.ignores_condition) return std::nullopt;
  const Version* current = bucket_.current(call.key);
  const std::string match = call.header("If-Match");
  if (!match.empty() && !current) return absent("NoSuchKey");
  const bool is_taken = call.header("If-None-Match") == "*" && current;
  if (is_taken || (!match.empty() && match != current->etag))
    return refused(
        {412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"});
  return std::nullopt;
}

std::optional<http::Response> Simulator::refuse_put(const Call& call) const {
  if (call.key.size() > kKeyBytesMax) return refused({400, "KeyTooLongError", "Your key is too long"});
  if (size_of(metadata_of(call.request)) > kMetadataBytesMax)
    return refused(
        {400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"});
  const std::string checksum = call.header("x-amz-checksum-sha256");
  if (!settings_.ignores_checksum && !checksum.empty() && checksum != base64_sha256(call.request.body.view()))
    return refused({400, "BadDigest", "The SHA256 you specified did not match the calculated checksum."});
  if (!call.header("x-amz-object-lock-mode").empty()) {
    if (!settings_.has_object_lock)
      return refused({400, "InvalidRequest", "Bucket is missing Object Lock Configuration"});
    const auto until = parse_timestamp(call.header("x-amz-object-lock-retain-until-date"));
    if (!until || *until <= clock_.wall_now())
      return refused({400, "InvalidArgument", "The retain until date must be in the future!"});
    if (checksum.empty() && call.header("Content-MD5").empty())
      return refused(
          {400, "InvalidRequest",
           "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object "
           "Lock parameters"});
  }
  return refuse_condition(call);
}

http::Response Simulator::put(const Call& call) {
  if (auto refusal = refuse_put(call)) return std::move(*refusal);
  Version version;
  version.body = call.request.body.view();
  version.content_type = call.header("Content-Type");
  version.metadata = metadata_of(call.request);
  version.etag = '"' + sha256_hex(version.body).substr(0, 32) + '"';
  if (!settings_.ignores_checksum) version.checksum = call.header("x-amz-checksum-sha256");
  version.lock.mode = call.header("x-amz-object-lock-mode");
  if (const auto until = parse_timestamp(call.header("x-amz-object-lock-retain-until-date")))
    version.lock.until = *until;
  if (find_fault(call.faults, "truncated_field")) version.body.resize(version.body.size() / 2);
  if (const Fault* changed = find_fault(call.faults, "changed_metadata"))
    version.metadata[std::string(kMetaPrefix) + changed->field] = changed->text;
  const Version& stored = bucket_.put(call.key, std::move(version));
  http::Response answer = empty(200);
  answer.headers.add("ETag", stored.etag);
  if (bucket_.is_versioned()) answer.headers.add("x-amz-version-id", stored.id);
  if (!stored.checksum.empty()) {
    answer.headers.add("x-amz-checksum-sha256", stored.checksum);
    answer.headers.add("x-amz-checksum-type", "FULL_OBJECT");
  }
  return answer;
}

http::Response Simulator::get(const Call& call) const {
  const std::string id = call.asked("versionId");
  const Version* version = id.empty() ? bucket_.current(call.key) : bucket_.find(call.key, id);
  if (!version && !id.empty()) return absent("NoSuchVersion");
  if (!version) {
    http::Response answer = absent("NoSuchKey");
    if (bucket_.ends_in_marker(call.key)) answer.headers.add("x-amz-delete-marker", "true");
    return answer;
  }
  if (version->is_marker)
    return refused({405, "MethodNotAllowed", "The specified method is not allowed against this resource."});
  http::Response answer = respond(200, version->content_type, version->body);
  answer.headers.add("ETag", version->etag);
  if (bucket_.is_versioned()) answer.headers.add("x-amz-version-id", version->id);
  for (const auto& [name, value] : version->metadata) answer.headers.add(name, value);
  if (!version->checksum.empty() && call.header("x-amz-checksum-mode") == "ENABLED") {
    answer.headers.add("x-amz-checksum-sha256", version->checksum);
    answer.headers.add("x-amz-checksum-type", "FULL_OBJECT");
  }
  if (!version->lock.mode.empty()) {
    answer.headers.add("x-amz-object-lock-mode", version->lock.mode);
    answer.headers.add("x-amz-object-lock-retain-until-date", date_of(version->lock.until));
  }
  return answer;
}

bool Simulator::is_locked(const Version& version, const Call& call) const {
  if (version.lock.mode.empty() || version.lock.until <= clock_.wall_now()) return false;
  const bool is_lifted = call.header("x-amz-bypass-governance-retention") == "true";
  return version.lock.mode == "COMPLIANCE" || !is_lifted;
}

http::Response Simulator::remove(const Call& call) {
  const std::string id = call.asked("versionId");
  http::Response answer = empty(204);
  if (!id.empty()) {
    const Version* version = bucket_.find(call.key, id);
    if (version && is_locked(*version, call))
      return refused({403, "AccessDenied", "Access Denied because object protected by object lock."});
    if (version && version->is_marker) answer.headers.add("x-amz-delete-marker", "true");
    bucket_.remove(call.key, id);
    answer.headers.add("x-amz-version-id", id);
  } else if (bucket_.is_versioned()) {
    answer.headers.add("x-amz-delete-marker", "true");
    answer.headers.add("x-amz-version-id", bucket_.mark_deleted(call.key).id);
  } else {
    bucket_.remove(call.key);
  }
  return answer;
}

}  // namespace hub::simulators::s3
