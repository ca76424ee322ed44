#include <Poco/Crypto/RSAKey.h>
#include <Poco/Exception.h>
#include <Poco/JWT/Signer.h>
#include <Poco/JWT/Token.h>

#include <sstream>

#include "core/http/session.hpp"

namespace hub::http {

namespace {
// Environment variables and YAML fold a key into one line, with blanks or a literal "\n" where lines ended.
std::string repair_pem(const std::string& pem) {
  constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
  constexpr std::size_t kLine = 64;
  const auto begin = pem.find(kBegin);
  if (begin == std::string::npos) return pem;
  const auto label_end = pem.find(kDashes, begin + kBegin.size());
  const auto end = pem.find(kEnd);
  if (label_end == std::string::npos || end == std::string::npos || end < label_end) return pem;
  const std::string label = pem.substr(begin + kBegin.size(), label_end - begin - kBegin.size());
  std::string body;
  for (std::size_t i = label_end + kDashes.size(); i < end; ++i) {
    if (pem[i] == '\\' && i + 1 < end && (pem[i + 1] == 'n' || pem[i + 1] == 'r')) {
      ++i;
    } else if (!std::isspace(static_cast<unsigned char>(pem[i]))) {
      body.push_back(pem[i]);
    }
  }
  std::string out = "-----BEGIN " + label + "-----\n";
  for (std::size_t at = 0; at < body.size(); at += kLine) out += body.substr(at, kLine) + "\n";
  return out + "-----END " + label + "-----\n";
}
}  // namespace

Result<std::string> sign_jwt_rs256(const std::string& private_key_pem, const std::string& issuer,
                                   const std::string& subject, const std::string& audience, WallTime now,
                                   std::chrono::seconds life) {
  try {
    std::istringstream key_text(repair_pem(private_key_pem));
    Poco::SharedPtr<Poco::Crypto::RSAKey> key(new Poco::Crypto::RSAKey(nullptr, &key_text));
    Poco::JWT::Token token;
    token.setType("JWT");
    token.setIssuer(issuer);
    token.setSubject(subject);
    token.setAudience(audience);
    // Poco would write the time as a floating-point number, which not every verifier accepts.
    const auto expires = std::chrono::floor<std::chrono::seconds>(now + life).time_since_epoch();
    token.payload().set("exp", static_cast<Poco::Int64>(expires.count()));
    Poco::JWT::Signer signer(key);
    return signer.sign(token, Poco::JWT::Signer::ALGO_RS256);
  } catch (const Poco::Exception&) {
    return config_error("the private key is not an RSA key in PEM form");
  }
}

}  // namespace hub::http
