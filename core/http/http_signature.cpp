#include "core/http/http_signature.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/base/base64.hpp"
#include "core/base/ed25519.hpp"
#include "core/base/hmac.hpp"
#include "core/base/sha256.hpp"
#include "core/http/url.hpp"

namespace hub::http {

namespace {

// A structured field string (RFC 8941 3.3.3).
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string parameters_of(const SignatureInput& input) {
  std::string text = "(";
  for (const std::string& component : input.components)
    text += (text.size() > 1 ? " " : "") + quoted(component);
  text += ");created=" + std::to_string(input.created);
  if (input.expires) text += ";expires=" + std::to_string(*input.expires);
  if (!input.key_id.empty()) text += ";keyid=" + quoted(input.key_id);
  if (!input.nonce.empty()) text += ";nonce=" + quoted(input.nonce);
  if (!input.tag.empty()) text += ";tag=" + quoted(input.tag);
  return text;
}

Result<std::string> derived(const Request& request, std::string_view name) {
  const UrlParts parts(request.url);
  if (name == "@method") return request.method;
  if (name == "@target-uri") return request.url;
  if (name == "@authority") return host_of(parts);
  if (name == "@scheme") return lower_case(std::string(parts.scheme));
  if (name == "@path") return std::string(parts.path.empty() ? "/" : parts.path);
  if (name == "@query") return std::string(parts.query.empty() ? "?" : parts.query);
  return config_error("'" + std::string(name) + "' is no part of a request that can be signed");
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Result<std::string> value_of(const Request& request, const std::string& name) {
  if (name.starts_with('@')) return derived(request, name);
  std::string joined;
  bool is_there = false;
  for (const auto& [header, value] : request.headers) {
    if (!same_name(header, name)) continue;
    if (is_there) joined += ", ";
    joined += trimmed(value);
    is_there = true;
  }
  if (!is_there) return config_error("the request has no header '" + name + "' to sign");
  return joined;
}

std::string signature_of(const SigningKey& key, std::string_view base) {
  const std::string_view secret(key.bytes.data(), key.bytes.size());
  if (key.algorithm == SigningKey::Algorithm::ed25519) {
    const Ed25519Signature signature = sign_ed25519(secret, base);
    return base64_encode({signature.data(), signature.size()});
  }
  const auto digest = hmac_sha256(std::as_bytes(std::span(secret)), {base});
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

Result<std::string> signature_base(const Request& request, const SignatureInput& input) {
  std::string base;
  for (const std::string& component : input.components) {
    const auto value = value_of(request, component);
    if (!value.ok()) return value.error();
    base += quoted(component) + ": " + *value + '\n';
  }
  return base + "\"@signature-params\": " + parameters_of(input);
}

std::string content_digest(std::string_view body) {
  const auto digest = sha256(body);
  return "sha-256=:" + base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()}) + ':';
}

Result<void> sign_message(Request& request, const SigningKey& key, const SignatureInput& input) {
  const auto base = signature_base(request, input);
  if (!base.ok()) return base.error();
  request.headers.add("Signature-Input", input.label + '=' + parameters_of(input));
  request.headers.add("Signature", input.label + "=:" + signature_of(key, *base) + ':');
  return {};
}

}  // namespace hub::http
