#include "tests/support/certificates.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace hub::testing {

namespace {
constexpr const char* kNewKey = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

void openssl(const std::string& arguments) {
  const std::string command = "openssl " + arguments + " >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}
}  // namespace

CertificateAuthority::CertificateAuthority() {
  std::string folder = (std::filesystem::temp_directory_path() / "hub-test-ca-XXXXXX").string();
  if (!::mkdtemp(folder.data())) throw std::runtime_error("no folder for certificates");
  folder_ = folder;
  openssl(std::string("req -x509") + kNewKey + " -days 1 -subj /CN=Test-CA -keyout " + path("ca.key") +
          " -out " + ca_file());
}

CertificateAuthority::~CertificateAuthority() {
  std::filesystem::remove_all(folder_);
}

CertificateAuthority::Files CertificateAuthority::issue(const std::string& name, const std::string& subject,
                                                        const std::string& alternative_names,
                                                        const std::string& extra) {
  const Files files{path(name + ".pem"), path(name + ".key")};
  const std::string request = path(name + ".csr");
  openssl(std::string("req") + kNewKey + " -subj " + subject + " -keyout " + files.key + " -out " + request);
  std::ofstream(path(name + ".ext")) << "subjectAltName=" << alternative_names << "\n";
  openssl("x509 -req -in " + request + " -CA " + ca_file() + " -CAkey " + path("ca.key") +
          " -CAcreateserial -extfile " + path(name + ".ext") + " -out " + files.certificate + " " + extra);
  return files;
}

}  // namespace hub::testing
