#include "core/oidc/id_token.hpp"

#include <array>

#include "core/base/base64.hpp"
#include "core/model/json.hpp"
#include "core/oidc/refusal.hpp"

namespace hub::oidc {
namespace {

constexpr std::chrono::seconds kClockSkew{60};

Result<model::Value> decode(std::string_view part, model::Arena& arena) {
  const auto text = base64url_decode(part);
  if (!text) return refusal("malformed_token", "the ID token cannot be read");
  model::JsonParser parser;
  const auto value = parser.parse({text->data(), text->size()}, arena);
  if (!value || !value->is_object()) return refusal("malformed_token", "the ID token cannot be read");
  return *value;
}

// Header, claims, signature.
std::optional<std::array<std::string_view, 3>> split(std::string_view token) {
  const std::size_t first = token.find('.'), last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  if (token.substr(first + 1, last - first - 1).find('.') != std::string_view::npos) return std::nullopt;
  return {{token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1)}};
}

// A time in seconds since the epoch; nothing when it is absent or no number.
std::optional<WallTime> time_at(const model::Value& claims, std::string_view name) {
  constexpr double kLatest = 1e11;  // far beyond every calendar, far below an overflow
  const model::Value* found = claims.find(name);
  if (found == nullptr || (!found->is_integer() && !found->is_number())) return std::nullopt;
  const double seconds = found->as_double();
  if (!(seconds >= 0 && seconds <= kLatest)) return std::nullopt;
  return WallTime(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

// One audience, or several of which the client is one and the one that asked.
bool is_for(const model::Value& claims, std::string_view client_id) {
  if (claims.text_at("azp", client_id) != client_id) return false;
  const model::Value* audience = claims.find("aud");
  if (audience == nullptr || !audience->is_array()) return claims.text_at("aud") == client_id;
  bool is_named = false;
  for (const model::Value& one : audience->as_array())
    is_named = is_named || (one.is_string() && one.as_string() == client_id);
  return is_named && (audience->as_array().size() == 1 || claims.find("azp") != nullptr);
}

Result<void> check_claims(const model::Value& claims, const Expected& expected) {
  if (claims.text_at("iss") != expected.issuer)
    return refusal("issuer", "the ID token is of another identity provider");
  if (!is_for(claims, expected.client_id)) return refusal("audience", "the ID token is for another client");
  const auto expires = time_at(claims, "exp"), issued = time_at(claims, "iat");
  if (!expires || *expires + kClockSkew <= expected.now) return refusal("expired", "the ID token is over");
  if (!issued || *issued > expected.now + kClockSkew)
    return refusal("issued_later", "the ID token was issued later than now: do the clocks agree?");
  if (expected.nonce.empty() || claims.text_at("nonce") != expected.nonce)
    return refusal("nonce", "the ID token is of another sign-in");
  if (claims.text_at("sub").empty()) return refusal("malformed_token", "the ID token names nobody");
  return {};
}

}  // namespace

Result<model::Value> read_id_token(std::string_view token, const KeySet& keys, const Expected& expected,
                                   model::Arena& arena) {
  const auto parts = split(token);
  if (!parts) return refusal("malformed_token", "the ID token cannot be read");
  const auto [header_part, claims_part, signature_part] = *parts;
  const auto header = decode(header_part, arena);
  if (!header) return header.error();
  const auto algorithm = parse_algorithm(header->text_at("alg"));
  // What a header calls critical must be understood (RFC 7515, 4.1.11), and nothing of the kind is.
  if (!algorithm || header->find("crit") != nullptr)
    return refusal("algorithm", "the ID token is signed in a way that is not taken: RS256 or ES256 is");
  const std::string_view key_id = header->text_at("kid");
  if (!keys.has(*algorithm, key_id))
    return refusal("unknown_key", "the ID token is signed with a key that the provider does not publish");
  const auto signature = base64url_decode(signature_part);
  const std::string_view signed_text = token.substr(0, header_part.size() + 1 + claims_part.size());
  if (!signature || !keys.verifies(*algorithm, key_id, signed_text, {signature->data(), signature->size()}))
    return refusal("signature", "the signature of the ID token is wrong");
  const auto claims = decode(claims_part, arena);
  if (!claims) return claims.error();
  if (auto checked = check_claims(*claims, expected); !checked) return checked.error();
  return *claims;
}

}  // namespace hub::oidc
