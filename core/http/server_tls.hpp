// The TLS side of a listener. Internal to core/http. Any thread.
#pragma once

#include <utility>

#include <boost/asio/ssl/context.hpp>

#include "core/http/server.hpp"

namespace hub::http {

// TLS 1.2 or newer. Fails with config naming the file that cannot be used.
Result<boost::asio::ssl::context> make_server_tls(const TlsSettings& settings);

}  // namespace hub::http
