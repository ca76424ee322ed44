// Lists of objects and of versions, page by page (s3.md 4).
#include <algorithm>
#include <cstdlib>

#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/s3/simulator.hpp"

namespace hub::simulators::s3 {

namespace {

constexpr std::size_t kPageMax = 1'000;
constexpr std::string_view kNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";

std::string element(std::string_view name, std::string_view text) {
  return '<' + std::string(name) + '>' + xml_escaped(text) + "</" + std::string(name) + '>';
}

std::size_t page_size(const std::string& asked) {
  const long number = asked.empty() ? static_cast<long>(kPageMax) : std::atol(asked.c_str());
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::max(number, 0L)), 0, kPageMax);
}

http::Response listing(std::string_view name, const std::string& content) {
  return respond(200, "application/xml",
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + std::string(name) + " xmlns=\"" +
                     std::string(kNamespace) + "\">" + content + "</" + std::string(name) + '>');
}

std::string object_xml(const std::string& key, const Version& version) {
  return "<Contents>" + element("Key", key) + element("ETag", version.etag) +
         element("Size", std::to_string(version.body.size())) + "</Contents>";
}

std::string version_xml(const std::string& key, const Version& version, bool is_latest) {
  const std::string_view name = version.is_marker ? "DeleteMarker" : "Version";
  std::string xml = '<' + std::string(name) + '>' + element("Key", key) + element("VersionId", version.id) +
                    element("IsLatest", is_latest ? "true" : "false");
  if (!version.is_marker) {
    xml += element("ETag", version.etag);
    xml += element("Size", std::to_string(version.body.size()));
  }
  return xml + "</" + std::string(name) + '>';
}

}  // namespace

// The continuation token is the last name of the page before.
http::Response Simulator::list(const Call& call) const {
  const std::string prefix = call.asked("prefix"), after = call.asked("continuation-token");
  const std::size_t most = page_size(call.asked("max-keys"));
  std::string xml, last;
  std::size_t count = 0;
  bool is_truncated = false;
  for (const auto& [key, versions] : bucket_.objects()) {
    if (!key.starts_with(prefix) || key <= after || versions.back().is_marker) continue;
    is_truncated = count == most;
    if (is_truncated) break;
    xml += object_xml(key, versions.back());
    last = key;
    ++count;
  }
  std::string head = element("Name", settings_.bucket) + element("Prefix", prefix) +
                     element("KeyCount", std::to_string(count)) + element("MaxKeys", std::to_string(most)) +
                     element("IsTruncated", is_truncated ? "true" : "false");
  if (is_truncated) head += element("NextContinuationToken", last);
  return listing("ListBucketResult", head + xml);
}

// The newest version of each name first. A page ends between two versions, which the markers of the next
// name.
http::Response Simulator::versions(const Call& call) const {
  if (!settings_.has_versions_call)
    return refused(
        {501, "NotImplemented", "A parameter you provided implies functionality that is not implemented"});
  const std::string prefix = call.asked("prefix"), after = call.asked("key-marker"),
                    after_version = call.asked("version-id-marker");
  const std::size_t most = page_size(call.asked("max-keys"));
  std::string xml, last, last_version;
  std::size_t count = 0;
  bool is_truncated = false, is_behind = after_version.empty();
  for (const auto& [key, versions] : bucket_.objects()) {
    const bool is_over = key < after || (key == after && is_behind);
    if (!key.starts_with(prefix) || is_over || is_truncated) continue;
    for (auto version = versions.rbegin(); version != versions.rend() && !is_truncated; ++version) {
      if (key == after && !is_behind) {
        is_behind = version->id == after_version;
        continue;
      }
      is_truncated = count == most;
      if (is_truncated) break;
      xml += version_xml(key, *version, version == versions.rbegin());
      last = key;
      last_version = version->id;
      ++count;
    }
  }
  std::string head = element("Name", settings_.bucket) + element("Prefix", prefix) +
                     element("MaxKeys", std::to_string(most)) +
                     element("IsTruncated", is_truncated ? "true" : "false");
  if (is_truncated) head += element("NextKeyMarker", last) + element("NextVersionIdMarker", last_version);
  return listing("ListVersionsResult", head + xml);
}

}  // namespace hub::simulators::s3
