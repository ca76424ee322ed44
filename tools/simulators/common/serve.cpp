#include "tools/simulators/common/serve.hpp"

#include <boost/asio/signal_set.hpp>
#include <cstdio>

namespace hub::simulators {

int serve_until_told(IoContext& io, std::string_view name, const std::string& base_url) {
  boost::asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&io](const boost::system::error_code& error, int) {
    if (!error) io.stop();
  });
  std::printf("{\"%.*s\":\"%s\"}\n", static_cast<int>(name.size()), name.data(), base_url.c_str());
  std::fflush(stdout);
  io.run();
  return 0;
}

int say_not_started(const Error& error) {
  std::fprintf(stderr, "hub-simulators: %s\n", error.message.c_str());
  return 1;
}

}  // namespace hub::simulators
