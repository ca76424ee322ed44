#include "core/http/server_tls.hpp"

#include <openssl/ssl.h>

namespace hub::http {

namespace ssl = boost::asio::ssl;

Result<ssl::context> make_server_tls(const TlsSettings& settings) {
  ssl::context context(ssl::context::tls_server);
  SSL_CTX* const raw = context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);  // an idle connection holds no record buffers
  boost::system::error_code error;
  context.use_certificate_chain_file(settings.certificate_file, error);
  if (error) return config_error("certificate " + settings.certificate_file + ": " + error.message());
  context.use_private_key_file(settings.key_file, ssl::context::pem, error);
  if (error) return config_error("private key " + settings.key_file + ": " + error.message());
  if (SSL_CTX_check_private_key(raw) != 1) {
    return config_error("private key " + settings.key_file + ": does not belong to " +
                        settings.certificate_file);
  }
  if (settings.client_ca_file.empty()) return context;
  context.load_verify_file(settings.client_ca_file, error);
  if (error) return config_error("client CA " + settings.client_ca_file + ": " + error.message());
  SSL_CTX_set_client_CA_list(raw, SSL_load_client_CA_file(settings.client_ca_file.c_str()));
  context.set_verify_mode(ssl::verify_peer, error);
  constexpr unsigned char kSessionScope[] =
      "hub";  // resumed sessions keep the certificate they were made with
  SSL_CTX_set_session_id_context(raw, kSessionScope, sizeof kSessionScope - 1);
  return context;
}

}  // namespace hub::http
