// OAuth: client credentials, JWT bearer, refresh and password grants (salesforce.md 1).
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "core/async/event.hpp"
#include "core/base/base64.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/common/login_form.hpp"
#include "tools/simulators/salesforce/respond.hpp"
#include "tools/simulators/salesforce/simulator.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr std::string_view kJwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr std::string_view kOrgId = "00DHb0000000001MAA";

constexpr std::string_view kJson = "application/json;charset=UTF-8";
constexpr std::string_view kRefreshToken = "rehearsal-refresh";

http::Response oauth_error(std::string_view code, std::string_view description) {
  Buffer body("{\"error\":");
  model::write_json_string(code, body);
  body.append(",\"error_description\":");
  model::write_json_string(description, body);
  body.push_back('}');
  return respond(400, kJson, body.view());
}

bool verifies(const std::string& pem, std::string_view message, std::string_view signature) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return key && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

}  // namespace

std::optional<ApiError> Simulator::check_assertion(const std::string& assertion) {
  const std::size_t first = assertion.find('.');
  const std::size_t second = first == std::string::npos ? first : assertion.find('.', first + 1);
  if (second == std::string::npos) return ApiError{"invalid_grant", "invalid assertion", {}};
  const auto claims_bytes =
      base64url_decode(std::string_view(assertion).substr(first + 1, second - first - 1));
  const auto signature = base64url_decode(std::string_view(assertion).substr(second + 1));
  model::Arena arena;
  model::JsonParser parser;
  if (!claims_bytes || !signature || settings_.jwt_public_key_pem.empty() ||
      !verifies(settings_.jwt_public_key_pem, std::string_view(assertion).substr(0, second),
                std::string_view(signature->data(), signature->size()))) {
    return ApiError{"invalid_grant", "invalid assertion", {}};
  }
  const auto claims = parser.parse(std::string_view(claims_bytes->data(), claims_bytes->size()), arena);
  if (!claims.ok()) return ApiError{"invalid_grant", "invalid assertion", {}};
  if (claims->text_at("iss") != settings_.client_id)
    return ApiError{"invalid_client_id", "client identifier invalid", {}};
  if (claims->text_at("aud") != base_url() && claims->text_at("aud") != "https://login.salesforce.com") {
    return ApiError{"invalid_grant", "audience is invalid", {}};
  }
  const model::Value* expires = claims->find("exp");
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.wall_now()).time_since_epoch().count();
  if (!expires || !expires->is_integer() || expires->as_integer() < now) {
    return ApiError{"invalid_grant", "expired authorization code", {}};
  }
  if (claims->text_at("sub") != settings_.username) {
    return ApiError{"invalid_grant", "user hasn't approved this consumer", {}};
  }
  return std::nullopt;
}

std::optional<ApiError> Simulator::check_grant(const std::map<std::string, std::string>& form) {
  const auto value = [&form](const char* name) { return form_field(form, name); };
  const std::string grant = value("grant_type");
  if (grant == kJwtGrant) return check_assertion(value("assertion"));
  if (grant != "client_credentials" && grant != "refresh_token" && grant != "password") {
    return ApiError{"unsupported_grant_type", "grant type not supported", {}};
  }
  if (value("client_id") != settings_.client_id) {
    return ApiError{"invalid_client_id", "client identifier invalid", {}};
  }
  if (value("client_secret") != settings_.client_secret) {
    return ApiError{"invalid_client", "invalid client credentials", {}};
  }
  if (grant == "refresh_token" && value("refresh_token") != kRefreshToken) {
    return ApiError{"invalid_grant", "expired access/refresh token", {}};
  }
  if (grant == "password" &&
      (value("username") != settings_.username || value("password") != settings_.password)) {
    return ApiError{"invalid_grant", "authentication failure", {}};
  }
  return std::nullopt;
}

std::optional<http::Response> Simulator::refuse_login(const std::vector<Fault>& faults) {
  if (find_fault(faults, "revoked_credentials")) {
    tokens_.clear();
    return oauth_error("invalid_client", "invalid client credentials");
  }
  if (auto refused = refuse(faults)) return refused;
  const auto hour = std::chrono::floor<std::chrono::hours>(clock_.wall_now());
  if (hour != login_hour_) logins_ = 0;
  login_hour_ = hour;
  if (++logins_ > settings_.logins_max || find_fault(faults, "login_rate"))
    return oauth_error("invalid_grant", "login rate exceeded");
  return std::nullopt;
}

http::Response Simulator::grant(const std::vector<Fault>& faults) {
  const std::string value = "00DHb0000000001!" + std::to_string(++last_token_) + "." + std::string(90, 'x');
  tokens_.insert(value);
  const Fault* moved = find_fault(faults, "moved_org");
  const std::string instance = moved ? moved->text : base_url();
  auto response = respond(200, kJson,
                          "{\"access_token\":\"" + value + "\",\"instance_url\":\"" + instance +
                              "\",\"id\":\"" + base_url() + "/id/" + std::string(kOrgId) + "/" +
                              org_.run_as_user() + "\",\"token_type\":\"Bearer\",\"issued_at\":\"" +
                              std::to_string(clock_.wall_now().time_since_epoch().count()) +
                              "\",\"signature\":\"c2ltdWxhdGVk\",\"scope\":\"api\"}");
  if (find_fault(faults, "drop_after_commit")) response.drop = true;
  return response;
}

Task<http::Response> Simulator::token(http::Request request) {
  ++calls_["token"];
  const auto faults = faults_.strike("token");
  if (const Fault* slow = find_fault(faults, "latency")) {
    const milliseconds wait(slow->milliseconds);
    co_await sleep_for(clock_, wait);
  }
  if (auto refused = refuse_login(faults)) co_return std::move(*refused);
  if (const auto error = check_grant(login_form(request))) co_return oauth_error(error->code, error->message);
  co_return grant(faults);
}

http::Response Simulator::revoke(const http::Request& request) {
  tokens_.erase(login_form(request)["token"]);
  return respond(200, kJson, "");
}

http::Response Simulator::identity(const http::Request& request) const {
  const auto query = Rest::parse_target("GET", request.url).query;
  const auto token = query.find("oauth_token");
  if (!is_authorised(request) && (token == query.end() || !tokens_.contains(token->second)))
    return respond(403, "text/html", "Bad_OAuth_Token");
  return respond(200, kJson,
                 "{\"id\":\"" + base_url() + "/id/" + std::string(kOrgId) + "/" + org_.run_as_user() +
                     "\",\"user_id\":\"" + org_.run_as_user() + "\",\"organization_id\":\"" +
                     std::string(kOrgId) + "\",\"username\":\"" + settings_.username + "\"}");
}

}  // namespace hub::simulators::salesforce
