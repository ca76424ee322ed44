// The channel between nodes: TLS on which both sides show a certificate of the fleet's own authority. What
// goes over it is in Routes and in whoever calls. Values; any thread.
#pragma once

#include "core/http/curl_client.hpp"
#include "core/http/server.hpp"

namespace hub::peers {

struct ChannelSettings {
  std::string address = "127.0.0.1";  // where this node listens
  std::uint16_t port = 8482;          // 0: a free one
  std::string certificate_file;       // PEM chain: this node's, with the name by which peers reach it
  std::string key_file;               // PEM
  std::string authority_file;         // PEM: whoever has a certificate of it is a node of the fleet
};

// Of the listener, and of the client that calls the others.
http::ServerSettings listener_settings(const ChannelSettings& channel);
Result<http::ClientSettings> caller_settings(const ChannelSettings& channel);

}  // namespace hub::peers
