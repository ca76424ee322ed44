#include "tools/simulators/engage/envelope.hpp"

#include "core/http/standard_webhooks.hpp"

namespace hub::simulators::engage {

namespace {

http::Request post(const std::string& url, std::string content_type) {
  http::Request request;
  request.method = "POST";
  request.url = url;
  request.headers.add("Content-Type", std::move(content_type));
  return request;
}

std::string text_of(const model::Value& value) {
  if (value.is_string()) return std::string(value.as_string());
  Buffer out;
  model::write_json(value, out);
  return std::string(out.view());
}

Result<http::Request> binary_request(const std::string& url, const SendableEvent& event) {
  model::Arena arena;
  model::JsonParser parser;
  const auto document = parser.parse(event.text, arena);
  if (!document.ok()) return document.error();
  if (!document->is_object()) return invalid_error("no_event", "an event is a JSON object");
  http::Request request = post(url, std::string(document->text_at("datacontenttype", "application/json")));
  for (const model::Member& member : document->as_object()) {
    if (member.name == "data") {
      model::write_json(member.value, request.body);
    } else if (member.name != "datacontenttype") {
      request.headers.add("ce-" + std::string(member.name), encode_header_value(text_of(member.value)));
    }
  }
  return request;
}

}  // namespace

std::optional<SendMode> parse_send_mode(std::string_view word) {
  if (word == "structured") return SendMode::structured;
  if (word == "binary") return SendMode::binary;
  if (word == "batched") return SendMode::batched;
  return std::nullopt;
}

Result<http::Request> event_request(SendMode mode, const std::string& url,
                                    const std::vector<SendableEvent>& events) {
  if (mode == SendMode::binary) return binary_request(url, events.front());
  if (mode == SendMode::structured) {
    http::Request request = post(url, "application/cloudevents+json");
    request.body.append(events.front().text);
    return request;
  }
  http::Request request = post(url, "application/cloudevents-batch+json");
  for (const SendableEvent& event : events) {
    request.body.push_back(request.body.empty() ? '[' : ',');
    request.body.append(event.text);
  }
  request.body.append(events.empty() ? "[]" : "]");
  return request;
}

std::string encode_header_value(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (c >= '!' && c <= '~' && c != '"' && c != '%') {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.push_back('%');
    encoded.push_back(kHex[byte >> 4]);
    encoded.push_back(kHex[byte & 15]);
  }
  return encoded;
}

void Signer::sign(http::Request& request, const std::string& message_id, WallTime now) const {
  if (!bearer_key.empty()) return request.headers.add("Authorization", "Bearer " + bearer_key);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  const std::string timestamp = std::to_string(seconds.count());
  const http::WebhookMessage message{message_id, timestamp, request.body.view()};
  std::string signatures;
  if (!hmac_secret.empty()) signatures = http::sign_hmac(message, hmac_secret);
  if (!ed25519_seed.empty()) {
    if (!signatures.empty()) signatures += ' ';
    signatures += http::sign_ed25519(message, ed25519_seed);
  }
  if (signatures.empty()) return;
  request.headers.add("webhook-id", message_id);
  request.headers.add("webhook-timestamp", timestamp);
  request.headers.add("webhook-signature", std::move(signatures));
}

}  // namespace hub::simulators::engage
