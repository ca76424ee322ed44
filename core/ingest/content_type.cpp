#include "core/ingest/content_type.hpp"

#include "core/ingest/text_checks.hpp"

namespace hub::ingest {

namespace {

std::string_view media_type(std::string_view content_type) {
  return trimmed(content_type.substr(0, content_type.find(';')));
}

// JSON is UTF-8; a parameter that says something else means that the sender is wrong about its bytes.
bool is_utf8_charset(std::string_view content_type) {
  for (auto at = content_type.find(';'); at != std::string_view::npos; at = content_type.find(';', at + 1)) {
    std::string_view parameter = trimmed(content_type.substr(at + 1));
    parameter = trimmed(parameter.substr(0, parameter.find(';')));
    if (!starts_with_ignoring_case(parameter, "charset=")) continue;
    std::string_view charset = parameter.substr(8);
    if (charset.size() > 1 && charset.front() == '"' && charset.back() == '"') {
      charset = charset.substr(1, charset.size() - 2);
    }
    return equals_ignoring_case(charset, "utf-8") || equals_ignoring_case(charset, "us-ascii");
  }
  return true;
}

}  // namespace

ContentMode content_mode(std::string_view content_type) {
  const std::string_view text = trimmed(content_type);
  if (starts_with_ignoring_case(text, "application/cloudevents-batch")) return ContentMode::batched;
  if (starts_with_ignoring_case(text, "application/cloudevents")) return ContentMode::structured;
  return ContentMode::binary;
}

bool is_json_format(std::string_view content_type) {
  const std::string_view type = media_type(content_type);
  return (equals_ignoring_case(type, "application/cloudevents+json") ||
          equals_ignoring_case(type, "application/cloudevents-batch+json")) &&
         is_utf8_charset(content_type);
}

bool is_json_media_type(std::string_view content_type) {
  const std::string_view type = media_type(content_type);
  const bool is_json = equals_ignoring_case(type, "application/json") ||
                       equals_ignoring_case(type, "text/json") ||
                       (type.size() > 5 && equals_ignoring_case(type.substr(type.size() - 5), "+json"));
  return is_json && is_utf8_charset(content_type);
}

}  // namespace hub::ingest
