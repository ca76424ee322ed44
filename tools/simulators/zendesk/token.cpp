// OAuth client credentials and API tokens (zendesk.md 1).
#include "core/async/event.hpp"
#include "core/base/base64.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/common/login_form.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/zendesk/simulator.hpp"

namespace hub::simulators::zendesk {

namespace {

constexpr std::string_view kJson = "application/json; charset=utf-8";

http::Response oauth_error(int status, std::string_view code, std::string_view description) {
  Buffer body("{");
  model::write_json_member("error", code, body);
  body.push_back(',');
  model::write_json_member("error_description", description, body);
  body.push_back('}');
  return respond(status, kJson, body.view());
}

// Whether each word of `wanted` is among `allowed`; "tickets:read" is part of "read".
bool covers(std::string_view allowed, std::string_view wanted) {
  while (!wanted.empty()) {
    std::string_view word = wanted.substr(0, wanted.find(' '));
    wanted.remove_prefix(std::min(word.size() + 1, wanted.size()));
    if (const auto colon = word.find(':'); colon != word.npos) word.remove_prefix(colon + 1);
    if (!word.empty() && allowed.find(word) == allowed.npos) return false;
  }
  return true;
}

}  // namespace

Task<http::Response> Simulator::token(http::Request request) {
  ++calls_["token"];
  const auto faults = faults_.strike(kLoginOperation);
  if (const Fault* slow = find_fault(faults, "latency")) {
    const milliseconds wait(slow->milliseconds);
    co_await sleep_for(clock_, wait);
  }
  if (find_fault(faults, "revoked_credentials")) {
    tokens_.clear();
    co_return oauth_error(401, "invalid_client", "Client authentication failed");
  }
  if (auto refused = refuse(faults)) co_return std::move(*refused);
  const auto form = login_form(request);
  if (form_field(form, "grant_type") != "client_credentials") {
    co_return oauth_error(400, "unsupported_grant_type", "The grant type is not supported");
  }
  if (form_field(form, "client_id") != settings_.client_id ||
      form_field(form, "client_secret") != settings_.client_secret) {
    co_return oauth_error(401, "invalid_client", "Client authentication failed");
  }
  const std::string wanted = form_field(form, "scope");
  if (!covers(settings_.scopes, wanted))
    co_return oauth_error(400, "invalid_scope", "The scope is not allowed");
  const std::string value = "zd" + std::to_string(++last_token_) + std::string(60, 'x');
  const std::string scope = wanted.empty() ? settings_.scopes : wanted;
  tokens_[value] = {clock_.wall_now() + settings_.token_life, scope};
  co_return respond(201, kJson,
                    "{\"access_token\":\"" + value + "\",\"token_type\":\"bearer\",\"scope\":\"" + scope +
                        "\",\"expires_in\":" + std::to_string(settings_.token_life.count()) + "}");
}

const Simulator::Grant* Simulator::grant_of(const http::Request& request) const {
  const auto header = request.headers.find("Authorization");
  if (!header || !header->starts_with("Bearer ")) return nullptr;
  const auto found = tokens_.find(std::string(header->substr(7)));
  return found == tokens_.end() || found->second.ends < clock_.wall_now() ? nullptr : &found->second;
}

bool Simulator::is_basic(const http::Request& request) const {
  const auto header = request.headers.find("Authorization");
  const std::string pair = settings_.email + "/token:" + settings_.api_token;
  return header == "Basic " + base64_encode(pair);
}

http::Response Simulator::current_token(const http::Request& request) const {
  const Grant* grant = grant_of(request);
  if (!grant) return respond(401, kJson, R"({"error":"Couldn't authenticate you"})");
  std::string scopes;
  for (const char* word : {"read", "write"}) {
    if (grant->scope.find(word) != grant->scope.npos)
      scopes += (scopes.empty() ? "\"" : ",\"") + std::string(word) + '"';
  }
  return respond(200, kJson, "{\"token\":{\"id\":1,\"user_id\":1,\"scopes\":[" + scopes + "]}}");
}

}  // namespace hub::simulators::zendesk
