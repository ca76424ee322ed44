#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/core/http/client_fixture.hpp"
#include "tests/core/http/running_server.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/raw_client.hpp"

using hub::testing::body_of;
using hub::testing::CertificateAuthority;
using hub::testing::ClientFixture;
using hub::testing::get;
using hub::testing::post;
using hub::testing::RunningServer;
using hub::testing::status_of;
namespace http = hub::http;

namespace {
// The certificate's subject, then the body.
hub::Task<http::Response> who_are_you(http::Request request, const http::Peer& peer) {
  http::Response response;
  response.body.append("<" + peer.certificate_subject + "> ");
  response.body.append(request.body.view());
  co_return response;
}

struct Fixture {
  CertificateAuthority authority;
  CertificateAuthority::Files server =
      authority.issue("server", "/CN=server", "IP:127.0.0.1,DNS:target.example");

  http::ServerSettings settings(bool with_clients = false) {
    http::ServerSettings wanted;
    wanted.tls = http::TlsSettings{server.certificate, server.key, with_clients ? authority.ca_file() : ""};
    return wanted;
  }
  http::ClientSettings client_settings() {
    auto wanted = hub::testing::loopback();
    wanted.ca_file = authority.ca_file();
    return wanted;
  }
};

std::string url_of(const RunningServer& running) {
  return "https://127.0.0.1:" + std::to_string(running.port()) + "/";
}

// One exchange by a client with a certificate and a highest TLS version; empty when the server refuses it.
std::string exchange(std::uint16_t port, const CertificateAuthority::Files* identity, int version_max) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_max_proto_version(context.get(), version_max);
  if (identity) {
    SSL_CTX_use_certificate_chain_file(context.get(), identity->certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), identity->key.c_str(), SSL_FILETYPE_PEM);
  }
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), &BIO_free_all);
  const std::string where = "127.0.0.1:" + std::to_string(port);
  BIO_set_conn_hostname(bio.get(), where.c_str());
  if (BIO_do_connect(bio.get()) != 1) return {};
  constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  BIO_write(bio.get(), kRequest.data(), static_cast<int>(kRequest.size()));
  std::string answer;
  char bytes[4096];
  for (int size; (size = BIO_read(bio.get(), bytes, sizeof bytes)) > 0;) {
    answer.append(bytes, static_cast<std::size_t>(size));
  }
  return answer;
}

// Of the certificate that the server shows to a new connection.
std::string subject_of_server(std::uint16_t port) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), &BIO_free_all);
  BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
  if (BIO_do_connect(bio.get()) != 1) return {};
  SSL* session = nullptr;
  BIO_get_ssl(bio.get(), &session);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(session),
                                                                &X509_free);
  char name[256];
  return X509_NAME_oneline(X509_get_subject_name(certificate.get()), name, sizeof name);
}

void copy_over(const std::string& from, const std::string& to) {
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(renewed_certificates_are_for_connections_from_then_on_and_a_broken_one_changes_nothing) {
  Fixture fixture;
  const auto next = fixture.authority.issue("next", "/CN=next", "IP:127.0.0.1,DNS:target.example");
  RunningServer running(fixture.settings(), who_are_you);
  const auto renew = [&] { return running.call([&] { return running.server().renew_tls(); }); };
  ClientFixture client(fixture.client_settings());
  BOOST_TEST(client.send(get(url_of(running))).ok());

  copy_over(next.certificate, fixture.server.certificate);
  BOOST_TEST(subject_of_server(running.port()) == "/CN=server");
  const auto refused = renew();  // the key is still the other one's
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().message.find(fixture.server.key) != std::string::npos);
  BOOST_TEST(subject_of_server(running.port()) == "/CN=server");

  copy_over(next.key, fixture.server.key);
  BOOST_TEST_REQUIRE(renew().ok());
  BOOST_TEST(subject_of_server(running.port()) == "/CN=next");
  BOOST_TEST(running.connections() >= 1u);
  BOOST_TEST(client.send(get(url_of(running))).ok());  // over the connection of before
}

BOOST_AUTO_TEST_CASE(client_and_server_meet_over_tls) {
  Fixture fixture;
  RunningServer running(fixture.settings(), who_are_you);
  ClientFixture client(fixture.client_settings());
  const std::string body(1'000'000, 'b');
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.send(post(url_of(running), body));
    BOOST_REQUIRE(answer.ok());
    BOOST_TEST((answer->body.view() == "<> " + body));
  }
}

