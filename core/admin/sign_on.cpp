#include "core/admin/sign_on.hpp"

#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/cookies.hpp"
#include "core/base/sha256.hpp"
#include "core/oidc/refusal.hpp"
#include "core/policy/credential.hpp"

namespace hub::admin {
namespace {

constexpr std::string_view kCookie = "hub_sign_on";
constexpr std::chrono::minutes kAttemptLife{10};
constexpr std::size_t kPendingMax = 1000;
constexpr std::size_t kReturnBytesMax = 2048;
constexpr std::string_view kStart = "/sign-on/start";

http::Response redirect(std::string location) {
  http::Response response;
  response.status = 303;
  response.headers.add("Location", std::move(location));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  return response;
}

// A view of the console. Anything that a browser could take for another host's address leads to the first
// page instead.
std::string view_of(const std::string* wanted) {
  if (wanted == nullptr || wanted->size() > kReturnBytesMax || !wanted->starts_with('/')) return "/";
  if (wanted->size() > 1 && ((*wanted)[1] == '/' || (*wanted)[1] == '\\')) return "/";
  const bool is_plain = std::ranges::all_of(*wanted, [](char c) { return c > 0x20 && c < 0x7f; });
  return is_plain ? *wanted : "/";
}

std::string text_of(const Query& query, std::string_view name) {
  const std::string* found = query.find(name);
  return found == nullptr ? std::string() : *found;
}

}  // namespace

Task<http::Response> SignOn::handle(http::Request request) {
  const std::string_view target(request.url);
  const std::size_t question = target.find('?');
  const std::string_view path = target.substr(0, question);
  if (path != kStart && path != kCallback)
    co_return problem_answer(404, "There is nothing here", "/openapi.json lists what there is");
  if (request.method != "GET") co_return problem_answer(405, "This path has no such method");
  auto query =
      Query::parse(question == std::string_view::npos ? std::string_view() : target.substr(question + 1));
  if (!query) co_return error_answer(query.error());
  const bool starts = path == kStart;
  auto answering =
      starts ? start(view_of(query->find("return"))) : finish(std::move(request), std::move(*query));
  co_return co_await std::move(answering);
}

Task<http::Response> SignOn::start(std::string return_to) {
  std::erase_if(pending_, [this](const auto& item) { return item.second.until <= parts_.clock.now(); });
  if (pending_.size() >= kPendingMax)
    pending_.erase(
        std::ranges::min_element(pending_, {}, [](const auto& item) { return item.second.until; }));
  oidc::Attempt attempt = oidc::make_attempt(parts_.random);
  auto asking = parts_.provider.authorization_url(attempt);
  const Result<std::string> url = co_await std::move(asking);
  if (!url) co_return refuse(url.error());
  http::Response response = redirect(*url);
  response.headers.add("Set-Cookie", state_cookie(attempt.state, kAttemptLife));
  const std::string key = sha256_hex(attempt.state);
  pending_[key] = {std::move(attempt), std::move(return_to), parts_.clock.now() + kAttemptLife};
  co_return response;
}

Task<http::Response> SignOn::finish(http::Request request, Query query) {
  const Result<Pending> pending = take_pending(request, query);
  if (!pending) co_return refuse(pending.error());
  if (query.find("error") != nullptr) {
    const bool is_refusal = text_of(query, "error") == "access_denied";
    co_return refuse(is_refusal ? oidc::refusal("access_denied", "the identity provider let nobody in")
                                : oidc::refusal("provider_error", "the identity provider reports an error"));
  }
  auto redeeming = parts_.provider.redeem(text_of(query, "code"), text_of(query, "iss"), pending->attempt);
  const Result<oidc::Identity> identity = co_await std::move(redeeming);
  if (!identity) co_return refuse(identity.error());
  const GroupRole* rule = role_of(settings_.roles, identity->groups);
  if (rule == nullptr)
    co_return refuse(oidc::refusal("no_role", "none of the person's groups has a role here"));
  co_return let_in(*identity, *rule, *pending);
}

Result<SignOn::Pending> SignOn::take_pending(const http::Request& request, const Query& query) {
  const std::string key = sha256_hex(text_of(query, "state"));
  const auto found = pending_.find(key);
  // The state must come back with the browser that it was given to, or somebody could be signed in as
  // somebody else.
  const bool is_own = policy::same_hash(sha256_hex(cookie_of(request, kCookie)), key);
  if (found == pending_.end() || !is_own || found->second.until <= parts_.clock.now())
    return oidc::refusal("state", "the answer belongs to no sign-in of this browser");
  Pending pending = std::move(found->second);
  pending_.erase(found);
  return pending;
}

http::Response SignOn::let_in(const oidc::Identity& identity, const GroupRole& rule, const Pending& pending) {
  AdminKey person;
  // Names of keys stay told from names that somebody chose elsewhere.
  person.name = identity.name + " (" + settings_.name + ')';
  person.role = rule.role;
  person.reach = rule.reach;
  const std::string person_name = person.name;
  http::Response response = redirect(pending.return_to);
  response.headers.add("Set-Cookie", state_cookie({}, std::chrono::seconds(0)));
  response.headers.add(
      "Set-Cookie",
      parts_.sessions.open_for(std::make_shared<const AdminKey>(std::move(person)), settings_.session));
  parts_.log.info("somebody signed in to the console",
                  {log::resource("key", person_name), log::resource("subject", identity.subject),
                   log::resource("group", rule.group)});
  return response;
}

http::Response SignOn::refuse(const Error& error) {
  parts_.log.warning("a sign-in to the console at the identity provider failed",
                     {log::error_code(error), log::error_message(error)});
  if (error.kind != ErrorKind::auth) return send_back("unreachable");
  if (error.code == "no_role") return send_back("no_role");
  return send_back(error.code == "access_denied" ? "refused" : "failed");
}

http::Response SignOn::send_back(std::string_view word) const {
  http::Response response = redirect("/?sign_in=" + std::string(word));
  response.headers.add("Set-Cookie", state_cookie({}, std::chrono::seconds(0)));
  return response;
}

// Lax: it must come along when the provider, another site, sends the browser back.
std::string SignOn::state_cookie(std::string_view state, std::chrono::seconds life) const {
  const bool over_tls = settings_.public_url.starts_with("https://");
  return std::string(kCookie) + '=' + std::string(state) + "; Path=/sign-on/; HttpOnly; SameSite=Lax" +
         (over_tls ? "; Secure" : "") + "; Max-Age=" + std::to_string(life.count());
}

}  // namespace hub::admin
