// What a node answers its peers: one table, to which each part of the hub adds its end points. Whoever has no
// certificate of the fleet's authority is refused before anything of a request is looked at.
//
// One loop's thread. Outlives the listener that serves it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "core/http/server.hpp"

namespace hub::peers {

class Routes {
 public:
  // `peer`: the common name in its certificate.
  using Answer = std::function<Task<http::Response>(http::Request request, std::string peer)>;

  // `path` is matched whole, without its query.
  void add(std::string method, std::string path, Answer answer);
  // 403 without a certificate, 404 for an unknown path.
  Task<http::Response> serve(http::Request request, const http::Peer& from) const;

 private:
  std::map<std::pair<std::string, std::string>, Answer> answers_;
};

// `error` as an answer; its code is the body, which never holds more.
http::Response refusal(const Error& error);
http::Response refusal(int status, std::string_view code);

// The common name in a subject as http::Peer has it ("CN=node-a,O=fleet"); empty when there is none.
std::string common_name(std::string_view subject);

}  // namespace hub::peers