BOOST_AUTO_TEST_CASE(a_certificate_that_cannot_be_verified_is_refused_before_anything_is_sent) {
  Fixture fixture;
  const auto expired = fixture.authority.issue("expired", "/CN=server", "IP:127.0.0.1", "-days -1");
  const auto other = fixture.authority.issue("other", "/CN=server", "DNS:other.example");
  auto unknown_authority = fixture.client_settings();
  unknown_authority.ca_file.clear();
  struct Attempt {
    CertificateAuthority::Files files;
    http::ClientSettings settings;
  };
  for (const auto& [files, settings] :
       {Attempt{expired, fixture.client_settings()}, Attempt{other, fixture.client_settings()},
        Attempt{fixture.server, unknown_authority}}) {
    auto wanted = fixture.settings();
    wanted.tls->certificate_file = files.certificate;
    wanted.tls->key_file = files.key;
    RunningServer running(wanted, who_are_you);
    ClientFixture client(settings);
    const auto answer = client.send(post(url_of(running), "secret"));
    BOOST_REQUIRE(!answer.ok());
    BOOST_TEST((answer.error().kind == hub::ErrorKind::transient));
    BOOST_TEST(answer.error().code == "handshake_failed");
  }
}

BOOST_AUTO_TEST_CASE(the_certificate_must_name_the_host_of_the_url) {
  Fixture fixture;
  RunningServer running(fixture.settings(), who_are_you);
  const auto port = std::to_string(running.port());
  auto settings = fixture.client_settings();
  settings.resolve = {"target.example:" + port + ":127.0.0.1", "wrong.example:" + port + ":127.0.0.1"};
  ClientFixture client(settings);
  BOOST_TEST(client.send(get("https://target.example:" + port + "/")).ok());
  BOOST_TEST(!client.send(get("https://wrong.example:" + port + "/")).ok());
}

BOOST_AUTO_TEST_CASE(a_verified_client_certificate_names_the_peer) {
  Fixture fixture;
  const auto identity = fixture.authority.issue("client", "/O=Bank/CN=engage", "DNS:engage.example");
  RunningServer running(fixture.settings(true), who_are_you);
  BOOST_TEST(body_of(exchange(running.port(), &identity, TLS1_3_VERSION)) == "<CN=engage,O=Bank> ");
  BOOST_TEST(body_of(exchange(running.port(), nullptr, TLS1_3_VERSION)) == "<> ");
}

BOOST_AUTO_TEST_CASE(a_client_certificate_of_another_authority_is_refused) {
  Fixture fixture;
  CertificateAuthority stranger;
  const auto identity = stranger.issue("client", "/CN=engage", "DNS:engage.example");
  RunningServer running(fixture.settings(true), who_are_you);
  BOOST_TEST(exchange(running.port(), &identity, TLS1_3_VERSION) == "");
  BOOST_TEST(status_of(exchange(running.port(), nullptr, TLS1_2_VERSION)) == 200);
}

BOOST_AUTO_TEST_CASE(tls_older_than_1_2_is_refused) {
  Fixture fixture;
  RunningServer running(fixture.settings(), who_are_you);
  BOOST_TEST(exchange(running.port(), nullptr, TLS1_1_VERSION) == "");
  BOOST_TEST(status_of(exchange(running.port(), nullptr, TLS1_2_VERSION)) == 200);
}

BOOST_AUTO_TEST_CASE(files_that_are_no_certificates_are_config_errors_that_name_them) {
  Fixture fixture;
  auto settings = fixture.settings();
  const auto other = fixture.authority.issue("other", "/CN=other", "DNS:other.example");
  hub::IoContext io;
  for (const auto& [certificate, key, named] :
       {std::tuple(std::string("/none.pem"), fixture.server.key, std::string("/none.pem")),
        std::tuple(fixture.server.certificate, std::string("/none.key"), std::string("/none.key")),
        std::tuple(fixture.server.certificate, other.key, other.key)}) {
    settings.tls = http::TlsSettings{certificate, key, {}};
    const auto started = http::Server::start(io, settings, who_are_you);
    BOOST_REQUIRE(!started.ok());
    BOOST_TEST((started.error().kind == hub::ErrorKind::config));
    BOOST_TEST(started.error().message.find(named) != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
