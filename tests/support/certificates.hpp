// A certificate authority for one test: made when needed, in a folder of its own, gone with the object. One
// thread.
#pragma once

#include <filesystem>
#include <string>

namespace hub::testing {

class CertificateAuthority {
 public:
  CertificateAuthority();
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  struct Files {
    std::string certificate;
    std::string key;
  };
  std::string ca_file() const { return path("ca.pem"); }
  // `subject` like "/O=Hub/CN=client"; `alternative_names` like "IP:127.0.0.1,DNS:target.example". `extra`
  // goes to openssl x509 as it is.
  Files issue(const std::string& name, const std::string& subject, const std::string& alternative_names,
              const std::string& extra = "-days 1");

 private:
  std::string path(const std::string& file) const { return (folder_ / file).string(); }

  std::filesystem::path folder_;
};

}  // namespace hub::testing
