#include <utility>

#include <openssl/x509.h>

#include <boost/asio/ssl/stream.hpp>

#include "core/http/connection.hpp"

namespace hub::http {

namespace {
using TlsStream = boost::asio::ssl::stream<TcpSocket>;
using TlsConnection = Connection<TlsStream>;

// RFC 2253 form. A certificate that did not verify never gets this far: the handshake fails.
std::string subject_of(SSL* ssl) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl), &X509_free);
  if (!certificate || SSL_get_verify_result(ssl) != X509_V_OK) return {};
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Task<void> shake_hands_and_run(std::shared_ptr<TlsConnection> connection) {
  boost::system::error_code error;
  co_await connection->stream().async_handshake(TlsStream::server,
                                                boost::asio::redirect_error(UseTask(), error));
  if (error) co_return;
  connection->peer().certificate_subject = subject_of(connection->stream().native_handle());
  co_await TlsConnection::run(connection);
}
}  // namespace

void serve_tls(std::shared_ptr<ServerState> state, TcpSocket socket) {
  boost::system::error_code unknown;
  const auto endpoint = socket.remote_endpoint(unknown);
  Peer peer{unknown ? std::string() : endpoint.address().to_string(), {}};
  const auto executor = state->io.get_executor();
  TlsStream stream(std::move(socket), *state->tls);
  auto connection = std::make_shared<TlsConnection>(std::move(state), std::move(stream), std::move(peer));
  spawn(executor, shake_hands_and_run(std::move(connection)));
}

}  // namespace hub::http
