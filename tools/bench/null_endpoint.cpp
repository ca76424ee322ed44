// The least that a front door can do: reads a request, answers 202, keeps nothing. What the hub's is compared
// with. `null_endpoint` prints {"url":...} and runs until it is ended.
#include <cstdio>

#include "core/http/server.hpp"

namespace {

hub::Task<hub::http::Response> answer(hub::http::Request, const hub::http::Peer&) {
  hub::http::Response response;
  response.status = 202;
  response.headers.add("Content-Type", "application/json");
  response.body = hub::Buffer("{}");
  co_return response;
}

}  // namespace

int main() {
  hub::IoContext io(1);
  const auto server = hub::http::Server::start(io, hub::http::ServerSettings{}, answer);
  if (!server.ok()) {
    std::fprintf(stderr, "null_endpoint: %s\n", server.error().message.c_str());
    return 1;
  }
  std::printf("{\"url\":\"http://127.0.0.1:%u/v1/cases\"}\n", static_cast<unsigned>((*server)->port()));
  std::fflush(stdout);
  io.run();
  return 0;
}
