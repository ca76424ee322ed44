#include "core/admin/sessions.hpp"

#include <algorithm>
#include <array>

#include "core/base/base64.hpp"
#include "core/base/sha256.hpp"

namespace hub::admin {
namespace {

constexpr std::string_view kCookie = "hub_session=";
constexpr std::size_t kSessionsMax = 1000;
constexpr std::string_view kAttributes = "; Path=/; HttpOnly; SameSite=Strict";

// The token in a Cookie header, which holds others too.
std::string_view token_of(const http::Request& request) {
  std::string_view rest = request.headers.find("Cookie").value_or("");
  while (!rest.empty()) {
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    const std::string_view one = rest.substr(0, rest.find(';'));
    if (one.starts_with(kCookie)) return one.substr(kCookie.size());
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return {};
}

}  // namespace

std::string Sessions::open(std::string key_id) {
  std::erase_if(by_hash_, [this](const auto& item) { return item.second->until <= clock_.now(); });
  if (by_hash_.size() >= kSessionsMax) {
    by_hash_.erase(
        std::ranges::min_element(by_hash_, {}, [](const auto& item) { return item.second->until; }));
  }
  std::array<std::byte, 32> secret{};
  random_.fill(secret);
  const std::string token = base64url_encode({reinterpret_cast<const char*>(secret.data()), secret.size()});
  by_hash_[sha256_hex(token)] = std::make_shared<Session>(Session{std::move(key_id), clock_.now() + kLife});
  return std::string(kCookie) + token + std::string(kAttributes) + (over_tls_ ? "; Secure" : "") +
         "; Max-Age=" + std::to_string(std::chrono::seconds(kLife).count());
}

std::shared_ptr<const Session> Sessions::find(const http::Request& request) const {
  const std::string_view token = token_of(request);
  if (token.empty()) return nullptr;
  const auto found = by_hash_.find(sha256_hex(token));
  if (found == by_hash_.end() || found->second->until <= clock_.now()) return nullptr;
  return found->second;
}

std::string Sessions::close(const http::Request& request) {
  by_hash_.erase(sha256_hex(token_of(request)));
  return std::string(kCookie) + std::string(kAttributes) + "; Max-Age=0";
}

bool comes_from_own_page(const http::Request& request) {
  if (request.headers.find("X-Hub-Console") != "1") return false;
  const auto origin = request.headers.find("Origin"), host = request.headers.find("Host");
  if (!origin || !host) return false;
  const std::size_t scheme = origin->find("://");
  return scheme != std::string_view::npos && origin->substr(scheme + 3) == *host;
}

}  // namespace hub::admin
