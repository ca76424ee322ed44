#include "core/admin/sessions.hpp"

#include <algorithm>

#include "core/admin/cookies.hpp"
#include "core/base/random_text.hpp"
#include "core/base/sha256.hpp"

namespace hub::admin {
namespace {

constexpr std::string_view kCookie = "hub_session";
constexpr std::size_t kSessionsMax = 1000;
constexpr std::string_view kAttributes = "; Path=/; HttpOnly; SameSite=Strict";

}  // namespace

std::string Sessions::open(std::string key_id) {
  return keep({std::move(key_id), nullptr, clock_.now() + kLife});
}

std::string Sessions::open_for(std::shared_ptr<const AdminKey> person, std::chrono::seconds life) {
  return keep({{}, std::move(person), clock_.now() + life});
}

std::string Sessions::keep(Session session) {
  std::erase_if(by_hash_, [this](const auto& item) { return item.second->until <= clock_.now(); });
  if (by_hash_.size() >= kSessionsMax) {
    by_hash_.erase(
        std::ranges::min_element(by_hash_, {}, [](const auto& item) { return item.second->until; }));
  }
  const std::string token = random_text(random_);
  const auto life = std::chrono::duration_cast<std::chrono::seconds>(session.until - clock_.now());
  by_hash_[sha256_hex(token)] = std::make_shared<Session>(std::move(session));
  return std::string(kCookie) + '=' + token + std::string(kAttributes) + (over_tls_ ? "; Secure" : "") +
         "; Max-Age=" + std::to_string(life.count());
}

std::shared_ptr<const Session> Sessions::find(const http::Request& request) const {
  const std::string_view token = cookie_of(request, kCookie);
  if (token.empty()) return nullptr;
  const auto found = by_hash_.find(sha256_hex(token));
  if (found == by_hash_.end() || found->second->until <= clock_.now()) return nullptr;
  return found->second;
}

std::string Sessions::close(const http::Request& request) {
  by_hash_.erase(sha256_hex(cookie_of(request, kCookie)));
  return std::string(kCookie) + '=' + std::string(kAttributes) + "; Max-Age=0";
}

bool comes_from_own_page(const http::Request& request) {
  if (request.headers.find("X-Hub-Console") != "1") return false;
  const auto origin = request.headers.find("Origin"), host = request.headers.find("Host");
  if (!origin || !host) return false;
  const std::size_t scheme = origin->find("://");
  return scheme != std::string_view::npos && origin->substr(scheme + 3) == *host;
}

}  // namespace hub::admin
